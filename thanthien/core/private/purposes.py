"""What personal data are kept for: each room names its purposes when it is ready. Register, public page and the notice
at each point of collection are made of the same words.

    register_purpose(Purpose(code="feedback.contact", …))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from thanthien.core.private.enums import Ground, Whose
from thanthien.core.private.shelves import shelf_of
from thanthien.core.text import fold


@dataclass(frozen=True, slots=True)
class Consents:
    """Of one purpose: how many consents stand now, and how many ended (withdrawn, erased, over); None where what ended
    leaves nothing to count."""

    standing: int
    ended: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One purpose of keeping personal data.

    ``data``, ``why``, ``basis``, ``readers`` are read by everybody. How long: of what is encrypted the words of its
    ``shelves``, which read the settings that their nightly job reads; of the rest ``kept``. ``models``: what is kept in
    clear (``app.Model``). ``points``: the routes at which it is collected; ``own``: the one at
    which people see to theirs by a code, ``own_acts`` what they do there. ``withdraw``: how a consent is taken back;
    ``consents`` counts them in a constant number of statements.
    """

    code: str
    title: str
    whose: Whose
    data: str
    why: str
    ground: Ground
    basis: str
    readers: str
    kept: Callable[[], str] | None = None
    shelves: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    own: str = ""
    own_acts: str = "tự xem, sửa, xóa"
    withdraw: str = ""
    sensitive: bool = False
    consents: Callable[[], Consents] | None = None

    @property
    def kept_words(self) -> str:
        """How long the data are kept, of each shelf and of what is in clear."""
        own = [self.kept()] if self.kept else []
        return "; ".join([*(shelf_of(key).kept() for key in self.shelves), *own])


_purposes: dict[str, Purpose] = {}
_also: dict[str, set[str]] = {}


def register_purpose(*purposes: Purpose) -> None:
    """Tell what personal data are kept for. Raises ValueError for a code given twice."""
    for one in purposes:
        if one.code in _purposes:
            raise ValueError(f"{one.code} is registered already.")
        _purposes[one.code] = one


def also_kept_for(code: str, *models: str) -> None:
    """Tell that further models (``app.Model``) hold data that are kept for a purpose of a room below."""
    _also.setdefault(code, set()).update(models)


def models_of(purpose: Purpose) -> frozenset[str]:
    """Every model in which data of a purpose stand in clear."""
    return frozenset(purpose.models) | _also.get(purpose.code, set())


def purposes() -> Iterator[Purpose]:
    """Every purpose: the people's first, each group by title."""
    yield from sorted(_purposes.values(), key=lambda one: (one.whose != Whose.PEOPLE, fold(one.title)))


def purpose_title(code: str) -> str:
    """What a purpose is called; its code when no room keeps such data any more."""
    return _purposes[code].title if code in _purposes else code


def purpose_of(code: str) -> Purpose:
    """The purpose of a code. Raises KeyError where no room knows it."""
    return _purposes[code]
