"""What a list of people would add: every line with what is wrong in it; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from thanthien.accounts.apart import clash
from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.permissions import needs_second_person
from thanthien.accounts.positions import SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import ROLES, Role
from thanthien.accounts.rules import (
    NO_RANKS,
    ROLE_ASKED,
    ROLE_HELD,
    Period,
    first_overlap,
    membership_problems,
    rank_known,
)
from thanthien.core.text import exact, fold
from thanthien.units.models import Agency, Hamlet
from thanthien.units.staying import last_days

NOT_TO_ONESELF = "Không tự giao vai trò cho mình; đề nghị người quản trị hệ thống khác thực hiện."

# Of an account that is not for the person at work to know: neither whose it is nor where.
FOREIGN = {
    "email": "Không dùng được email này. Có thể để trống, hoặc đề nghị quản trị hệ thống thực hiện.",
    "username": "Không dùng được tên đăng nhập này. Có thể để trống, hệ thống sẽ đặt theo họ tên.",
}
NO_HAMLET = "Vai trò này không gắn với một thôn, tổ dân phố."
_HAMLET_STANDS = "Vai trò này đang ghi {}. Thôn, tổ dân phố thay đổi thì kết thúc vai trò này và thêm vai trò mới."

SAME_NAME = "Cơ quan này đã có người cùng họ tên; cần ghi tên đăng nhập hoặc email để phân biệt."

_POST = ("person_id", "agency_id", "role")
Post = tuple[str, int, Role]  # who (see PersonLine.who), agency, role


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
    username: str | None = None
    rank: str | None = None
    hamlet: str | None = None

    @property
    def who(self) -> str:
        """By what the lines of one person are known in a file: the name to sign in with, the address, else the name."""
        return self.username or self.email or exact(self.full_name or "")

    @property
    def post(self) -> Post | None:
        """Who, where, as what; None when one of them isn't known."""
        return (self.who, self.agency.pk, self.role) if self.who and self.agency and self.role else None

    @property
    def period(self) -> Period | None:
        """From when to when; None when it isn't known."""
        return Period(self.first_day, self.last_day) if self.first_day else None


@dataclass(slots=True)
class CheckedLine:
    """A line with whom it means (None: someone new), whether they hold just that already, the role whose rank it tells
    though nobody has yet, whether it waits for a second administrator, the thôn, tổ dân phố for which they speak, and
    what is wrong in it: a sentence by field."""

    line: PersonLine
    person_id: int | None = None
    unchanged: bool = False
    ranks: int | None = None
    waits: bool = False
    hamlet: Hamlet | None = None
    problems: dict[str, str] = field(default_factory=dict)


def check_lines(lines: Sequence[PersonLine], by: Any = None, ours: Collection[int] | None = None) -> list[CheckedLine]:
    """Check lines against each other and the database in six statements, however many they are.

    `by` is who imports them (None: the system); nobody gives a role to themself. `ours`: the people who may be named
    where it is not all; of the others a line's answer tells nothing.
    """
    known = _People(lines, ours)
    checked = [_checked(line, known, by) for line in lines]
    _compare_people(checked)
    _compare_posts(checked)
    _compare_roles(checked)
    return checked


class _People:
    """The people whom the lines mean, with the roles they held, and those asked for, the last days of roles in their
    agencies, and the thôn, tổ dân phố that the lines name. Five statements."""

    def __init__(self, lines: Sequence[PersonLine], ours: Collection[int] | None) -> None:
        self.ours = ours
        named = Q(username__in={line.username for line in lines if line.username})
        reached = Q(email__in={line.email for line in lines if line.email})
        meant = User.objects.filter(named | reached)
        people = list(meant)
        self.by_username = {person.username: person for person in people}
        self.by_email = {person.email: person for person in people if person.email}
        self.held: dict[tuple[int, int, Role], list[Period]] = {}
        self.standing: dict[tuple[int, int, Role, Period], Membership] = {}
        for row in Membership.objects.filter(user__in=meant):
            post, period = (row.user_id, row.agency_id, row.role_enum), Period(row.valid_from, row.valid_to)
            self.held.setdefault(post, []).append(period)
            self.standing[*post, period] = row
        waiting = RoleRequest.objects.waiting().filter(person__in=meant)
        self.asked = {(who, where, Role(role)) for who, where, role in waiting.values_list(*_POST)}
        self.colleagues = _colleagues(lines)
        self.until = last_days(line.agency for line in lines if line.agency)
        self.hamlets = _hamlets(lines)

    def roles_of(self, person: User | None) -> list[tuple[Role, Period]]:
        """What a person held, and when."""
        return [
            (role, period)
            for (who, _, role), periods in self.held.items()
            if person is not None and who == person.pk
            for period in periods
        ]

    def meant(self, line: PersonLine) -> User | None:
        """Whom a line means; None: someone new."""
        return self.by_username.get(line.username or "") or self.by_email.get(line.email or "")

    def is_foreign(self, person: User) -> bool:
        """Whether nothing may be told of this person."""
        return self.ours is not None and person.pk not in self.ours


def _hamlets(lines: Sequence[PersonLine]) -> list[Hamlet]:
    """Thôn, tổ dân phố, of today and before, of the units whose lines name one."""
    units = {line.agency.unit_id for line in lines if line.agency and line.hamlet}
    return list(Hamlet.objects.filter(unit__in=units)) if units else []


def _colleagues(lines: Sequence[PersonLine]) -> set[tuple[int, str]]:
    """(agency, name) of people in the agencies of those lines that name a person by nothing but the name."""
    bare = [line for line in lines if line.full_name and not line.username and not line.email]
    names = {line.full_name for line in bare}
    rows = Membership.objects.filter(user__full_name__in=names).values_list("agency_id", "user__full_name")
    return {(agency_id, exact(name)) for agency_id, name in rows}


def _checked(line: PersonLine, known: _People, by: Any) -> CheckedLine:
    person = known.meant(line)
    found = CheckedLine(line, person.pk if person else None)
    if person is not None:
        itself = by is not None and person.pk == by.pk
        if known.is_foreign(person) and not itself:
            return _foreign(line, person)
        found.problems |= _other_person(line, person, known)
    if line.agency and line.role and line.period:
        periods = known.held.get((person.pk, line.agency.pk, line.role), []) if person else []
        found.unchanged = line.period in periods
        until = None if found.unchanged else known.until.get(line.agency.pk)
        found.problems |= membership_problems(line.role, line.agency.kind, line.agency.name, line.period, until)
        if not found.unchanged and first_overlap(line.period, periods):
            found.problems["role"] = ROLE_HELD
        elif not found.unchanged:
            found.waits = needs_second_person(line.role, by)
            if told := _kept_from(line.role, line.period, line.agency, person, known):
                found.problems["role"] = told
        found.problems |= _details(found, line.role, line.agency, known)
    if line.agency and (line.agency.pk, line.who) in known.colleagues:
        found.problems["username"] = SAME_NAME
    if by is not None and found.person_id == by.pk and (found.ranks or not found.unchanged):
        found.problems["username" if line.username else "email"] = NOT_TO_ONESELF
    return found


def _details(found: CheckedLine, role: Role, agency: Agency, known: _People) -> dict[str, str]:
    """What is wrong in the line's rank, and in its thôn, tổ dân phố."""
    line, problems = found.line, {}
    if line.rank and (told := _rank_problem(found, role, known)):
        problems["rank"] = told
    if line.hamlet and (told := _hamlet_problem(found, role, agency, known)):
        problems["hamlet"] = told
    return problems


def _foreign(line: PersonLine, person: User) -> CheckedLine:
    """A line that names somebody else's account is answered as any name or address that can't be used is."""
    name = "username" if line.username == person.username else "email"
    return CheckedLine(line, problems={name: FOREIGN[name]})


def _hamlet_problem(found: CheckedLine, role: Role, agency: Agency, known: _People) -> str:
    """Why the role can't be for the thôn, tổ dân phố that the line names; where it can, it is noted."""
    line = found.line
    if role not in SPEAKS_FOR_HAMLET:
        return NO_HAMLET
    meant = [
        one
        for one in known.hamlets
        if one.unit_id == agency.unit_id and fold(one.name) == fold(line.hamlet or "") and _stands(one, line.first_day)
    ]
    if len(meant) != 1:
        label = agency.unit.hamlets_label if agency.unit else "thôn, tổ dân phố"
        return f"Đơn vị của cơ quan này không có {label} mang tên đó."
    found.hamlet = meant[0]
    if found.unchanged and found.person_id and line.period:
        standing = known.standing[found.person_id, agency.pk, role, line.period]
        if standing.hamlet_id != meant[0].pk:
            return _HAMLET_STANDS.format("thôn, tổ dân phố khác" if standing.hamlet_id else "chung cho cả đơn vị")
    return ""


def _stands(hamlet: Hamlet, on: date | None) -> bool:
    return on is not None and hamlet.valid_from <= on and (hamlet.valid_to is None or hamlet.valid_to >= on)


def _rank_problem(found: CheckedLine, role: Role, known: _People) -> str:
    """Why the role can't have the line's rank; a role that stands without one is noted as told by this line."""
    line, rank = found.line, found.line.rank or ""
    if rank not in ROLES[role].ranks:
        return NO_RANKS
    if found.unchanged and found.person_id and line.agency and line.period:
        standing = known.standing[found.person_id, line.agency.pk, role, line.period]
        if standing.rank not in ("", rank):
            return rank_known(standing.title)
        found.ranks = None if standing.rank else standing.pk
    return ""


def _kept_from(role: Role, period: Period, agency: Agency, person: User | None, known: _People) -> str:
    if person is not None and (person.pk, agency.pk, role) in known.asked:
        return ROLE_ASKED
    return clash(role, period, known.roles_of(person))


def _other_person(line: PersonLine, person: User, known: _People) -> dict[str, str]:
    """Where a line's name, address and name to sign in with don't belong to one person."""
    by_name = "username" if line.username == person.username else "email"
    other = known.by_email.get(line.email or "")
    if other is not None and known.is_foreign(other):
        return {"email": FOREIGN["email"]}
    if line.full_name and exact(person.full_name) != exact(line.full_name):
        what = "Tên đăng nhập" if by_name == "username" else "Email"
        return {by_name: f"{what} này đã là của {person.full_name}."}
    if other is not None and other.pk != person.pk:
        return {"email": f"Email này đã là của {other.full_name}."}
    if by_name == "email" and line.username:
        return {"username": f"{person.full_name} đã có tên đăng nhập {person.username}."}
    if by_name == "username" and line.email and line.email != person.email:
        return {
            "email": f"{person.full_name} đang có {person.email or 'chưa có email'}; đổi email ở trang của người đó."
        }
    return {}


def _compare_people(checked: Sequence[CheckedLine]) -> None:
    """One name to sign in with, and one address, is one person in the whole file; people of one name need one."""
    first: dict[tuple[str, str], PersonLine] = {}
    for one in checked:
        line = one.line
        for name, title in (("username", "Tên đăng nhập"), ("email", "Email")):
            value = getattr(line, name)
            if value and line.full_name:
                earlier = first.setdefault((name, value), line)
                if (exact(earlier.full_name or ""), earlier.who) != (exact(line.full_name), line.who):
                    told = f"{title} này đã dùng cho {earlier.full_name} ở dòng {earlier.number}."
                    one.problems.setdefault(name, told)
        if line.full_name and not line.username and not line.email:
            earlier = first.setdefault(("full_name", line.who), line)
            if earlier is not line:
                told = f"Trùng họ tên với dòng {earlier.number}; cần ghi tên đăng nhập để phân biệt."
                one.problems.setdefault("username", told)


def _compare_posts(checked: Sequence[CheckedLine]) -> None:
    seen: dict[Post, list[tuple[int, Period]]] = {}
    for one in checked:
        post, period = one.line.post, one.line.period
        if post and period:
            # Two lines may name one person in two ways.
            earlier = seen.setdefault((str(one.person_id or post[0]), *post[1:]), [])
            double = next((number for number, other in earlier if other.overlaps(period)), None)
            if double is not None:
                one.problems["role"] = f"Trùng với dòng {double}."
            earlier.append((one.line.number, period))


def _compare_roles(checked: Sequence[CheckedLine]) -> None:
    """Roles that exclude each other, given to one person by two lines."""
    given: dict[str, list[tuple[Role, Period]]] = {}
    for one in checked:
        if one.line.role and one.line.period and one.line.who:
            mine = given.setdefault(str(one.person_id or one.line.who), [])
            if told := clash(one.line.role, one.line.period, mine):
                one.problems.setdefault("role", told)
            mine.append((one.line.role, one.line.period))
