"""The job's work: look at links that are due, and remember what was found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from thanthien.core import clock
from thanthien.core.links.enums import NO_NETWORK, Outcome, Why
from thanthien.core.links.looking import Look, ips_of, look
from thanthien.core.links.models import MOST_LETTERS, LinkState
from thanthien.core.links.reach import Reach
from thanthien.core.links.sources import all_links

PAUSE = 2.0  # seconds between two questions to one host
_SECONDS = 60.0  # of one run, so that other work comes to its turn
_HOSTS = 3  # that all stay silent, after which this machine may be the one that reaches nothing
_MOST_KNOWN = 200  # links among which they are chosen
_KNOWN = 3  # links that opened are asked then: if one answers, it is the others
_SILENCES = 2  # of one host, after which it is left alone for the run


@dataclass(frozen=True, slots=True)
class Checked:
    """How many were looked at, and how many of them don't open. ``offline``: none was reached, so nothing was kept."""

    count: int
    dead: int
    offline: bool = False


def outside() -> Reach:
    """The open network, asked in the name of this platform, which isn't asked itself."""
    own = urlsplit(settings.SITE_ADDRESS).hostname or ""
    hosts = {own, *settings.ALLOWED_HOSTS} - {"", "*"}
    try:
        ips = frozenset(ips_of(own))
    except OSError:
        ips = frozenset()
    return Reach(f"ThanThien-link-check (+{settings.SITE_ADDRESS})", frozenset(hosts), ips)


def check_due(reach: Reach, *, pause: float = PAUSE) -> Checked:
    """Look at the links that are due, one after the other, for a minute at most; forget those that no room shows. That
    each was asked is noted whatever came of it, so that those that hold others up come last the next time."""
    known = {one for one in all_links() if len(one) <= MOST_LETTERS}
    LinkState.objects.exclude(address__in=known).delete()
    fresh = set(LinkState.objects.fresh(clock.now()).values_list("address", flat=True))
    asked = dict(LinkState.objects.values_list("address", Coalesce("asked_at", "tried_at")))
    due = sorted(known - fresh, key=lambda one: (one in asked, asked.get(one), one))
    found = dict[str, Look]()
    for address, seen in _looked_at(due, reach, pause):
        found[address] = seen
        _note(address)
        if seen.why not in NO_NETWORK:  # kept as it is made: what becomes of the next one takes nothing from it
            _keep(address, seen)
    silent = {address: seen for address, seen in found.items() if seen.why in NO_NETWORK}
    if len(silent) == len(found) and _is_offline({_site_of(one) for one in silent}, reach):
        return Checked(len(found), 0, offline=True)
    for address, seen in silent.items():
        if seen.why != Why.NO_NAMES:  # says nothing of the link: asked again by the next run
            _keep(address, seen)
    return Checked(len(found), sum(one.outcome == Outcome.DEAD for one in found.values()))


def _is_offline(silent: Collection[str], reach: Reach) -> bool:
    """Whether it is this machine that reaches nothing: several hosts stay silent, and so do others that answered
    before. Silence alone says little: whoever owns a host can be silent for as long as they like."""
    if len(silent) < _HOSTS:
        return False
    others: dict[str, str] = {}
    for address in LinkState.objects.known_to_open().values_list("address", flat=True)[:_MOST_KNOWN]:
        if (host := _site_of(address)) not in silent:
            others.setdefault(host, address)
    return all(look(one, reach).why in NO_NETWORK for one in list(others.values())[:_KNOWN])


def _note(address: str) -> None:
    now = clock.now()
    unknown = {"outcome": Outcome.UNKNOWN, "why": Why.NO_NAMES, "tried_at": now, "asked_at": now}
    LinkState.objects.update_or_create(address=address, defaults={"asked_at": now}, create_defaults=unknown)


def _site_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _in_turn(addresses: Iterable[str]) -> list[str]:
    """Hosts one after the other, so that none is asked much at once."""
    before: Counter[str] = Counter()
    placed = []
    for address in addresses:
        host = _site_of(address)
        placed.append((before[host], address))
        before[host] += 1
    return [address for _, address in sorted(placed, key=lambda pair: pair[0])]


def _looked_at(due: Iterable[str], reach: Reach, pause: float) -> Iterator[tuple[str, Look]]:
    until, last, silent = time.monotonic() + _SECONDS, dict[str, float](), Counter[str]()
    for address in _in_turn(due):
        host, now = _site_of(address), time.monotonic()
        if silent[host] >= _SILENCES:
            continue
        wait = max(last.get(host, now - pause) + pause - now, 0)
        if now + wait > until:
            return
        time.sleep(wait)
        seen = look(address, reach)
        last[host] = time.monotonic()
        silent[host] += seen.why in NO_NETWORK
        yield address, seen


@transaction.atomic
def _keep(address: str, seen: Look) -> None:
    row = LinkState.objects.select_for_update().filter(address=address).first() or LinkState(address=address)
    now = clock.now()
    row.outcome, row.why, row.code, row.tried_at = seen.outcome, seen.why or "", seen.code, now
    if seen.outcome == Outcome.DEAD:
        row.dead_since, row.failures = row.dead_since or now, row.failures + 1
    else:
        row.dead_since, row.failures = None, 0
    if seen.outcome == Outcome.OPENS:
        row.opened_at = now
    row.save()
