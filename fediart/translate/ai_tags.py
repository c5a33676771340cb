"""Hashtags by which people say that they made a picture with AI: data, and one way to compare spellings.

A tag is a hint and no more. Words for the subject alone (#AI, #GenerativeAI, #OpenAI) are not here: they stand under
articles and quarrels, too. Nor do tags against AI count for anything: they only take the weight from the others, since
a post under both is about the quarrel.
"""

from __future__ import annotations

from typing import Final

# Compared without case, hyphens and underscores.
MADE_WITH_AI: Final = frozenset(
    (
        "aiart", "aiartwork", "aiartist", "aiartists", "aiartcommunity", "aiartgallery", "aiartdaily",
        "aigenerated", "aigeneratedart", "aigeneratedartwork", "aigeneratedimage", "aigeneratedimages",
        "aigeneratedphoto", "aiimage", "aiimages", "aiimagery", "aiillustration", "aipainting", "aidrawing",
        "aiphotography", "aiphoto", "aiporträt", "aiportrait", "aianime", "aigirl", "aibeauty", "aipinup",
        "generatedbyai", "generatedwithai", "createdbyai", "createdwithai", "madebyai", "madewithai",
        "paintedbyai", "aicreated", "aimade", "generativeaiart", "genaiart", "synthography", "promptart",
        "promptography", "texttoimage", "text2image", "txt2img", "img2img", "imagetoimage",
        "stablediffusion", "stablediffusionart", "stablediffusionxl", "sdxl", "midjourney", "midjourneyart",
        "midjourneyai", "madewithmidjourney", "nijijourney", "dalle", "dalle2", "dalle3", "dallemini",
        "novelai", "novelaidiffusion", "leonardoai", "fluxai", "fluxdev", "flux1", "comfyui",
        "automatic1111", "invokeai", "fooocus", "adobefirefly", "madewithfirefly", "bingimagecreator",
        "craiyon", "nightcafe", "nightcafestudio", "ideogramai", "nanobanana", "wombodream",
        "deepdreamgenerator", "tensorart", "civitai", "seaart", "playgroundai", "kikunst", "kibild",
        "kibilder", "kigeneriert", "kigenerierteskunst", "kiart", "iaart", "arteia", "generadoporia",
        "imagenia", "genereparia", "aiイラスト", "aiart絵", "ai絵",
        "ai生成", "ai画像", "aiアート", "生成ai絵", "ai绘画",
        "ai繪圖", "ai绘图", "ai그림", "ai일러스트",
    )
)  # fmt: skip
PARTLY_WITH_AI: Final = frozenset(
    (
        "aiassisted", "aiassistedart", "aiassistance", "aiassist", "aihybrid", "aiandhuman",
        "kiunterstützt",
        "aisupported",
    )
)  # fmt: skip
AGAINST_AI: Final = frozenset(
    (
        "noai", "noaiart", "noaiartist", "noaiused", "noaitraining", "notai", "notaiart", "antiai",
        "antiaiart", "stopai", "stopaiart", "banai", "sayno2ai", "saynotoai", "saynotoaiart", "aiisnotart",
        "aiartisnotart", "aiartistheft", "aitheft", "humanmade", "humanmadeart", "humanart", "humanartist",
        "humanartists", "madebyhuman", "madebyhumans", "madebyahuman", "artbyhumans", "artbyhumanhands",
        "artbyhumansforhumans", "createdontgenerate", "createdontscrape", "nonai", "noaigen", "nogenai",
        "keinki", "ohneki", "sinia", "sansia",
    )
)  # fmt: skip


def spelled(tag: str) -> str:
    """As the sets above spell it: `AI_Art` and `#ai-art` are `aiart`."""
    return tag.lstrip("#").casefold().replace("_", "").replace("-", "")
