"""Reads about people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.text import fold
from thanthien.units.models import Agency


def search_people(text: str = "", role: str = "", agency: Agency | None = None) -> QuerySet[User]:
    """People by words of their name (diacritics forgiven) or email, with their current roles, in Vietnamese order."""
    people = User.objects.in_vietnamese_order().prefetch_related(
        Prefetch(
            "memberships",
            queryset=Membership.objects.current().select_related("agency").order_by("pk"),
            to_attr="current_memberships",
        )
    )
    for word in fold(text).split():
        people = people.filter(Q(folded__contains=word) | Q(email__contains=word))
    if role or agency:
        held = Membership.objects.current()
        held = held.filter(role=role) if role else held
        held = held.filter(agency=agency) if agency else held
        people = people.filter(pk__in=held.values("user_id"))
    return people


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A membership as a page shows it."""

    membership: Membership
    title: str
    sentence: str
    is_current: bool


def roles_of(person: Any, on: date) -> list[HeldRole]:
    """All roles a person holds or held, the newest first, in one query."""
    rows = person.memberships.select_related("agency").order_by("-valid_from", "pk")
    return [HeldRole(row, Role(row.role).title, Role(row.role).sentence, _holds(row, on)) for row in rows]


def _holds(membership: Membership, on: date) -> bool:
    return membership.valid_from <= on and (membership.valid_to is None or membership.valid_to >= on)


def worked_in_unit(person: User, unit_id: int, first: date, last: date) -> bool:
    """Whether a person held a membership in a unit on some day of a period: they can't appraise it then."""
    return Membership.objects.filter(user=person).in_unit(unit_id).during(first, last).exists()


def units_worked_in(person: User, first: date, last: date) -> frozenset[int]:
    """Ids of the units in which a person held a membership on some day of a period."""
    rows = Membership.objects.filter(user=person, agency__unit__isnull=False).during(first, last)
    return frozenset(rows.values_list("agency__unit_id", flat=True))


def people_in_role(role: Role, agency: Agency, on: date | None = None) -> QuerySet[User]:
    """Active people who hold a role in an agency on a day (today when none is given)."""
    held = Membership.objects.current(on).filter(agency=agency, role=role)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).in_vietnamese_order()
