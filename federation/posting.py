"""A body that is signed once its server has taken the connection: a signature costs half of what a delivery costs, and
a server that is down needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor

from aiohttp import BytesPayload, ClientRequest, ClientResponse
from aiohttp.connector import Connection

Sign = Callable[[], Mapping[str, str]]
"""Makes the headers that sign a request."""


class SignedBody(BytesPayload):
    """The bytes to send. `sign` is called, in a thread of `signing` where given, when they can be sent."""

    def __init__(self, body: bytes, sign: Sign, signing: Executor | None) -> None:
        super().__init__(body)
        self._sign = sign
        self._signing = signing

    async def signature(self) -> Mapping[str, str]:
        """The headers to add. Raises what `sign` raises."""
        if self._signing is None:
            return self._sign()
        return await asyncio.get_running_loop().run_in_executor(self._signing, self._sign)


class LateSignedRequest(ClientRequest):
    """A request that signs its body, if that wants to be signed, between connecting and sending."""

    async def send(self, conn: Connection) -> ClientResponse:
        """Called by the session when the server has taken the connection."""
        if isinstance(self.body, SignedBody):
            self.headers.update(await self.body.signature())
        return await super().send(conn)
