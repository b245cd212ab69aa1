"""Which machines a look may ask: those of the open network, where pages are. No Django."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

Ip = IPv4Address | IPv6Address
PORTS = frozenset({80, 443, 8080, 8443})
# Addresses that carry another one, which is the one that is reached.
_NAT64, _COMPATIBLE = IPv6Network("64:ff9b::/96"), IPv6Network("::/96")
# Set aside for special use; not every version of Python knows each of them.
_SET_ASIDE = tuple(
    ip_network(one)
    for one in (
        "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16",
        "fec0::/10",
    )
)  # fmt: skip


def is_outside(ip: Ip) -> bool:
    """Whether an address is one of the open network: neither private, shared, loopback, link-local, reserved,
    multicast, nor a wider one that carries such an address."""
    if isinstance(ip, IPv6Address) and (carried := _carried(ip)) is not None:
        return is_outside(carried)
    if any(ip in one for one in _SET_ASIDE):
        return False
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local or ip.is_unspecified or ip.is_private
    )


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or ip in _COMPATIBLE:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def may_reach(ip: Ip, port: int) -> bool:
    """Whether a look may connect there."""
    return port in PORTS and is_outside(ip)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a look may ask, and in whose name. ``own_hosts`` and ``own_ips``: this platform's, which is not asked.
    ``agent``: how a look names itself to others. ``seconds``: for one link, redirects included."""

    agent: str
    own_hosts: frozenset[str] = frozenset()
    own_ips: frozenset[Ip] = frozenset()
    seconds: float = 20.0
    may_reach: Callable[[Ip, int], bool] = may_reach
