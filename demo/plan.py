"""Who lives in the demo and what they show. All of it is invented, and every picture is drawn by demo/art.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """One artwork: `pictures` are (style, width, height, seed) and their alternative texts."""

    title: str
    style: str
    size: tuple[int, int]
    seed: int
    alt: str
    description: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    more: int = 0
    ai_policy: str = ""
    warning: str = ""
    ending: str = ".jpg"


@dataclass(frozen=True, slots=True)
class ArtistPlan:
    name: str
    shown: str
    bio: str
    medium: str
    works: tuple[WorkPlan, ...]
    ai_policy: str = ""


@dataclass(frozen=True, slots=True)
class InstancePlan:
    key: str
    name: str
    tagline: str
    description: str
    artists: tuple[ArtistPlan, ...]


MARA = ArtistPlan(
    "mara",
    "Mara Lindqvist",
    "Landscapes from memory, mostly of places with bad roads.",
    "Gouache",
    (
        WorkPlan("Low Sun over Ten Hills", "landscape", (2400, 1500), 1, "A low pale sun over dark blue hills.",
                 "Painted after a week of rain, in one go.", ("landscape", "gouache"), "Ten Hills"),
        WorkPlan("Warm Ridge", "landscape", (2000, 1250), 3, "Ridges in plum and rose under a cream sun.",
                 "The second of the hills.", ("landscape", "gouache"), "Ten Hills"),
        WorkPlan("Green Evening", "landscape", (1500, 2000), 2, "Green hills, one behind another, at evening.",
                 "Upright, because the valley is.", ("landscape",), "Ten Hills"),
        WorkPlan("Road to the Kiln", "landscape", (2600, 1100), 6, "A wide valley in sand and brown.",
                 "You may train on this one. I drew it for that.", ("landscape", "panorama"), ai_policy="open"),
    ),
)  # fmt: skip
TOVE = ArtistPlan(
    "tove",
    "Tove Aas",
    "Relief printing on a mangle that used to press sheets.",
    "Woodcut",
    (
        WorkPlan("Nettle Field", "woodcut", (1800, 1800), 4, "Black lines swelling across cream paper.",
                 "Three blocks of lime, printed by hand.", ("woodcut", "print"), ending=".png"),
        WorkPlan("Wind, Four States", "woodcut", (1400, 1900), 9, "Bent black lines, thick where the wind is.",
                 "The four states of one block, from first proof to last.", ("woodcut", "process"), more=3),
        WorkPlan("Harbour at Night", "woodcut", (2200, 1400), 21, "Lines that thicken to black at the left.",
                 "For everyone who waited for the last boat.", ("woodcut", "sea")),
    ),
    ai_policy="no-ai-no-search",
)  # fmt: skip
JUN = ArtistPlan(
    "jun",
    "Jun Okabe",
    "Still lifes of what is left in the kitchen on Sundays.",
    "Oil pastel",
    (
        WorkPlan("What Is Left on Sunday", "still life", (1600, 2000), 4, "Blue and green fruit on a pale table.",
                 "", ("stilllife",)),
        WorkPlan("Six Plums", "still life", (2000, 1500), 8, "Six plums on a cream table.", "They were eaten.",
                 ("stilllife", "plums")),
        WorkPlan("Quinces", "still life", (1700, 1700), 12, "Round yellow fruit before a dark wall.", "",
                 ("stilllife",)),
    ),
)  # fmt: skip
INES = ArtistPlan(
    "ines",
    "Ines Duarte",
    "Thread drawings. I follow the wind with a pen plotter I built from a printer.",
    "Pen plotter",
    (
        WorkPlan("North-West, Force Five", "weave", (2400, 1400), 10, "Many coloured threads along a hidden wind.",
                 "Seven hundred lines, four pens, eleven hours.", ("plotter", "generativebyhand"), ending=".png"),
        WorkPlan("Calm before It", "weave", (1500, 1500), 2, "Threads in slow curves.", "", ("plotter",)),
        WorkPlan("Squall", "weave", (1400, 2100), 17, "Tight whirls of thread.", "Study.", ("plotter", "study")),
    ),
)  # fmt: skip
OKON = ArtistPlan(
    "okon",
    "Okon Bassey",
    "Houses I nearly lived in.",
    "Cut paper",
    (
        WorkPlan("House in Hard Light", "rooms", (1600, 2000), 13, "Flat walls in blue, white and black.",
                 "Cut with a scalpel, photographed in daylight.", ("cutpaper", "architecture")),
        WorkPlan("Yard", "rooms", (2200, 1300), 5, "Planes of warm colour around an empty yard.", "",
                 ("cutpaper",)),
        WorkPlan("Stairwell", "rooms", (1300, 2000), 8, "Tall planes, a dark stair between them.",
                 "Mature only because the stairs are.", ("cutpaper",), warning="Steep stairs"),
    ),
)  # fmt: skip

INSTANCES: tuple[InstancePlan, ...] = (
    InstancePlan(
        "kiln",
        "Kiln",
        "A shared studio on a small machine",
        "Kiln is twelve people with paint under their nails. We meet on Thursdays and show here what survived.",
        (MARA, TOVE, JUN),
    ),
    InstancePlan(
        "north-light",
        "North Light",
        "Paper, thread and hard shadows",
        "North Light is the on-line wall of a print workshop. Visitors welcome, crawlers less so.",
        (INES, OKON),
    ),
)
