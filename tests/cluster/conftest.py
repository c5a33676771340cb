"""The S3 server of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.s3 import ObjectServer, object_server


@pytest.fixture(scope="session")
def s3() -> Iterator[ObjectServer]:
    with object_server() as server:
        yield server
