"""Where a request comes from: what the server saw, or what a proxy of ours says (BEHIND_PROXY, PROXY_COUNT).

The contract with the proxies, each of them the city's own (docs/operation.md):

- ``X-Forwarded-For``: each adds at the right the address from which it was asked; what visitors send stands at the left
  and is not read.
- ``X-Forwarded-Proto``: ``https`` or ``http``, set by the proxy and never passed through.
- ``X-Request-ID``: kept, where it has the form of a number; else one is made.

Without BEHIND_PROXY none of the three is read.
"""

from __future__ import annotations

import ipaddress
import logging

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)
_IPV6_NETWORK = 64  # what one customer of a provider has for themself


def visitor_address(request: HttpRequest) -> str:
    """The address of whoever asks. The proxy's own, logged, where the proxies don't keep to the contract."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return _plain(seen) or "0.0.0.0"  # noqa: S104 - not bound to: a socket of this machine has no address
    told = request.headers.get("X-Forwarded-For", "").split(",")
    address = _plain(told[-settings.PROXY_COUNT]) if len(told) >= settings.PROXY_COUNT else ""
    if not address:
        logger.error("proxy_tells_no_address")
    return address or _plain(seen) or "0.0.0.0"  # noqa: S104


def neighbourhood(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network(f"{address}/{_IPV6_NETWORK}", strict=False).network_address)


def _plain(text: str) -> str:
    """An address in its usual form, without a port; an IPv4 address that is written as IPv6 is that IPv4 address. Empty
    for what is no address."""
    found = text.strip()
    if found.startswith("["):
        found = found[1:].partition("]")[0]
    elif found.count(":") == 1:
        found = found.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(found.partition("%")[0])
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
