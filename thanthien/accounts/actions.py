"""Writes about people: adding, changing, giving and ending roles, moving, bulk import."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from thanthien.accounts.apart import clash
from thanthien.accounts.models import Membership, RoleRequest, User, email_form
from thanthien.accounts.people_check import NO_HAMLET, NOT_TO_ONESELF, CheckedLine, PersonLine, check_lines
from thanthien.accounts.permissions import needs_second_person
from thanthien.accounts.positions import SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import ROLES, Role
from thanthien.accounts.rules import (
    DAYS_NOT_IN_ORDER,
    NO_RANKS,
    ROLE_ASKED,
    ROLE_HELD,
    SECOND_PERSON,
    Period,
    membership_problems,
    rank_known,
)
from thanthien.accounts.usernames import suggested, username_form, username_problem
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, set_changed, values_of
from thanthien.core.audit import acting
from thanthien.core.text import fold, normalise, person_sort_key
from thanthien.units.models import Agency, Hamlet
from thanthien.units.staying import keep_agencies, last_days

ONE_DAY = timedelta(days=1)
_IMPORT_LOCK = 20260701
CHANGEABLE = ("full_name", "username", "email", "phone", "is_active")


_EMAIL_TAKEN = {"email": "Email này đã có tài khoản."}
_USERNAME_TAKEN = {"username": "Tên đăng nhập này đã có người dùng."}
_ROLE_HELD = {"role": ROLE_HELD}


@transaction.atomic
def add_person(*, full_name: str, by: Any, email: str = "", username: str = "", phone: str = "") -> User:
    """A new person without a password. Without a name to sign in with they get one made of their own.

    Raises Invalid when the email or the name to sign in with is taken, or can't be one.
    """
    name = username_form(username) or User.objects.free_username(full_name)
    _refuse_taken(name, email_form(email))
    person = User.objects.build(email, full_name, username=name, phone=normalise(phone))
    with acting(by, action="add_person"), _no_double(Invalid(_USERNAME_TAKEN), user_email_once=Invalid(_EMAIL_TAKEN)):
        person.save(force_insert=True)
    return person


def _refuse_taken(username: str, email: str, person: User | None = None) -> None:
    """Raises Invalid for a name to sign in with, or an address, that can't be one or is another person's."""
    if problem := username_problem(username):
        raise Invalid({"username": problem})
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    if others.filter(username=username).exists():
        raise Invalid(_USERNAME_TAKEN)
    if email and others.filter(email=email).exists():
        raise Invalid(_EMAIL_TAKEN)


@transaction.atomic
def change_person(
    *, person: User, full_name: str, username: str, email: str, phone: str, is_active: bool, seen: Values | None,
    by: Any,
) -> User:  # fmt: skip
    """Correct a person's names, address and phone, or let them sign in or not. Nobody locks themself out.

    ``seen``: the values of CHANGEABLE that the person at work saw; Stale when others stand there by now. Only what
    differs is written, so a correction of the phone never lets a locked person in again.
    """
    locked: User = User.objects.select_for_update().get(pk=person.pk)
    if _same(by, locked) and not is_active:
        raise Invalid({"is_active": "Không thể tự khóa tài khoản của mình."})
    refuse_unseen(values_of(locked, CHANGEABLE), seen)
    name = normalise(full_name)
    values = {
        "full_name": name, "sort_key": person_sort_key(name), "username": username_form(username),
        "email": email_form(email), "phone": normalise(phone), "is_active": is_active,
    }  # fmt: skip
    changed = set_changed(locked, values)
    _refuse_taken(locked.username, locked.email, locked)
    taken = _no_double(Invalid(_USERNAME_TAKEN), user_email_once=Invalid(_EMAIL_TAKEN))
    with acting(by, action="change_person"), taken:
        locked.save(update_fields=changed)
    return locked


@transaction.atomic
def start_membership(
    *, person: User, agency: Agency, role: Role, first_day: date, by: Any, last_day: date | None = None,
    hamlet: str = "", rank: str = "",
) -> Membership | RoleRequest:  # fmt: skip
    """Give a person a role in an agency, of some roles for one thôn, tổ dân phố of its unit, by name; nobody gives one
    to themself. A role of the city is asked for, where a second administrator must agree (``needs_second_person``).

    Raises Invalid when the role doesn't fit, is held or asked for already, or excludes one that the person holds;
    Refused when it is for oneself.
    """
    if _same(by, person):
        raise Refused(NOT_TO_ONESELF)
    period = Period(first_day, last_day)
    if needs_second_person(role, by):
        return _ask(person, agency, role, period, by)
    return _start(person, agency, role, period, by, hamlet, rank)


def _check(person: User, agency: Agency, role: Role, period: Period) -> None:
    """Raises Invalid when the person can't have the role. Whoever gives another one, or ends the agency, meanwhile
    waits for us."""
    User.objects.select_for_update().get(pk=person.pk)
    until = last_days(keep_agencies([agency.pk])).get(agency.pk)
    if problems := membership_problems(role, agency.kind, agency.name, period, until):
        raise Invalid(problems)
    rows = person.memberships.values_list("role", "valid_from", "valid_to")
    if told := clash(role, period, [(Role(held), Period(first, last)) for held, first, last in rows]):
        raise Invalid({"role": told})


def _ask(
    person: User, agency: Agency, role: Role, period: Period, by: User, ends: Membership | None = None
) -> RoleRequest:
    _check(person, agency, role, period)
    asked = RoleRequest(
        person=person, agency=agency, role=role, valid_from=period.first, valid_to=period.last, ends=ends, asked_by=by
    )
    with acting(by, action="ask_role"), _no_double(Invalid({"role": ROLE_ASKED})):
        asked.save(force_insert=True)
    return asked


def _start(
    person: User, agency: Agency, role: Role, period: Period, by: Any, hamlet: str = "", rank: str = ""
) -> Membership:
    _check(person, agency, role, period)
    if rank and rank not in ROLES[role].ranks:
        raise Invalid({"rank": NO_RANKS})
    membership = Membership(
        user=person, agency=agency, role=role, valid_from=period.first, valid_to=period.last,
        hamlet=_hamlet(role, agency, hamlet, period.first), rank=rank,
    )  # fmt: skip
    with acting(by, action="start_membership"), _no_double(Invalid(_ROLE_HELD)):
        membership.save(force_insert=True)
    return membership


def _hamlet(role: Role, agency: Agency, name: str, on: date) -> Hamlet | None:
    """The thôn, tổ dân phố for which the person speaks, of the agency's unit on a day. Raises Invalid."""
    if not name.strip():
        return None
    if role not in SPEAKS_FOR_HAMLET:
        raise Invalid({"hamlet": NO_HAMLET})
    known = Hamlet.objects.current(on).filter(unit=agency.unit_id)
    found = [one for one in known if fold(one.name) == fold(name)]
    if len(found) != 1:
        label = agency.unit.hamlets_label if agency.unit else "thôn, tổ dân phố"
        raise Invalid({"hamlet": f"Đơn vị của cơ quan này không có {label} mang tên đó."})
    return found[0]


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date, by: Any) -> Membership:
    """End a role with its last day; the row stays as history. Raises Invalid for a day before the first."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if last_day < locked.valid_from:
        raise Invalid({"last_day": DAYS_NOT_IN_ORDER})
    if locked.valid_to is not None and locked.valid_to < last_day:
        raise Invalid({"last_day": "Vai trò này đã kết thúc trước ngày đó."})
    locked.valid_to = last_day
    with acting(by, action="end_membership"):
        locked.save(update_fields=["valid_to"])
    return locked


@transaction.atomic
def tell_rank(*, membership: Membership, rank: str, by: Any) -> Membership:
    """Whether a person is head or deputy, of a role for which nobody has said it yet; nobody says it of themself.

    Raises Invalid for a role without ranks, or with one already; Refused when it is one's own.
    """
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if by is not None and by.pk == locked.user_id:
        raise Refused(NOT_TO_ONESELF)
    if rank not in ROLES[locked.role_enum].ranks:
        raise Invalid({"rank": NO_RANKS})
    if locked.rank:
        raise Invalid({"rank": rank_known(locked.title)})
    locked.rank = rank
    with acting(by, action="tell_rank"):
        locked.save(update_fields=["rank"])
    return locked


@transaction.atomic
def accept_role(*, request_id: int, by: User) -> Membership:
    """A second administrator agrees: the person has the role from today, or from the later day that was asked for; the
    one that it takes the place of ends on the day before.

    Raises Refused for whoever asked for it or would get it, and when it can't be any more.
    """
    request = _waiting(request_id)
    if by.pk in (request.asked_by_id, request.person_id):
        raise Refused(SECOND_PERSON)
    first = max(request.valid_from, clock.today())
    try:
        if request.ends is not None:
            end_membership(membership=request.ends, last_day=first - ONE_DAY, by=by)
        started = _start(request.person, request.agency, request.role_enum, Period(first, request.valid_to), by)
    except Invalid as problem:
        raise Refused(list(problem.errors.values())) from problem
    _answer(request, by, accepted=True)
    return started


@transaction.atomic
def refuse_role(*, request_id: int, by: User) -> RoleRequest:
    """An administrator says no, or takes back what they asked for."""
    request = _waiting(request_id)
    _answer(request, by, accepted=False)
    return request


def _waiting(request_id: int) -> RoleRequest:
    """The request, locked after its person. Raises Refused when it was answered meanwhile."""
    person_id = RoleRequest.objects.filter(pk=request_id).values_list("person_id", flat=True).first()
    User.objects.select_for_update().filter(pk=person_id).first()
    rows = RoleRequest.objects.waiting().select_related("person", "agency", "ends").select_for_update(of=("self",))
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise Refused("Đề nghị này đã được trả lời.")
    return found


def _answer(request: RoleRequest, by: User, *, accepted: bool) -> None:
    request.accepted, request.decided_by, request.decided_at = accepted, by, clock.now()
    with acting(by, action="accept_role" if accepted else "refuse_role"):
        request.save(update_fields=["accepted", "decided_by", "decided_at"])


@transaction.atomic
def move_person(
    *, membership: Membership, agency: Agency, role: Role, first_day: date, by: Any, last_day: date | None = None,
    hamlet: str = "", rank: str = "",
) -> Membership | RoleRequest:  # fmt: skip
    """End a role the day before and start another one: a move that keeps history. Where a second administrator must
    agree to the other one, the former goes on until then."""
    person = User.objects.select_for_update().get(pk=membership.user_id)
    if needs_second_person(role, by) and not _same(by, person):
        return _ask(person, agency, role, Period(first_day, last_day), by, ends=membership)
    _end_before(membership, first_day, by)
    return start_membership(
        person=person, agency=agency, role=role, first_day=first_day, by=by, last_day=last_day, hamlet=hamlet, rank=rank
    )


def _end_before(membership: Membership, first_day: date, by: Any) -> None:
    """The role ends on the day before. Raises Invalid beside the first day, for that is what the person told."""
    try:
        end_membership(membership=membership, last_day=first_day - ONE_DAY, by=by)
    except Invalid as problem:
        raise Invalid({"first_day": problem.errors["last_day"]}) from problem


@transaction.atomic
def import_people(*, lines: Sequence[PersonLine], by: Any, ours: Collection[int] | None = None) -> int:
    """Add the people, roles and ranks of checked lines that aren't there yet; two imports at once wait for each other.
    Roles of the city are asked for, where a second administrator must agree. ``ours``: as of `check_lines`.

    Returns how many roles were added or asked for, or got their rank. Raises Refused, and writes nothing, when a line
    has a problem by now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
    checked = check_lines(_of_kept_agencies(lines), by, ours)
    if any(one.problems for one in checked):
        raise Refused("Dữ liệu đã thay đổi sau khi kiểm tra. Vui lòng xem lại các dòng có lỗi.")
    added = [one for one in checked if not one.unchanged]
    changed = Refused("Dữ liệu vừa thay đổi. Vui lòng kiểm tra lại tệp.")
    with acting(by, action="import_people"), _no_double(changed):
        people = _add_missing(added)
        given = [one for one in added if not one.waits]
        asked = [_asked_for(one, people, by) for one in added if one.waits]
        Membership.objects.bulk_create([_membership(one, people) for one in given], batch_size=1000)
        RoleRequest.objects.bulk_create(asked, batch_size=1000)
        return len(added) + _tell_ranks(checked)


def _tell_ranks(checked: Sequence[CheckedLine]) -> int:
    """The ranks of roles that stood without one; how many."""
    told: dict[str, list[int]] = {}
    for one in checked:
        if one.ranks and one.line.rank:
            told.setdefault(one.line.rank, []).append(one.ranks)
    return sum(Membership.objects.filter(pk__in=ids, rank="").update(rank=rank) for rank, ids in told.items())


def _of_kept_agencies(lines: Sequence[PersonLine]) -> list[PersonLine]:
    """The lines with their agencies as they are now, which nobody ends meanwhile."""
    kept = {agency.pk: agency for agency in keep_agencies({line.agency.pk for line in lines if line.agency})}
    return [replace(line, agency=kept[line.agency.pk]) if line.agency else line for line in lines]


def _same(by: Any, person: User) -> bool:
    return by is not None and by.pk == person.pk


def _add_missing(lines: Sequence[CheckedLine]) -> dict[str, int]:
    """The people of these lines who have no account yet; their numbers by who they are in the file."""
    new = {one.line.who: one.line for one in lines if one.person_id is None and one.line.full_name}
    taken = {line.username for line in new.values() if line.username}
    taken |= set(User.objects.values_list("username", flat=True))
    made = {}
    for who, line in new.items():
        username = line.username or suggested(line.full_name or "", taken)
        taken.add(username)
        made[who] = User.objects.build(line.email or "", line.full_name or "", username=username)
    User.objects.bulk_create(made.values(), batch_size=1000)
    return {who: person.pk for who, person in made.items()}


def _membership(one: CheckedLine, people: dict[str, int]) -> Membership:
    line = one.line
    if not (line.who and line.agency and line.role and line.first_day):
        raise ValueError(f"Line {line.number} is not complete.")
    return Membership(
        user_id=one.person_id or people[line.who],
        agency=line.agency,
        role=line.role,
        valid_from=line.first_day,
        valid_to=line.last_day,
        rank=line.rank or "",
        hamlet=one.hamlet,
    )


def _asked_for(one: CheckedLine, people: dict[str, int], by: User) -> RoleRequest:
    told = _membership(one, people)
    return RoleRequest(
        person_id=told.user_id, agency=told.agency, role=told.role, valid_from=told.valid_from, valid_to=told.valid_to,
        asked_by=by,
    )  # fmt: skip


@contextmanager
def _no_double(refusal: Refused | Invalid, **named: Refused | Invalid) -> Iterator[None]:
    """Answer the database's refusal of a double with this one, or with that of the constraint's name, leaving the
    transaction usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise next((told for name, told in named.items() if name in str(error)), refusal) from error
