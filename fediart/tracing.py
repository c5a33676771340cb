"""OpenTelemetry, for whoever has it: a span for each request and each job, sent by OTLP. The door of that library.

Without `metrics.traces` nothing of it is loaded. Spans name routes and kinds, never addresses, people or contents,
and what other servers send along as their trace is not taken over, nor is ours sent to them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from fediart import __version__
from fediart.errors import Problem
from fediart.figures import Span

_NANO: Final = 1_000_000_000

log = logging.getLogger("fediart.tracing")


@asynccontextmanager
async def telling(endpoint: str, host: str, now: Callable[[], int], *, exporter: Any = None) -> AsyncIterator[Span]:
    """Sends spans to an OTLP/HTTP `endpoint` (or gives them to `exporter`), in batches from a thread of its own.

    `host` is the instance's name, `now` the clock in milliseconds. What waits at the end is sent before it returns.
    Raises Problem where the library is not installed.
    """
    try:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - the door of an optional library
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        sender = exporter or _otlp(endpoint)
    except ImportError as error:
        raise Problem("metrics.traces needs OpenTelemetry: pip install 'fediart[otel]', or leave it empty.") from error
    about = {"service.name": "fediart", "service.version": __version__, "service.instance.id": host}
    provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(sender))
    tracer = provider.get_tracer("fediart", __version__)

    def ended(name: str, seconds: float, failed: bool, known: dict[str, str | int]) -> None:
        end = now() * 1_000_000
        span = tracer.start_span(name, start_time=end - int(seconds * _NANO), attributes=known)
        if failed:
            span.set_status(_failed())
        span.end(end)

    try:
        yield ended
    finally:
        await asyncio.to_thread(provider.shutdown)


def _otlp(endpoint: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415

    return OTLPSpanExporter(endpoint=endpoint)


def _failed() -> Any:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415

    return StatusCode.ERROR
