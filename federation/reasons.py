"""Why a request came to nothing, in one plain sentence that an admin understands."""

from __future__ import annotations

import ssl

import aiohttp

from federation.addresses import PrivateAddress
from federation.fetched import FetchError, Refused, TimedOut, Unreachable


def explained(problem: BaseException) -> FetchError:
    """The error to raise for what the network, TLS or the HTTP library said."""
    if isinstance(problem, TimeoutError):
        return TimedOut("the server took too long to answer")
    if isinstance(problem, aiohttp.InvalidURL):
        return Refused("the URL cannot be asked")
    if isinstance(problem, aiohttp.ClientConnectorError) and isinstance(problem.os_error, PrivateAddress):
        return Refused("the host has no public address")
    return Unreachable(_words(problem))


def _words(problem: BaseException) -> str:
    cause = problem.os_error if isinstance(problem, aiohttp.ClientConnectorError) else problem
    if isinstance(problem, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "the server's certificate is not valid, or it does not speak TLS"
    if isinstance(cause, ssl.SSLError):
        return "the server's certificate is not valid, or it does not speak TLS"
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return "the server's name cannot be found"
    if isinstance(cause, ConnectionRefusedError):
        return "the server refuses connections"
    if isinstance(problem, aiohttp.ServerDisconnectedError) or isinstance(cause, ConnectionResetError):
        return "the server broke off the connection"
    if isinstance(problem, aiohttp.ClientPayloadError):
        return "the server broke off its answer"
    if isinstance(problem, aiohttp.ClientResponseError):
        return "the server's answer is not HTTP"
    return f"the server cannot be reached ({type(problem).__name__})"
