"""Writes about a unit's own people, by its đầu mối. Whom and which roles is asked here again, under the person's lock:
a page that was opened before, or a number that was changed, opens nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from thanthien.accounts.actions import add_person, import_people, start_membership
from thanthien.accounts.invitations import send_password_link
from thanthien.accounts.models import Membership, User, email_form
from thanthien.accounts.own_people import is_own_seat, managed_people, own_seats
from thanthien.accounts.people_check import FOREIGN, NOT_TO_ONESELF, PersonLine
from thanthien.accounts.permissions import can_manage_own_people
from thanthien.accounts.roles import Role
from thanthien.accounts.rules import DAYS_NOT_IN_ORDER, ROLE_HELD, Period, membership_problems
from thanthien.accounts.slips import Slip, make_slips
from thanthien.accounts.usernames import username_form
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import Values, refuse_unseen, values_of
from thanthien.core.audit import acting
from thanthien.core.mail.models import Message
from thanthien.units.staying import keep_agencies, last_days

NOT_OURS = (
    "Đơn vị không tự quản người này: người này còn vai trò khác, hoặc không thuộc đơn vị. Đề nghị quản trị hệ thống "
    "thực hiện."
)
NOT_OUR_ROLE = "Vai trò này không thuộc các vai trò đơn vị được tự quản. Đề nghị quản trị hệ thống thực hiện."
ENDED = "Vai trò này đã kết thúc; cần thêm vai trò mới."
DAYS_PAST = "Đơn vị chỉ ghi được ngày cuối từ hôm qua trở đi. Ngày sớm hơn: đề nghị quản trị hệ thống thực hiện."
DAYS = ("last_day",)


@transaction.atomic
def add_own_person(
    *, full_name: str, seat: tuple[Any, Role], first_day: date, by: User, email: str = "", username: str = "",
    phone: str = "", last_day: date | None = None, hamlet: str = "",
) -> User:  # fmt: skip
    """A new person with their role (``seat``: agency and role) in the unit.

    Raises Invalid beside the field; of an account that is not the unit's to manage it tells neither whose it is nor
    where. Refused for a role that isn't the unit's to give.
    """
    _refuse_seat(by, *seat)
    _refuse_accounts(by, email_form(email), username_form(username))
    person = add_person(full_name=full_name, email=email, username=username, phone=phone, by=by)
    start_membership(
        person=person, agency=seat[0], role=seat[1], first_day=first_day, last_day=last_day, hamlet=hamlet, by=by
    )
    return person


@transaction.atomic
def give_own_role(
    *, person: User, seat: tuple[Any, Role], first_day: date, by: User, last_day: date | None = None, hamlet: str = ""
) -> Membership:
    """One more role of the unit for somebody whom it manages. Raises Refused or Invalid."""
    locked = _own(person.pk, by)
    _refuse_seat(by, *seat)
    given = start_membership(
        person=locked, agency=seat[0], role=seat[1], first_day=first_day, last_day=last_day, hamlet=hamlet, by=by
    )
    if not isinstance(given, Membership):
        raise Refused(NOT_OUR_ROLE)
    return given


@transaction.atomic
def set_last_day(*, membership: Membership, last_day: date | None, seen: Values | None, by: User) -> Membership:
    """The last day of a role that goes on: earlier ends it, later or none lets it go on. It is yesterday at the
    earliest: who judges whom goes by the days on which people held roles, and a unit doesn't rewrite those.

    Raises Stale when another day stands there by now, Invalid for one that can't be, Refused for a role that isn't
    the unit's, or is over.
    """
    _own(membership.user_id, by)
    locked = own_seats(by).filter(pk=membership.pk).select_related("agency").select_for_update(of=("self",)).first()
    if locked is None:
        raise Refused(NOT_OUR_ROLE)
    refuse_unseen({"last_day": locked.valid_to}, seen)
    if locked.valid_to is not None and locked.valid_to < clock.today():
        raise Refused(ENDED)
    if last_day is not None and last_day < locked.valid_from:
        raise Invalid({"last_day": DAYS_NOT_IN_ORDER})
    if last_day is not None and last_day < clock.today() - timedelta(days=1):
        raise Invalid({"last_day": DAYS_PAST})
    _refuse_longer(locked, Period(locked.valid_from, last_day))
    locked.valid_to = last_day
    with acting(by, action="set_last_day"):
        locked.save(update_fields=["valid_to"])
    return locked


def _refuse_longer(membership: Membership, period: Period) -> None:
    """Raises Invalid where the agency ends before, or the person has the same role again later."""
    until = last_days(keep_agencies([membership.agency_id])).get(membership.agency_id)
    agency = membership.agency
    problems = membership_problems(membership.role_enum, agency.kind, agency.name, period, until)
    problems.pop("first_day", None)  # stands already: a role of an odd first day can be ended all the same
    same = Membership.objects.filter(user=membership.user_id, agency=agency, role=membership.role)
    others = same.exclude(pk=membership.pk).values_list("valid_from", "valid_to")
    if any(period.overlaps(Period(*days)) for days in others):
        problems["last_day"] = ROLE_HELD
    if problems:
        raise Invalid({"last_day": next(iter(problems.values()))})


@transaction.atomic
def make_own_slips(*, people: Sequence[User], by: User) -> list[Slip]:
    """Printed passwords for people whom the unit manages: their first one, or another in its place."""
    ids = [one.pk for one in people]
    locked = list(User.objects.select_for_update().filter(pk__in=ids).order_by("sort_key", "pk"))
    ours = set(managed_people(by).filter(pk__in=ids).values_list("pk", flat=True))
    if not can_manage_own_people(by) or {one.pk for one in locked} != ours:
        raise Refused(NOT_OURS)
    return make_slips(people=locked, by=by)


@transaction.atomic
def invite_own(*, person: User, by: User) -> Message:
    """Send somebody whom the unit manages the link with which they set their password."""
    return send_password_link(person=_own(person.pk, by), by=by)


@transaction.atomic
def import_own_people(*, lines: Sequence[PersonLine], by: User) -> int:
    """Add the people and roles of a file, all of the unit. Raises Refused, and writes nothing, when a line is not."""
    for line in lines:
        _refuse_seat(by, line.agency, line.role)
    named = [line.username for line in lines if line.username]
    reached = [line.email for line in lines if line.email]
    people = User.objects.filter(username__in=named) | User.objects.filter(email__in=reached)
    list(people.order_by("pk").select_for_update())
    return import_people(lines=lines, by=by, ours=managed_ids(by))


def managed_ids(by: User) -> frozenset[int]:
    """Ids of the people whom the unit manages. One statement."""
    return frozenset(managed_people(by).order_by().values_list("pk", flat=True))


def _own(person_id: int, by: User) -> User:
    """The person, locked: whoever gives them another role waits. Raises Refused for anybody else's people."""
    if person_id == by.pk:
        raise Refused(NOT_TO_ONESELF)
    locked: User | None = User.objects.select_for_update().filter(pk=person_id).first()
    if locked is None or not can_manage_own_people(by) or not managed_people(by).filter(pk=person_id).exists():
        raise Refused(NOT_OURS)
    return locked


def _refuse_seat(by: User, agency: Any, role: Role | None) -> None:
    if not can_manage_own_people(by) or not is_own_seat(by, agency, role):
        raise Refused(NOT_OUR_ROLE)


def _refuse_accounts(by: User, email: str, username: str) -> None:
    """Raises Invalid for an account that there is already: of one's own people it says whose, of others nothing."""
    told: dict[str, str] = {}
    for name, value in (("email", email), ("username", username)):
        other = User.objects.filter(**{name: value}).first() if value else None
        if other is None:
            continue
        ours = managed_people(by).filter(pk=other.pk).exists()
        told[name] = f"Đã là của {other.full_name}; thêm vai trò ở trang của người này." if ours else FOREIGN[name]
    if told:
        raise Invalid(told)


def shown_days(membership: Membership) -> dict[str, Any]:
    """What a form about the last day of a role showed."""
    return {"last_day": values_of(membership, ["valid_to"])["valid_to"]}
