"""What rooms of weekly life have that the room of the year may point to: by kind, number and address, never by a key of
its table. A room registers its own in its ``apps.py: ready()``; the year keeps a copy of the title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class Offer:
    """One record of a room: ``kind`` (“initiatives.initiative”), ``number``, what it is called and where it is read."""

    kind: str
    number: int
    title: str
    address: str

    @property
    def value(self) -> str:
        """The record in a form."""
        return f"{self.kind}:{self.number}"


AskOffers: TypeAlias = "Callable[[Unit], Sequence[Offer]]"

_models: list[AskOffers] = []


def offer_models(ask: AskOffers) -> None:
    """Tell who knows the creative models of a unit; once, when the application starts."""
    if ask not in _models:
        _models.append(ask)


def models_of(unit: Unit) -> list[Offer]:
    """The creative models that the unit may register for a year."""
    return [one for ask in _models for one in ask(unit)]
