"""Robots that would pass for somebody else: by names, signatures, addresses and numbers, and by the list itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from federation.media_types import ACTIVITY_JSON
from federation.signatures import sign_cavage
from fediart.actions import domains
from fediart.rights.agents import Agents
from fediart.rights.crawlers import put, read_crawlers
from fediart.store.domain_rules import DomainRule
from fediart.web.crawler_table import exported
from fediart.web.pace import BURST, EXPORTS, FOR_SERVERS, Gatekeeper
from fediart.web.tally import MOST_FAMILIES, Tally
from tests.security.advisories import advisory
from tests.security.test_policy_access import FIREFOX, names, put_files
from tests.security.world import World, open_world, wire
from tests.seeds import hang, stranger
from tests.site import change_settings, drain

GPTBOT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)"
DRESSED = (
    GPTBOT, "gptbot", "GPTBOT/9", "x" * 200 + " GPTBot", "\tGPTBot\t", "GPTBot;GPTBot;GPTBot",
    "a" + " b" * 150 + " GPTBot",
    "Firefox GPTBot", "(GPTBot)", "GPTBot (+https://mastodon.example/)", "https://mastodon.example/ GPTBot",
    "GPTBot http://[::1", "CCBot/2.0 (https://commoncrawl.org/faq/) Mozilla/5.0 (compatible)",
)  # fmt: skip


async def test_no_dress_of_a_name_gets_a_work(world: World) -> None:
    work = await hang(world.site, world.jane, "Heron")
    await put_files(world, work)
    file = f"/media/no-ai/{work.id}/{(await names(world, work))[0]}"
    for path in (f"/@jane/{work.id}", f"/no-ai/@jane/{work.id}", file, "/@jane/feed.atom"):
        kept = (await world.web.get(path, headers=FIREFOX)).headers.get("ETag", "*")
        for agent in DRESSED:
            for more in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": kept}) if agent == GPTBOT else ({},):
                answer = await world.web.get(path, headers={"User-Agent": agent} | more)
                assert answer.status == 403 and "Heron" not in answer.text, (path, agent, more)
        assert (await world.web.request("HEAD", path, headers={"User-Agent": GPTBOT})).status == 403
        assert (await world.web.get(path, headers=FIREFOX)).status == 200, (
            "what a robot is told is nobody else's answer"
        )
    assert not world.complaints.heard
    port = int(world.site.config.instance.host.rpartition(":")[2])
    for header in ("User-Agent: Firefox\r\n GPTBot/1.2", "User-Agent : GPTBot", "User-Agent: \0GPTBot"):
        asked = (
            f"GET {file} HTTP/1.1\r\nHost: {world.site.config.instance.host}\r\n{header}\r\nConnection: close\r\n\r\n"
        )
        said = await wire(port, asked.encode())
        assert said.split()[1] in (b"400", b"403"), header
    world.complaints.heard.clear()  # the library tells the log of what it could not read


@advisory(6, "CVE-2026-28432", "Misskey", "a robot with a signature that is not right is a robot")
@advisory(112, "GtS #593, #2371", "GoToSocial", "one whose server is blocked is a robot, whatever it signs")
async def test_cve_2026_28432_only_a_right_signature_makes_a_robot_somebody(world: World) -> None:
    site, now = world.site, world.clock.now
    work = await hang(site, world.jane, "Bittern")
    await put_files(world, work)
    paths = [
        f"/users/jane/posts/{work.id}",
        f"/@jane/{work.id}",
        f"/media/no-ai/{work.id}/{(await names(world, work))[0]}",
    ]
    async with world.server("collector") as one:
        one.publish_actor()
        for path in paths:
            url = site.config.origin + path
            truly = dict(sign_cavage("GET", url, {}, None, one.key, now()))
            said = truly["Signature"]
            wrong = {
                "broken": truly | {"Signature": said.replace('signature="', 'signature="AAAA')},
                "empty": {"Signature": ""}, "words": {"Signature": "keyId=x"}, "newer": {"Signature-Input": "sig1=()"},
                "another path": dict(sign_cavage("GET", site.config.origin + "/@jane", {}, None, one.key, now())),
                "another host": dict(sign_cavage("GET", "https://other.example" + path, {}, None, one.key, now())),
                "another deed": dict(sign_cavage("POST", url, {}, b"", one.key, now())),
                "long ago": dict(sign_cavage("GET", url, {}, None, one.key, now() - 2 * 86_400_000)),
                "ours": truly | {"Signature": said.replace(one.key.id, f"{world.jane.uri}#main-key")},
                "nobody's": truly | {"Signature": said.replace(one.key.id, f"{one.origin}/users/none#key")},
            }  # fmt: skip
            for why, headers in wrong.items():
                answer = await world.web.get(path, headers={"User-Agent": GPTBOT, "Accept": ACTIVITY_JSON} | headers)
                assert answer.status == 403, (why, path)
            known = {"User-Agent": GPTBOT, "Accept": ACTIVITY_JSON} | truly
            assert (await world.web.get(path, headers=known)).status == 200, path
        await domains.set_rule(site, None, DomainRule(one.host))
        for path in paths:
            truly = dict(sign_cavage("GET", site.config.origin + path, {}, None, one.key, now()))
            known = {"User-Agent": GPTBOT, "Accept": ACTIVITY_JSON} | truly
            assert (await world.web.get(path, headers=known)).status == 403, path
    await drain(site)
    assert not world.complaints.heard


@advisory(104, "GHSA-c2r5-cfqr-c553", "Mastodon", "no header and no borrowed name gets pictures faster")
async def test_ghsa_c2r5_cfqr_c553_the_pace_of_pictures_cannot_be_talked_up(world: World, tmp_path: Path) -> None:
    proxied = {"server": {"trusted_proxies": ["127.0.0.1"]}}
    async with open_world(tmp_path, config=proxied, media_per_minute=5, media_per_network=8) as slow:
        work = await hang(slow.site, slow.jane, "Slow")
        await put_files(slow, work)
        path, passed = f"/media/no-ai/{work.id}/{(await names(slow, work))[0]}", 0
        for n in range(30):
            forged = f"8.8.{n}.8, 10.0.0.{n}, 93.184.216.34"
            headers = FIREFOX | {"X-Forwarded-For": forged, "X-Real-IP": f"9.9.9.{n}", "Forwarded": f"for=9.9.9.{n}"}
            answer = await slow.web.get(path, headers=headers | {"Range": "bytes=0-0"})
            passed += answer.status == 206
            assert answer.status in (206, 429)
        assert passed == BURST * 5
    keeper, hosts = Gatekeeper(world.site), [f"borrowed{n}.example" for n in range(40)]
    for host in hosts:
        await stranger(world.site, "bob", host)
    waits = [await keeper.serve(hosts[n % 40], "93.184.216.34", 6) for n in range(BURST * FOR_SERVERS * 6 + 40)]
    assert waits.count(0) == BURST * FOR_SERVERS * 6, "many borrowed names have the allowance of one"
    assert await keeper.serve("nobody-knows.example", "93.184.217.34", 6) > 0


async def test_exports_for_everybody_have_a_pace(world: World) -> None:
    await change_settings(world.site, crawlers_public=1)
    try:
        for path in ("/crawlers.csv?since=0001-01-01", "/crawlers.json?since=" + "9" * 400):
            assert (await world.web.get(path)).status in (200, 422), path
        seen = [(await world.web.get("/crawlers.csv")).status for _ in range(BURST * EXPORTS)]
        assert seen.count(429) == 2 and set(seen) == {200, 429}
    finally:
        await change_settings(world.site, crawlers_public=0)
    assert not world.complaints.heard


ODD = (
    "=cmd|'/c calc'!A0 bot",
    "@SUM(1)bot",
    "+1-bot",
    "-2+3bot",
    "\t=bot",
    '"bot',
    "bot,bot\r\nbot",
    "<script>bot",
    "🤖bot",
)


@advisory(59, "CVE-2026-69132", "Fedify", "names that robots invent fill no memory, no table and no cell")
async def test_cve_2026_69132_invented_names_have_a_bound(world: World) -> None:
    agents, tally = Agents(read_crawlers()), Tally(world.site)
    before = time.process_time()
    for n in range(2_000):
        agent = agents.find(f"a{n}bot/{n} " + "bot;" * 300)
        assert agent is not None and len(agent.name) <= 40
        tally.count(agent, "page", refused=False, taken=False)
    assert time.process_time() - before < 2
    for header in ODD:
        if (agent := agents.find(header)) is not None:
            assert agent.name[0] not in "=+-@\t\r\"'<", header
    await tally.write()
    assert await world.count("crawler_visits") <= MOST_FAMILIES + 30
    text = "".join([part async for part in exported(world.site, "csv", since=0, named=True, about={})])
    assert all(line.count(",") == text.partition("\n")[0].count(",") for line in text.splitlines())


LISTS = {
    "browsers": "training = ['Mozilla']", "their engines": "training = ['AppleWebKit']", "words": "training = ['like']",
    "several": "training = ['like Gecko']", "systems": "training = ['Windows']", "safari": "training = ['sAfAri']",
    "everybody": "training = ['*']", "lines": 'training = ["A\\nAllow: /"]', "breaks": 'training = ["A\\u2028B"]',
    "deep": "training = " + "[" * 5_000, "dots": "a" + ".a" * 20_000 + " = 1", "numbers": "updated = 1" + "0" * 5_000,
    "tables": "[training.new.none]\n" * 2_000, "bytes": "training = ['\0']", "shape": "training = {a = 1}",
    "many": f"training = {[f'Bot{n}' for n in range(2_001)]}", "nested": "training = [['A']]", "unset": "",
}  # fmt: skip


def test_a_list_without_an_end_is_left() -> None:
    with pytest.raises(ValueError, match="no list of crawlers is"):
        read_crawlers(Path("/dev/zero"))


@pytest.mark.parametrize("case", LISTS)
def test_a_list_made_to_harm_is_refused(case: str, tmp_path: Path) -> None:
    """A list that came from somewhere keeps no people out, writes no lines into robots.txt, and takes no time."""
    file = tmp_path / "list.toml"
    file.write_text(f"{LISTS[case]}\nretrieval = []\nundeclared = []\n", encoding="utf-8")
    before = time.process_time()
    with pytest.raises(ValueError, match=r"."):
        put(tmp_path, file)
    assert time.process_time() - before < 1
    assert [one.name for one in tmp_path.iterdir()] == ["list.toml"]
