"""A browser in which jane is logged in, and forms with files as it sends them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.site import Answer, Client


def png(name: str, data: bytes) -> tuple[str, bytes, str]:
    return (name, data, "image/png")


NO_FILE = ("", b"", "application/octet-stream")
"""What a browser sends for a file field where nothing is chosen; it makes the form multipart."""


async def script(client: Client, path: str, fields: Mapping[str, object], *, page: str = "/new") -> Answer:
    """As upload.js sends it: the token in the header, an answer in JSON."""
    token = await client.csrf(page)
    headers = {"Accept": "application/json", "X-CSRF-Token": token}
    return await client.post_form(path, {"csrf": token, "files": NO_FILE, **fields}, page=page, headers=headers)
