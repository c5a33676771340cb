"""What signals decide together, and the round trip from every emitter back to the policy it was given."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fediart.rights.auditor import audit, decide
from fediart.rights.crawlers import read_crawlers
from fediart.rights.headers import headers
from fediart.rights.html import head, render
from fediart.rights.jsonld import actor_terms, object_terms, terms
from fediart.rights.model import AXES, POLICIES, Preset
from fediart.rights.reading import (
    read_activity,
    read_headers,
    read_html,
    read_image,
    read_robots,
    read_tdmrep,
)
from fediart.rights.robots import RobotsFile, robots_txt
from fediart.rights.signal import Signal
from fediart.rights.tdmrep import document
from fediart.rights.xmp import packet
from tests.rights.made import CONTAINERS, ORIGIN, PRESETS, REFUSING, rights, site_with

CRAWLERS = read_crawlers()
PATH = "/@jane/7"


def wanted(preset: Preset) -> dict[str, str]:
    return {axis: "allow" if getattr(POLICIES[preset], axis) else "deny" for axis in AXES}


def note(preset: Preset) -> bytes:
    held = rights(preset)
    picture = {"type": "Image", "url": f"{ORIGIN}/1.jpg", **terms(held)}
    return json.dumps({"type": "Note", "attachment": [picture], **object_terms(held)}).encode()


def site(preset: Preset, instance: Preset) -> tuple[Signal, ...]:
    text = robots_txt(RobotsFile(site_with(instance, preset), ORIGIN, CRAWLERS))
    return read_robots(text.encode(), PATH, CRAWLERS)


def tdmrep(preset: Preset, instance: Preset) -> tuple[Signal, ...]:
    return read_tdmrep(document(site_with(instance, preset), ORIGIN), PATH)


def surfaces(preset: Preset, instance: Preset = Preset.NO_AI) -> dict[str, tuple[Signal, ...]]:
    policy = POLICIES[preset]
    page = f"<!doctype html><html><head>{render(head(policy, ORIGIN))}</head></html>"
    return {
        "http": read_headers(headers(policy, ORIGIN)),
        "html": read_html(page.encode()),
        "actor": read_activity(json.dumps({"type": "Person", **actor_terms(rights(preset))}).encode()),
        "note": read_activity(note(preset)),
        "robots.txt": site(preset, instance),
        "tdmrep.json": tdmrep(preset, instance),
        **{name: read_image(make(packet(rights(preset)))) for name, make in CONTAINERS.items()},
    }


@pytest.mark.parametrize("instance", PRESETS)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_surface_alone_decides_as_its_policy(preset, instance):
    for name, signals in surfaces(preset, instance).items():
        decision = decide(signals)
        said = {axis: answer for axis, answer in decision.items() if answer != "unknown"}
        assert said.items() <= wanted(preset).items(), name
        assert decision["train_gen"] == wanted(preset)["train_gen"], name


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("name", ["http", "actor", "note", "robots.txt"])
def test_the_surfaces_that_can_say_everything_do(preset, name):
    assert decide(surfaces(preset)[name]) == wanted(preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_all_surfaces_together_agree_and_nothing_is_missing(preset):
    result = audit(s for signals in surfaces(preset).values() for s in signals)
    assert result.decision == wanted(preset)
    assert {s.status for s in result.signals} <= {"present", "exact"}


@pytest.mark.parametrize("preset", REFUSING)
def test_each_single_refusing_signal_is_enough(preset):
    open_signals = [s for signals in surfaces(Preset.OPEN).values() for s in signals]
    closed = [s for signals in surfaces(preset).values() for s in signals]
    refusals = [s for s in closed if decide([s])["train_gen"] == "deny"]
    assert len(refusals) >= 15
    for refusal in refusals:
        if refusal.signal == "tdm-reservation":
            continue  # has an order of its own, below
        result = audit([*open_signals, refusal])
        assert result.decision["train_gen"] == "deny", refusal
        assert next(s for s in result.signals if s.value == refusal.value).status == "contradictory"


def usage(surface: str, value: str) -> Signal:
    return Signal(surface, "Content-Usage", value)


ANSWERS = {"y": "allow", "n": "deny", None: "unknown"}


@pytest.mark.parametrize(("one", "two"), list(product(ANSWERS, ANSWERS)))
def test_aipref_combines_to_the_most_restrictive(one, two):
    signals = [usage("http", f"train-ai={v}" if v else "") for v in (one, two)]
    expected = "deny" if "n" in (one, two) else "allow" if "y" in (one, two) else "unknown"
    assert decide(signals)["train_gen"] == expected
    assert decide([signals[0], usage("robots.txt", signals[1].value)])["train_gen"] == expected


def test_a_malformed_field_decides_nothing():
    result = audit([usage("http", "train-ai=n, BROKEN=y"), usage("robots.txt", "train-ai=y")])
    assert result.decision["train_gen"] == "allow"
    assert [s.status for s in result.signals] == ["unreadable", "exact"]


TDM_ORDER = [
    ("tdmrep.json", "tdm-reservation"),
    ("http", "tdm-reservation"),
    ("html", "tdm-reservation"),
    ("image", "tdm:reservation"),
]


@given(st.lists(st.sampled_from(["0", "1", "junk", None]), min_size=4, max_size=4))
def test_tdmrep_supersedes_in_its_order(values):
    signals = [
        Signal(surface, name, value)
        for (surface, name), value in zip(TDM_ORDER, values, strict=True)
        if value is not None
    ]
    last = [value for value in values if value in ("0", "1")][-1:]
    expected = {"0": "allow", "1": "deny"}[last[0]] if last else "unknown"
    assert decide(signals)["train_gen"] == expected


def test_a_superseded_reservation_contradicts_nothing():
    result = audit([Signal("tdmrep.json", "tdm-reservation", "1"), Signal("http", "tdm-reservation", "0")])
    assert result.decision["train_other"] == "allow"
    assert [s.status for s in result.signals] == ["exact", "exact"]


def test_both_sides_of_a_contradiction_are_named():
    result = audit([usage("http", "train-ai=y"), Signal("html", "robots", "noai"), usage("http", "search=y")])
    assert [s.status for s in result.signals] == ["contradictory", "contradictory", "exact"]


def test_what_is_missing_is_said_and_a_missing_refusal_only_where_something_is_refused():
    bare = audit(read_headers([]))
    assert {s.signal: s.status for s in bare.signals} == dict.fromkeys(
        ("Content-Usage", "Content-Signal", "tdm-reservation", "X-Robots-Tag"), "missing"
    )
    assert set(bare.decision.values()) == {"unknown"}
    half = audit(read_headers([("Content-Usage", "train-ai=y")]))
    assert "X-Robots-Tag" not in {s.signal for s in half.signals}


def test_the_json_shape():
    shape = audit(read_headers(headers(POLICIES[Preset.NO_AI], ORIGIN))).as_json()
    assert shape["signals"][0] == {
        "surface": "http",
        "signal": "Content-Usage",
        "value": "train-ai=n, search=y",
        "status": "exact",
    }
    assert shape["decision"] == {"train_gen": "deny", "train_other": "deny", "ai_input": "deny", "search": "allow"}
    assert json.loads(json.dumps(shape)) == shape


def test_one_crawler_shut_out_by_name_is_a_refusal():
    signals = read_robots(b"User-agent: GPTBot\nDisallow: /\n", "/", CRAWLERS)
    assert decide(signals)["train_gen"] == "deny" and decide(signals)["search"] == "unknown"
    everyone = read_robots(b"User-agent: *\nDisallow: /\n", "/", CRAWLERS)
    assert set(decide(everyone).values()) == {"deny"}
