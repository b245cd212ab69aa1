"""The course of a matter as one table, of which check, trigger and pages are made. Pure; no Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Step(Generic[S, A]):
    """One legal move. ``target`` None: the state stays. ``needs_reason``: it is taken with one."""

    name: str
    label: str
    sources: frozenset[S]
    target: S | None
    actors: frozenset[A]
    needs_reason: bool = False


def step(name: str, label: str, sources: Iterable[S], target: S | None, *actors: A, reason: bool = False) -> Step[S, A]:
    """A row of the table."""
    return Step(name, label, frozenset(sources), target, frozenset(actors), reason)


class StepTable(dict[str, Step[S, A]], Generic[S, A]):
    """All steps by name, in the order in which pages offer them."""

    def __init__(self, *steps: Step[S, A]) -> None:
        super().__init__((one.name, one) for one in steps)

    def open_to(self, status: S, *actors: A) -> list[Step[S, A]]:
        """What some actors may do with a matter in this state, in the order of the table."""
        return [one for one in self.values() if status in one.sources and not one.actors.isdisjoint(actors)]

    def allows(self, name: str, status: S, *actors: A) -> bool:
        """Whether a step may be taken now."""
        return status in self[name].sources and not self[name].actors.isdisjoint(actors)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every change of state that some step makes, once, sorted: for the trigger."""
        yield from sorted(
            {
                (str(source), str(one.target))
                for one in self.values()
                for source in one.sources
                if one.target not in (None, source)
            }
        )
