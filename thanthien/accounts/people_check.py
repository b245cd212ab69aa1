"""What a list of people would add: every line with what is wrong in it; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.accounts.rules import ROLE_HELD, Period, first_overlap, membership_problems
from thanthien.core.text import exact
from thanthien.units.models import Agency

NOT_TO_ONESELF = "Không tự giao vai trò cho mình; đề nghị một quản trị viên khác thực hiện."

Post = tuple[str, int, Role]  # email, agency, role


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line: a person in a role from a day on, and its number in the file. None: not known, or not understood."""

    number: int
    full_name: str | None
    email: str | None
    agency: Agency | None
    role: Role | None
    first_day: date | None
    last_day: date | None = None

    @property
    def post(self) -> Post | None:
        """Who, where, as what; None when one of them isn't known."""
        return (self.email, self.agency.pk, self.role) if self.email and self.agency and self.role else None

    @property
    def period(self) -> Period | None:
        """From when to when; None when it isn't known."""
        return Period(self.first_day, self.last_day) if self.first_day else None


@dataclass(slots=True)
class CheckedLine:
    """A line with whom it means (None: someone new), whether they hold just that already, and what is wrong in it: a
    sentence by field."""

    line: PersonLine
    person_id: int | None = None
    unchanged: bool = False
    problems: dict[str, str] = field(default_factory=dict)


def check_lines(lines: Sequence[PersonLine], by: Any = None) -> list[CheckedLine]:
    """Check lines against each other and the database in two statements, however many they are.

    `by` is who imports them (None: the system); nobody gives a role to themself.
    """
    emails = {line.email for line in lines if line.email}
    people = {person.email: person for person in User.objects.filter(email__in=emails)}
    held = _held(emails)
    checked = [_checked(line, people.get(line.email or ""), held, by) for line in lines]
    _compare_names(checked)
    _compare_posts(checked)
    return checked


def _held(emails: set[str]) -> dict[Post, list[Period]]:
    rows = Membership.objects.filter(user__email__in=emails)
    held: dict[Post, list[Period]] = {}
    for email, agency_id, role, first, last in rows.values_list(
        "user__email", "agency_id", "role", "valid_from", "valid_to"
    ):
        held.setdefault((email, agency_id, Role(role)), []).append(Period(first, last))
    return held


def _checked(line: PersonLine, person: User | None, held: dict[Post, list[Period]], by: Any) -> CheckedLine:
    found = CheckedLine(line, person.pk if person else None)
    if person and line.full_name and exact(person.full_name) != exact(line.full_name):
        found.problems["email"] = f"Email này đã là của {person.full_name}."
    if line.post and line.agency and line.role and line.period:
        periods = held.get(line.post, [])
        found.unchanged = line.period in periods
        found.problems |= membership_problems(line.role, line.agency.kind, line.agency.name, line.period)
        if not found.unchanged and first_overlap(line.period, periods):
            found.problems["role"] = ROLE_HELD
    if by is not None and found.person_id == by.pk and not found.unchanged:
        found.problems["email"] = NOT_TO_ONESELF
    return found


def _compare_names(checked: Sequence[CheckedLine]) -> None:
    first: dict[str, PersonLine] = {}
    for one in checked:
        line = one.line
        if line.email and line.full_name:
            earlier = first.setdefault(line.email, line)
            if exact(earlier.full_name or "") != exact(line.full_name):
                sentence = f"Email này đã dùng cho {earlier.full_name} ở dòng {earlier.number}."
                one.problems.setdefault("email", sentence)


def _compare_posts(checked: Sequence[CheckedLine]) -> None:
    seen: dict[Post, list[tuple[int, Period]]] = {}
    for one in checked:
        post, period = one.line.post, one.line.period
        if post and period:
            earlier = seen.setdefault(post, [])
            double = next((number for number, other in earlier if other.overlaps(period)), None)
            if double is not None:
                one.problems["role"] = f"Trùng với dòng {double}."
            earlier.append((one.line.number, period))
