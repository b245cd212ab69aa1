"""Checking a list of people before it is imported: every row gets its errors, nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from thanthien.accounts.models import Membership, User, email_form
from thanthien.accounts.roles import Role, role_from_text
from thanthien.accounts.rules import Period, first_overlap, membership_problems
from thanthien.core.text import exact, normalise
from thanthien.units.models import Agency

_DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
_LONGEST_NAME = 120
NOT_TO_ONESELF = "Không tự giao vai trò cho mình; đề nghị một quản trị viên khác thực hiện."
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row as typed: the row's number in the sheet and its six cells as text."""

    number: int
    full_name: str
    email: str
    agency_code: str
    role: str
    first_day: str
    last_day: str


@dataclass(slots=True)
class CheckedRow:
    """A row with what it means and what is wrong with it."""

    typed: PersonRow
    email: str = ""
    full_name: str = ""
    agency_id: int = 0
    agency_name: str = ""
    role: Role | None = None
    first_day: date | None = None
    last_day: date | None = None
    person_id: int | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NewMembership:
    """What one row adds; the person is known by the email when the number is missing."""

    email: str
    person_id: int | None
    agency_id: int
    role: Role
    first_day: date
    last_day: date | None


def _complete(row: CheckedRow) -> NewMembership:
    if row.errors or row.role is None or row.first_day is None:
        raise ValueError(f"Row {row.typed.number} has an error.")
    return NewMembership(row.email, row.person_id, row.agency_id, row.role, row.first_day, row.last_day)


@dataclass(frozen=True, slots=True)
class PeopleCheck:
    """The outcome of a dry run."""

    rows: tuple[CheckedRow, ...]

    @property
    def ok(self) -> bool:
        """Whether all rows can be imported (and there are some)."""
        return bool(self.rows) and not self.wrong

    @property
    def wrong(self) -> tuple[CheckedRow, ...]:
        """The rows with errors."""
        return tuple(row for row in self.rows if row.errors)

    def memberships(self) -> list["NewMembership"]:
        """What an import adds, complete. Raises ValueError when a row has an error."""
        return [_complete(row) for row in self.rows]

    def new_people(self) -> dict[str, str]:
        """Email → name of the people who have no account yet, in order."""
        return {row.email: row.full_name for row in self.rows if row.person_id is None}


@dataclass(frozen=True, slots=True)
class _Known:
    agencies: dict[str, Agency]
    people: dict[str, User]
    held: dict[tuple[int, int, str], list[Period]]


def check_people(rows: Sequence[PersonRow], by: Any = None) -> PeopleCheck:
    """Check rows against each other and the database in three queries, however many they are.

    `by` is who imports them (None: the system); nobody gives a role to themself.
    """
    known = _read_known(rows)
    seen_names: dict[str, tuple[int, str]] = {}
    seen_roles: dict[tuple[str, int, str], list[tuple[int, Period]]] = {}
    checked = tuple(_check_row(row, known) for row in rows)
    for row in checked:
        _compare_names(row, seen_names)
        _compare_roles(row, seen_roles)
        if by is not None and row.person_id == by.pk:
            row.errors.append(NOT_TO_ONESELF)
    return PeopleCheck(checked)


def _read_known(rows: Iterable[PersonRow]) -> _Known:
    emails = {email_form(row.email) for row in rows}
    codes = {normalise(row.agency_code).lower() for row in rows}
    people = {person.email: person for person in User.objects.filter(email__in=emails)}
    held: dict[tuple[int, int, str], list[Period]] = {}
    for user_id, agency_id, role, first, last in Membership.objects.filter(user__email__in=emails).values_list(
        "user_id", "agency_id", "role", "valid_from", "valid_to"
    ):
        held.setdefault((user_id, agency_id, role), []).append(Period(first, last))
    return _Known({agency.code: agency for agency in Agency.objects.filter(code__in=codes)}, people, held)


def _check_row(typed: PersonRow, known: _Known) -> CheckedRow:
    row = CheckedRow(typed)
    _check_name(row)
    _check_email(row, known)
    _check_dates(row)
    _check_role(row, known)
    return row


def _check_name(row: CheckedRow) -> None:
    row.full_name = normalise(row.typed.full_name)
    if not row.full_name:
        row.errors.append("Thiếu họ tên.")
    elif len(row.full_name) > _LONGEST_NAME:
        row.errors.append(f"Họ tên dài quá {_LONGEST_NAME} ký tự.")


def _check_email(row: CheckedRow, known: _Known) -> None:
    row.email = email_form(row.typed.email)
    if not row.email:
        row.errors.append("Thiếu email.")
        return
    try:
        validate_email(row.email)
    except ValidationError:
        row.errors.append(f"Email “{row.typed.email}” chưa đúng.")
        return
    person = known.people.get(row.email)
    row.person_id = person.pk if person else None
    if person and exact(person.full_name) != exact(row.full_name):
        row.errors.append(f"Email này đã là của {person.full_name}.")


def _check_dates(row: CheckedRow) -> None:
    row.first_day = _date(row, row.typed.first_day, "Từ ngày")
    if row.typed.last_day.strip():
        row.last_day = _date(row, row.typed.last_day, "Đến ngày")
    if not row.typed.first_day.strip():
        row.errors.append("Thiếu ngày bắt đầu (cột “Từ ngày”).")


def _date(row: CheckedRow, typed: str, column: str) -> date | None:
    text = normalise(typed)
    found = parse_date(text)
    if text and found is None:
        row.errors.append(f"{column}: “{text}” không phải là ngày; viết theo dạng 01/07/2026.")
    return found


def parse_date(text: str) -> date | None:
    """The date meant by 01/07/2026, 2026-07-01 and the like; None when it is none or its year is absurd."""
    for form in _DATE_FORMS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if found.year in _YEARS else None
    return None


def _check_role(row: CheckedRow, known: _Known) -> None:
    code = normalise(row.typed.agency_code).lower()
    agency = known.agencies.get(code)
    if agency is None:
        row.errors.append(f"Không có cơ quan mang mã “{row.typed.agency_code}”." if code else "Thiếu mã cơ quan.")
    else:
        row.agency_id, row.agency_name = agency.pk, agency.name
    row.role = role_from_text(normalise(row.typed.role))
    if row.role is None:
        named = normalise(row.typed.role)
        row.errors.append(f"Không có vai trò “{named}”." if named else "Thiếu vai trò.")
    if agency is None or row.role is None or row.first_day is None:
        return
    period = Period(row.first_day, row.last_day)
    row.errors += membership_problems(row.role, agency.kind, agency.name, period).values()
    _check_held(row, period, known)


def _check_held(row: CheckedRow, period: Period, known: _Known) -> None:
    if row.person_id is None or row.role is None:
        return
    held = known.held.get((row.person_id, row.agency_id, str(row.role)), [])
    if first_overlap(period, held):
        row.errors.append("Người này đã có vai trò này tại cơ quan này trong thời gian đó.")


def _compare_names(row: CheckedRow, seen: dict[str, tuple[int, str]]) -> None:
    if not row.email:
        return
    number, name = seen.setdefault(row.email, (row.typed.number, row.full_name))
    if exact(name) != exact(row.full_name):
        row.errors.append(f"Email này đã dùng cho {name} ở dòng {number}.")


def _compare_roles(row: CheckedRow, seen: dict[tuple[str, int, str], list[tuple[int, Period]]]) -> None:
    if not (row.email and row.agency_id and row.role and row.first_day):
        return
    period = Period(row.first_day, row.last_day)
    earlier = seen.setdefault((row.email, row.agency_id, str(row.role)), [])
    double: Any = next((number for number, other in earlier if other.overlaps(period)), None)
    if double is not None:
        row.errors.append(f"Trùng với dòng {double}.")
    earlier.append((row.typed.number, period))
