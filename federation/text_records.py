"""What a domain's owner has written into the DNS as TXT records. The only module that asks for them."""

from __future__ import annotations

from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.resolver

LIFETIME = 5.0
"""Seconds for one question with all its tries."""

MOST = 50


class NoAnswer(Exception):
    """The name servers did not answer: that says nothing about the domain."""


async def text_records(name: str, nameservers: Sequence[str] = ()) -> tuple[str, ...]:
    """The TXT records of a name, each with its parts put together (RFC 7208, section 3.3); none where there are none.

    `nameservers` are addresses such as `127.0.0.1` or `127.0.0.1:5353`; without any, those of the system are asked.
    Raises NoAnswer.
    """
    try:
        resolver = _resolver(nameservers)
        answer = await resolver.resolve(f"{name}.", "TXT", lifetime=LIFETIME, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError, ValueError) as problem:
        raise NoAnswer(f"the name servers did not answer for {name}: {type(problem).__name__}") from problem
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in list(answer)[:MOST])


def _resolver(nameservers: Sequence[str]) -> dns.asyncresolver.Resolver:
    if not nameservers:
        return dns.asyncresolver.Resolver()
    resolver = dns.asyncresolver.Resolver(configure=False)
    parts = [one.rpartition(":") if one.count(":") == 1 else (one, "", "") for one in nameservers]
    resolver.nameservers = [host for host, _colon, _port in parts]
    resolver.port = int(parts[0][2] or 53)
    return resolver
