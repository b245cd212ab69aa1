"""The staff of units in numbers, as everybody who works here may read them: figures by the measures themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thanthien.core.formats import date_vn, number
from thanthien.core.question import Question, at_hand
from thanthien.core.reading import EACH_TIME, Reading
from thanthien.measures.figures import Absent, Counts, Finding, Ratio
from thanthien.measures.queries import this_years_scope
from thanthien.measures.scope import Scope
from thanthien.measures.terms import known_terms
from thanthien.units.models import Unit
from thanthien.workforce.commitment import heading
from thanthien.workforce.enums import ROOM, Severity
from thanthien.workforce.measures import SANCTIONED, TRAINED
from thanthien.workforce.queries import Beside, Roll, beside_of, roll_of, roll_of_one, signed_of
from thanthien.workforce.trained import OnRoll


@dataclass(frozen=True, slots=True)
class StaffOf:
    """The staff of one unit this year until the end of a day, never by name."""

    unit: Unit
    year: int
    as_of: date
    there: int
    trained: Finding
    sanctioned: Finding
    signed: int
    beside: Beside

    @property
    def trained_words(self) -> str:
        """“5/24 người”, or why there is no figure."""
        return _words(self.trained)

    @property
    def sanctioned_words(self) -> str:
        """“khiển trách 1; cảnh cáo 0; …”, or why there is no figure."""
        return _words(self.sanctioned)

    @property
    def signed_words(self) -> str:
        """“20/24 người”; empty without a roll."""
        return _of_all(self.signed, self.there) if self.there else ""

    @property
    def rated_words(self) -> str:
        """“năm 2025: 23/24 người hoàn thành tốt nhiệm vụ trở lên”; empty where none is told."""
        one = self.beside.rated
        told = f"năm {one.year}: {number(one.good)}/{number(one.rated)} người" if one else ""
        return f"{told} hoàn thành tốt nhiệm vụ trở lên" if told else ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the page of the unit says."""
        rated = self.beside.rated
        return [
            ("Trong danh sách", f"{number(self.there)} người" if self.there else "chưa có danh sách"),
            ("Đã tập huấn trong năm", _with_note(self.trained_words, self.trained)),
            ("Đã ký cam kết trong năm", self.signed_words or "chưa có"),
            ("Kỷ luật trong năm", _with_note(self.sanctioned_words, self.sanctioned)),
            ("Được khen thưởng trong năm", f"{number(self.beside.praised)} lượt người"),
            ("Xếp loại", f"{self.rated_words} ({rated.document})" if rated else "chưa có"),
        ]


def staff_of(units: Sequence[Unit], reading: Reading = EACH_TIME) -> dict[int, StaffOf]:
    """Of each unit. The number of statements doesn't grow with units."""
    scope = this_years_scope([unit.pk for unit in units], known_terms(reading), Reading())
    trained, sanctioned = TRAINED.answer(scope), SANCTIONED.answer(scope)
    roll = roll_of(scope.units, scope.known, scope.reading).answer()
    beside = beside_of(scope.units, scope.known, *_of_year(scope))
    return {unit.pk: _of(unit, scope, roll, trained[unit.pk], sanctioned[unit.pk], beside[unit.pk]) for unit in units}


def _of(unit: Unit, scope: Scope, roll: Roll, trained: Finding, sanctioned: Finding, beside: Beside) -> StaffOf:
    there = _there(roll.get(unit.pk, []), scope.as_of)
    year, signed = scope.span.last.year, len(beside.signed & there)
    return StaffOf(unit, year, scope.as_of, len(there), trained, sanctioned, signed, beside)


def _words(found: Finding) -> str:
    figure = found.figure
    if isinstance(figure, Ratio):
        return _of_all(int(figure.numerator), int(figure.denominator))
    if isinstance(figure, Counts):
        return "; ".join(f"{Severity(code).label} {number(count)}" for code, count in figure.counts.items())
    return figure.reason if isinstance(figure, Absent) else ""


def _with_note(words: str, found: Finding) -> str:
    return f"{words} ({found.note})" if found.note else words


@dataclass(frozen=True, slots=True)
class PublicStaff:
    """What anybody sees of the staff of a unit: how many, trained and committed. ``told``: each part that there is, to
    stand in one sentence."""

    on: str
    told: str


def public_staff(unit: Unit, reading: Reading = EACH_TIME) -> Question[PublicStaff | None]:
    """This year's numbers; None before there is a roll. Where there is one, what was learned and signed is read then.
    Never a case of discipline: these are told with the results."""
    if not unit.uses(ROOM.key):
        return at_hand(None)
    return Question(lambda rolls: _public(unit, rolls.get(unit.pk), reading), roll_of_one(unit.pk, reading))


def _public(unit: Unit, roll: Sequence[OnRoll] | None, reading: Reading) -> PublicStaff | None:
    if not roll:
        return None
    scope = this_years_scope([unit.pk], known_terms(reading), reading)
    there = _there(roll, scope.as_of)
    if not there:
        return None
    parts = [f"{number(len(there))} cán bộ, công chức"]
    trained = TRAINED.answer(scope)[unit.pk]
    if isinstance(trained.figure, Ratio):
        parts.append(f"đã tập huấn trong năm {_words(trained)}")
    signed = signed_of([unit.pk], scope.known, *_of_year(scope))[unit.pk] & there
    parts.append(f"đã ký cam kết “{heading()}” {_of_all(len(signed), len(there))}")
    return PublicStaff(date_vn(scope.as_of), "; ".join(parts))


def _there(roll: Iterable[OnRoll], day: date) -> frozenset[int]:
    """Who is on the roll on a day: numbers."""
    return frozenset(one.number for one in roll if one.there_on(day))


def _of_year(scope: Scope) -> tuple[date, date]:
    """The days of the year of which commitments and commendations count here."""
    return scope.as_of.replace(month=1, day=1), scope.as_of


def _of_all(some: int, every: int) -> str:
    return f"{number(some)}/{number(every)} người"
