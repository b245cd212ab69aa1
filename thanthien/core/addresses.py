"""Finding the view of an address among many hundred, by the first part of its path; and the addresses of a whole list.

Django tries one pattern after the other, which for the last room took a third of an empty page. Here only those are
tried that begin like the path, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from django.urls import (
    NoReverseMatch,
    Resolver404,
    ResolverMatch,
    URLPattern,
    URLResolver,
    get_resolver,
    get_script_prefix,
    get_urlconf,
    reverse,
)
from django.urls.resolvers import RoutePattern

Pattern: TypeAlias = URLPattern | URLResolver
_NUMBER = 909_808_707_606  # stands in no route
_LIKE: dict[type, object] = {int: _NUMBER, str: str(_NUMBER), UUID: UUID(int=_NUMBER)}


def by_first_part(patterns: Sequence[Pattern]) -> list[URLResolver]:
    """The same addresses, found sooner; for the ``urlpatterns`` of the whole platform."""
    return [_ByFirstPart(RoutePattern("", is_endpoint=False), list(patterns))]


class _ByFirstPart(URLResolver):
    """Patterns behind no prefix of their own, each known by the literal with which it begins."""

    def __init__(self, pattern: RoutePattern, patterns: list[Pattern]) -> None:
        super().__init__(pattern, patterns)
        flat = list(_flat(patterns))
        self._anywhere = [one for one in flat if _first_part(one) is None]
        parts = {part for one in flat if (part := _first_part(one)) is not None}
        self._beginning = {part: [one for one in flat if _first_part(one) in (part, None)] for part in parts}

    def resolve(self, path: str) -> ResolverMatch:
        """The view of a path. Raises Resolver404."""
        for one in self._beginning.get(path.partition("/")[0], self._anywhere):
            try:
                found: ResolverMatch | None = one.resolve(path)
            except Resolver404:
                continue
            if found is not None:
                if isinstance(one, URLResolver):
                    found.route = f"{one.pattern}{found.route}"  # what leads to it is its parent's to say
                return found
        raise Resolver404({"tried": [], "path": path})


def _flat(patterns: Sequence[Pattern]) -> Iterator[Pattern]:
    """With what is included under no prefix and no name of its own put in the place of the include."""
    for one in patterns:
        if isinstance(one, URLResolver) and not (str(one.pattern) or one.app_name or one.default_kwargs):
            yield from _flat(one.url_patterns)
        else:
            yield one


def _first_part(one: Pattern) -> str | None:
    """The literal up to the first slash; None where a path may begin in several ways."""
    route = str(one.pattern)
    part, slash, _ = route.partition("/")
    if not isinstance(one.pattern, RoutePattern) or "<" in part or (isinstance(one, URLResolver) and not slash):
        return None
    return part


def address(name: str, *parts: object, app: str | None = None) -> str:
    """The address of a route with these parts. Raises NoReverseMatch. What stands around numbers, codes of digits and
    UUIDs is looked up once for each table of routes; with others Django looks each time."""
    kinds: tuple[Any, ...] = tuple(map(_kind_of, parts))
    around = None if None in kinds else _around(get_resolver(get_urlconf()), get_script_prefix(), app, name, kinds)
    if around is None:
        return reverse(name, args=parts, current_app=app)
    return around[0] + "".join([f"{part}{after}" for part, after in zip(parts, around[1:], strict=True)])


def _kind_of(part: object) -> type | None:
    """As what a part is written, where nothing of it could be escaped or refused for its letters."""
    if isinstance(part, str):
        return str if part.isascii() and part.isdecimal() else None
    if isinstance(part, int) and part < 0:
        return None  # no route takes it
    return type(part) if type(part) in _LIKE else None


@lru_cache(maxsize=1024)
def _around(
    _routes: URLResolver, _prefix: str, app: str | None, name: str, kinds: tuple[type, ...]
) -> tuple[str, ...] | None:
    """What stands before, between and after parts of these kinds; None where the route takes no such parts."""
    like = [_like(kind, place) for place, kind in enumerate(kinds)]
    try:
        rest = reverse(name, args=like, current_app=app)
    except NoReverseMatch:
        return None  # those at hand it may take: a code of five digits
    pieces = []
    for one in like:
        piece, found, rest = rest.partition(str(one))
        if not found:
            return None
        pieces.append(piece)
    return *pieces, rest


def _like(kind: type, place: int) -> object:
    number = _NUMBER + place
    return UUID(int=number) if kind is UUID else kind(number)


def addresses_of(route: str, kind: type, *before: object) -> Callable[[object], str]:
    """What gives the address of a route for a number, a UUID or a code of ASCII letters and digits (``kind``: int, UUID
    or str), the last part that the route takes after ``before``. For a list, which asks for one in each row: `reverse`
    looks at the language, the server's prefix and the pattern each time."""
    head, _, tail = reverse(route, args=[*before, _LIKE[kind]]).partition(str(_LIKE[kind]))
    return lambda part: f"{head}{part}{tail}"
