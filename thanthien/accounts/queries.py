"""Reads about people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from thanthien.accounts.models import Membership, RoleRequest, User
from thanthien.accounts.positions import FRONT, PARTY, SCORERS
from thanthien.accounts.roles import ROLES, Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.core.text import fold
from thanthien.units.models import Agency

NO_ROLE = "chua-co"


def holders(roles: Iterable[Role]) -> QuerySet[Membership]:
    """Memberships in these roles, of today and of people who may sign in, in no order."""
    held = Membership.objects.current().filter(role__in=[str(role) for role in roles], user__is_active=True)
    return held.order_by()


def people_of_units(roles: Iterable[Role], unit_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Ids of the people in these roles, by unit. One statement."""
    wanted = list(unit_ids)
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id, person_id in (
        holders(roles).filter(agency__unit_id__in=wanted).values_list("agency__unit_id", "user_id")
    ):
        found[unit_id].add(person_id)
    return {unit_id: frozenset(found[unit_id]) for unit_id in wanted}


def units_without_bodies(unit_ids: Iterable[int]) -> dict[int, list[str]]:
    """Units without anybody who speaks for their Party committee or their Front, with a sentence for each: who
    also scores for the People's Committee enters nothing of the Front's. One statement."""
    wanted, found = list(unit_ids), set[tuple[int | None, str]]()
    scoring = holders(SCORERS).filter(user=OuterRef("user"), agency__unit=OuterRef("agency__unit"))
    speaking = holders(PARTY | FRONT).exclude(Exists(scoring) & Q(role=Role.COMMUNE_FRONT))
    rows = speaking.filter(agency__unit_id__in=wanted).distinct()
    found.update(rows.values_list("agency__unit_id", "role"))
    told = (
        (Role.COMMUNE_PARTY, "chưa có tài khoản Đảng ủy"),
        (Role.COMMUNE_FRONT, "chưa có tài khoản Mặt trận Tổ quốc"),
    )
    return {pk: [words for role, words in told if (pk, str(role)) not in found] for pk in wanted}


def people_of_city(roles: Iterable[Role]) -> frozenset[int]:
    """Ids of the people in these roles, wherever."""
    return frozenset(holders(roles).values_list("user_id", flat=True))


def people_without_role() -> QuerySet[User]:
    """People who may sign in and hold no role, today or from a later day on."""
    held = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))
    people: QuerySet[User] = User.objects.filter(is_active=True)
    return people.exclude(pk__in=held.order_by().values("user_id"))


def search_people(text: str = "", role: str = "", agency: Agency | None = None) -> QuerySet[User]:
    """People by words of their name (diacritics forgiven), address or name to sign in with, in Vietnamese order, with
    their current roles; of a role, or (`NO_ROLE`) of none."""
    people: QuerySet[User] = User.objects.in_vietnamese_order().prefetch_related(
        Prefetch(
            "memberships",
            queryset=Membership.objects.current().select_related("agency").order_by("pk"),
            to_attr="current_memberships",
        )
    )
    for word in fold(text).split():
        people = people.filter(Q(folded__contains=word) | Q(email__contains=word) | Q(username__contains=word))
    if role == NO_ROLE:
        people = people.filter(pk__in=people_without_role().order_by().values("pk"))
    elif role or agency:
        held = Membership.objects.current()
        held = held.filter(role=role) if role else held
        held = held.filter(agency=agency) if agency else held
        people = people.filter(pk__in=held.values("user_id"))
    return people


def title_at(person_id: int, unit_id: int, role: Role, on: date) -> str:
    """What a person was called on a day in a role of a unit; empty where that isn't known. One statement."""
    held = Membership.objects.current(on).in_unit(unit_id).filter(user_id=person_id, role=role)
    known = held.exclude(rank="").order_by("-valid_from", "pk").first()
    return known.title if known else ""


def roles_after(agency: Agency, last_day: date, _into: Agency | None = None) -> list[str]:
    """What keeps an agency from ending on a day: people who would still hold a role there, and roles that are asked
    for. Two statements."""
    longer = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)
    held = agency.memberships.filter(longer)
    asked = RoleRequest.objects.waiting().filter(longer, agency=agency).count()
    return [*_still_held(held.values("user_id").distinct().count(), last_day), *_still_asked(asked)]


def _still_held(count: int, last_day: date) -> list[str]:
    told = (
        f"Còn {count} người giữ vai trò tại cơ quan sau ngày {date_vn(last_day)}. Cần kết thúc các vai trò đó trước, "
        "ở trang “Người dùng”."
    )
    return [told] if count else []


def _still_asked(count: int) -> list[str]:
    told = (
        f"Còn {count} đề nghị giao vai trò tại cơ quan chưa được trả lời. Cần trả lời các đề nghị đó trước, "
        "ở trang “Vai trò chờ đồng ý”."
    )
    return [told] if count else []


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A membership as a page shows it: held today, from a later day on (``begins_later``), or over."""

    membership: Membership
    title: str
    sentence: str
    is_current: bool
    begins_later: bool

    @property
    def lacks_rank(self) -> bool:
        """Whether nobody has said yet which of head and deputies the person is."""
        return bool(ROLES[self.membership.role_enum].ranks) and not self.membership.rank


def roles_of(person: Any, on: date) -> list[HeldRole]:
    """All roles that a person holds, held or is to hold, the newest first, in one query."""
    rows = person.memberships.select_related("agency").order_by("-valid_from", "pk")
    return [
        HeldRole(row, row.title, Role(row.role).sentence, _holds(row, on), begins_later=row.valid_from > on)
        for row in rows
    ]


def _holds(membership: Membership, on: date) -> bool:
    return membership.valid_from <= on and (membership.valid_to is None or membership.valid_to >= on)


@dataclass(frozen=True, slots=True)
class WaitingRole:
    """A request as the administrators' page shows it. ``may_accept``: this person is the second one."""

    request: RoleRequest
    may_accept: bool


def waiting_roles(by: User) -> list[WaitingRole]:
    """Roles that wait for a second administrator, the oldest request first. One statement."""
    rows = RoleRequest.objects.waiting().select_related("person", "agency", "asked_by", "ends__agency")
    return [WaitingRole(row, by.pk not in (row.asked_by_id, row.person_id)) for row in rows.order_by("asked_at", "pk")]


def agencies_with(roles: Iterable[Role]) -> list[str]:
    """Full names of the agencies in which somebody holds one of these roles today, in list order. One statement."""
    found = Agency.objects.filter(pk__in=holders(roles).values("agency_id"))
    return list(found.in_list_order().values_list("name", flat=True))
