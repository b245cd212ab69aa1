"""One agency goes on with the work of another that has ended, by a document and from a day on.

Criteria sets and papers name agencies by codes that never change. Which agency a code is by now stands with the
agencies (`Agency.passed_to`, and the other way round `Agency.took_over`), and so does what each was called before
(`Agency.called_before`), so that whoever has one of them knows it without another statement; how it came about is an
`AgencyChange`. Pure but for the registered rooms, and for who speaks while a second succession is noted ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from thanthien.core.formats import date_vn

if TYPE_CHECKING:
    from thanthien.units.models import Agency, AgencyChange, UnitChange

# Of one agency: by the code of another whose work it goes on with, that one's number, its last name, and the first day
# of this one with its work.
TookOver: TypeAlias = Mapping[str, tuple[int, str, str]]
# What an agency, or whoever did its work, was called until a day (that day not included), in the order of the days.
CalledBefore: TypeAlias = Sequence[tuple[str, str]]


def taken_by(took_over: TookOver, on: date) -> dict[str, int]:
    """The agencies whose work has been taken over by a day: their numbers by their codes."""
    return {code: number for code, (number, _, first) in took_over.items() if date.fromisoformat(first) <= on}


def taken_over_name(successor: str, former: str) -> str:
    """What an agency is called that does the work of another one: “Sở B (tiếp nhận việc của Sở A)”."""
    return f"{successor} (tiếp nhận việc của {former})"


def speaker_of(agency: Agency) -> Agency:
    """Who does the work of an agency today: itself, or the one that goes on with it. Where that one passes on too and
    the day lies ahead, it is still that one: one statement then, none else."""
    if not agency.has_passed or agency.passed_to is None:
        return agency
    if agency.pk in agency.passed_to.spoken_for:
        return agency.passed_to
    taking = type(agency).objects.filter(took_over__has_key=agency.code)
    return max(
        (one for one in taking if agency.pk in one.spoken_for),
        key=lambda one: date.fromisoformat(one.took_over[agency.code][2]),
        default=agency.passed_to,
    )


def name_on(agency: Agency, day: date) -> str:
    """What an agency, or whoever did its work, was called on a day that is over."""
    before: CalledBefore = agency.called_before
    ended = agency.valid_to is not None and agency.valid_to < day
    now = agency.called if ended else agency.name
    return next((name for until, name in before if day < date.fromisoformat(until)), now)


def with_name_until(before: CalledBefore, name: str, until: date) -> list[tuple[str, str]]:
    """The names with one more. A change noted after a later one tells nothing: by its day another agency spoke, or the
    name had gone."""
    late = any(date.fromisoformat(day) >= until for day, _ in before)
    return [*before] if late else [*before, (until.isoformat(), name)]


def passed_words(into: str, former: str, on: date, number: str, signed_on: date | None) -> str:
    """How an agency passed: “Sở B tiếp nhận việc của Sở A từ ngày 01/03/2026 theo văn bản số 12/QĐ-UBND ngày …”."""
    signed = f" ngày {date_vn(signed_on)}" if signed_on else ""
    return f"{into} tiếp nhận việc của {former} từ ngày {date_vn(on)} theo văn bản số {number}{signed}"


@dataclass(frozen=True, slots=True)
class Changed:
    """An agency took another name, or ended. ``named``: by its number, what it and those whose work it does were called
    before."""

    change: AgencyChange
    named: Mapping[int, str]

    @property
    def agency(self) -> Agency:
        """Which one."""
        return self.change.agency


Follow = Callable[[Changed, Any], None]
_FOLLOWING: list[Follow] = []


def register_following(follow: Follow) -> None:
    """Let this room follow a change of an agency, in the same transaction; it is given who noted it, too."""
    if follow not in _FOLLOWING:
        _FOLLOWING.append(follow)


def follow_change(changed: Changed, *, by: Any) -> None:
    """Tell the rooms above."""
    for follow in _FOLLOWING:
        follow(changed, by)


FollowMerger = Callable[["Sequence[UnitChange]", Any], None]
_FOLLOWING_MERGERS: list[FollowMerger] = []


def register_following_merger(follow: FollowMerger) -> None:
    """The same of units that go into another."""
    if follow not in _FOLLOWING_MERGERS:
        _FOLLOWING_MERGERS.append(follow)


def follow_merger(changes: Sequence[UnitChange], *, by: Any) -> None:
    """Tell the rooms above."""
    for follow in _FOLLOWING_MERGERS:
        follow(changes, by)


Forget = Callable[["UnitChange", Any], None]
_FORGETTING: list[Forget] = []


def register_forgetting(forget: Forget) -> None:
    """Let this room follow a merger that was noted by mistake and is taken back, while its row is still there."""
    if forget not in _FORGETTING:
        _FORGETTING.append(forget)


def forget_merger(change: UnitChange, *, by: Any) -> None:
    """Tell the rooms above."""
    for forget in _FORGETTING:
        forget(change, by)
