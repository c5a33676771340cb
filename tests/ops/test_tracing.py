"""OpenTelemetry: a span for each request and job, with nothing in it that names a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from fediart.clock import HandClock
from fediart.store import jobs
from fediart.store.database import Database
from fediart.tracing import telling
from tests.site import drain, make_artist, running_site, served


@pytest.mark.one_engine
async def test_requests_and_jobs_become_spans(db: Database, tmp_path: Path, clock: HandClock) -> None:
    kept = InMemorySpanExporter()
    async with running_site(db, tmp_path, clock) as site, telling("", "art.example", clock.now, exporter=kept) as tell:
        await make_artist(site, "jane")
        site.figures.tell = tell
        async with served(site) as client:
            await client.get("/@jane?secret=1")
            await client.get("/nowhere/jane")
        async with db.writing() as tx:
            await jobs.enqueue(tx, site.ids.new(), "tidy", {}, now=clock.now())
        await drain(site)
    spans = {span.name: span for span in kept.get_finished_spans()}
    assert {"GET /@{handle}", "GET unknown address", "job tidy"} <= set(spans)
    page = spans["GET /@{handle}"]
    assert page.attributes is not None and page.attributes["http.response.status_code"] == 200
    assert page.end_time == clock.now() * 1_000_000 and page.resource.attributes["service.name"] == "fediart"
    written = " ".join(span.to_json() for span in kept.get_finished_spans())
    assert "jane" not in written and "secret" not in written
