"""Which links there are: each room names those that it shows, when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_sources: list[Callable[[], Iterable[str]]] = []


def register_links(source: Callable[[], Iterable[str]]) -> None:
    """Name a function that gives the addresses a room shows, in one statement."""
    if source not in _sources:
        _sources.append(source)


def all_links() -> Iterator[str]:
    """Every address that a room shows; some of them several times."""
    for source in _sources:
        yield from source()
