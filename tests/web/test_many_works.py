"""An artist's own works come in pages: however many there are, none is out of reach."""

from __future__ import annotations

import re

from fediart.site import Site
from fediart.web.works import ON_A_PAGE
from tests import seeds
from tests.site import Client, log_in, make_artist

TITLED = re.compile(r'<h3><a href="/@jane/\d+">work (\d+)</a></h3>')


async def test_the_page_of_works_goes_on(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    for number in range(ON_A_PAGE + 1):
        await seeds.hang(site, jane, f"work {number}")
        site.clock.move(1_000)  # type: ignore[attr-defined]
    await log_in(client, "jane")
    first = (await client.get("/works")).text
    assert [int(one) for one in TITLED.findall(first)] == list(range(ON_A_PAGE, 0, -1))
    further = re.search(r'rel="next" href="(/works\?before=[\d-]+)"', first)
    assert further
    last = (await client.get(further[1])).text
    assert TITLED.findall(last) == ["0"]
    assert 'rel="next"' not in last
    assert len(re.findall(r'name="work" value="\d+"', (await client.get("/works/many")).text)) == ON_A_PAGE + 1
