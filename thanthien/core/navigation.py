"""The menus. Rooms register their entries in `AppConfig.ready`; core knows no room.

from thanthien.core.navigation import NavItem, register
register(NavItem("Kết quả", "portal:results", audience="public", order=20))
register(NavItem("Hồ sơ", "evaluations:my_dossier", show=can_open_own_dossier, order=20))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import get_script_prefix

from thanthien.core.addresses import address

Audience = Literal["public", "work", "account", "footer", "help", "support", "registers"]

SIGNED_IN_ONLY: frozenset[Audience] = frozenset({"work", "account", "support", "registers"})


def _everyone(user: Any) -> bool:
    return True


def _account_name(user: Any) -> tuple[str, str]:
    return str(user), ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a menu; `show` is a permission predicate on the user, `under` an address prefix it stands for,
    `also` further ones.

    `badge` names the place beside the label for a number. `count` is the route of a fragment with the number, and with
    those of other entries for the places of theirs (out of band); one entry of a menu may have it. ``gathers``: the
    entries of another audience stand on this one's page, and it is the current one on theirs.
    """

    label: str
    url_name: str
    show: Callable[[Any], bool] = _everyone
    order: int = 100
    audience: Audience = "work"
    under: str = ""
    also: tuple[str, ...] = ()
    badge: str = ""
    count: str = ""
    gathers: Audience | None = None


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry as the page shows it."""

    label: str
    url: str
    current: bool
    badge: str = ""
    count_url: str = ""


_items: dict[tuple[Audience, str], NavItem] = {}
_identity: list[Callable[[Any], tuple[str, str]]] = [_account_name]


def register(item: NavItem) -> None:
    """Put an entry into its menu; the same address registered again replaces the entry."""
    _items[item.audience, item.url_name] = item
    _placed.cache_clear()


def set_identity(identify: Callable[[Any], tuple[str, str]]) -> None:
    """Tell how the header names a signed-in person: a function from user to (name, place of work)."""
    _identity[0] = identify


def identity(user: Any) -> tuple[str, str]:
    """Name and place of work of the signed-in person, for the header."""
    return _identity[0](user)


def has_entries(audience: Audience) -> Callable[[Any], bool]:
    """Whether a signed-in person sees any entry of an audience."""
    return lambda user: any(item.show(user) for item in _items.values() if item.audience == audience)


def entries(request: HttpRequest, audience: Audience) -> tuple[NavEntry, ...]:
    """The menu of an audience for this person in order; the entry with the longest matching address is current.

    Work, account and support menus of a stranger are empty: their predicates are asked of signed-in people only.
    """
    placed = _shown(request, audience)
    current = _covering(placed, request.path)
    return tuple(NavEntry(one.item.label, one.url, one.url == current, one.item.badge, one.count_url) for one in placed)


def entry_finder(request: HttpRequest, audience: Audience) -> Callable[[str], str]:
    """Which entry of the menu of this person stands for an address: its own address; empty for none."""
    placed = _shown(request, audience)
    return lambda url: _covering(placed, urlsplit(url).path)


class _Placed(NamedTuple):
    """An item where it stands: its address, and the beginnings of addresses for which it stands."""

    item: NavItem
    url: str
    prefixes: list[str]
    count_url: str


def _shown(request: HttpRequest, audience: Audience) -> list[_Placed]:
    if audience in SIGNED_IN_ONLY and not request.user.is_authenticated:
        return []
    return [one for one in _placed(get_script_prefix(), audience) if one.item.show(request.user)]


@lru_cache(maxsize=64)
def _placed(_prefix: str, audience: Audience) -> list[_Placed]:
    """The items of an audience in order; looked up once for each prefix under which a server runs."""
    items = [item for item in _items.values() if item.audience == audience]
    items.sort(key=lambda item: (item.order, item.label))
    return [_place(item, address(item.url_name)) for item in items]


def _covering(placed: Iterable[_Placed], path: str) -> str:
    return _longest(path, ((prefix, one.url) for one in placed for prefix in one.prefixes))


def _place(item: NavItem, url: str) -> _Placed:
    return _Placed(item, url, _prefixes(item, url), address(item.count) if item.count else "")


def section_of(path: str) -> str:
    """How menus call the part of the platform in which an address lies, whoever asks; empty for none."""
    addresses = ((item, address(item.url_name)) for item in _items.values())
    return _longest(path, ((prefix, item.label) for item, url in addresses for prefix in _own_prefixes(item, url)))


def _longest(path: str, told: Iterable[tuple[str, str]]) -> str:
    """What stands beside the longest beginning that covers the address; empty for none."""
    matching = [(len(prefix), words) for prefix, words in told if _covers(prefix, path)]
    return max(matching)[1] if matching else ""


def _prefixes(item: NavItem, url: str) -> list[str]:
    """The beginnings of addresses for which an entry stands."""
    gathered = [one for one in _items.values() if item.gathers and one.audience == item.gathers]
    below = [prefix for one in gathered for prefix in _prefixes(one, address(one.url_name))]
    return [*_own_prefixes(item, url), *below]


def _own_prefixes(item: NavItem, url: str) -> list[str]:
    return [item.under or url, *item.also]


def _covers(prefix: str, path: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix))
