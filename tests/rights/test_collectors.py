"""Each real collector refuses every refusing policy on every surface alone, and accepts an open work."""

from __future__ import annotations

import pytest

from fediart.rights.crawlers import read_crawlers
from fediart.rights.headers import headers
from fediart.rights.html import head, render
from fediart.rights.model import POLICIES, Preset
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.rights.tdmrep import document
from fediart.rights.xmp import packet
from tests.rights import collectors
from tests.rights.made import ORIGIN, PRESETS, REFUSING, rights, site_with

CRAWLERS = read_crawlers()
PATH = "/@jane/7"


def answers(preset: Preset, site: Preset) -> dict[str, bool]:
    """Whether each source of each collector refuses a work under `preset` on a site under `site`."""
    policy = POLICIES[preset]
    terms = site_with(site, preset)
    sent = list(headers(policy, ORIGIN))
    robots = robots_txt(RobotsFile(terms, ORIGIN, CRAWLERS))
    return {
        "img2dataset": collectors.img2dataset_refuses(sent),
        "X-Robots-Tag": collectors.robots_tag_refuses(sent),
        "Content-Usage header": collectors.header_usage_refuses(sent),
        "tdm-reservation header": collectors.header_tdm_refuses(sent),
        "Content-Usage robots.txt": collectors.robots_usage_refuses(robots, PATH),
        "Content-Signal robots.txt": collectors.robots_signal_refuses(robots, PATH),
        "GPTBot": collectors.robots_access_refuses(robots, "GPTBot", ORIGIN + PATH),
        "tdmrep.json": collectors.tdmrep_refuses(document(terms, ORIGIN), PATH),
        "plus:DataMining": collectors.packet_refuses(packet(rights(preset))),
        "page": collectors.metas_refuse(f"<html><head>{render(head(policy, ORIGIN))}</head></html>"),
    }


# noai also forbids AI input, which no-training permits, so those two readers hear nothing against it.
NOT_SAID = {Preset.NO_TRAINING: {"img2dataset", "X-Robots-Tag"}}


@pytest.mark.parametrize("site", PRESETS)
@pytest.mark.parametrize("preset", REFUSING)
def test_a_refusal_is_heard_on_every_surface_alone(preset, site):
    accepted = {source for source, refuses in answers(preset, site).items() if not refuses}
    assert accepted == NOT_SAID.get(preset, set())


@pytest.mark.parametrize("site", PRESETS)
def test_an_open_work_is_accepted_everywhere_even_on_a_closed_site(site):
    refusing = {source for source, refuses in answers(Preset.OPEN, site).items() if refuses}
    assert refusing == set()
