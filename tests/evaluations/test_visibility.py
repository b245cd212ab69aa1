"""Rules of sight that are asked about one dossier and as a condition on many say the same: all roles, all states."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from tests.evaluations.scenario import Year, agency, fresh, open_year, person
from tests.recorder import recorded
from thanthien.accounts.models import User
from thanthien.accounts.positions import body_ids
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.evaluations.models import Dossier, SheetItem
from thanthien.evaluations.permissions import can_see_appraisal, can_see_council
from thanthien.evaluations.visibility import APPRAISAL, COUNCIL, RESULT_KNOWN, SHEETS_IN, Fact
from thanthien.evaluations.workflow import Status
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db


@recorded
def published() -> Year:
    """Two dossiers that have been through everything, so that any state fits them."""
    year = open_year(units=2)
    year.publish("10001")
    year.publish("10002", "13/QĐ-UBND")
    return year


def everybody(year: Year) -> dict[str, User]:
    """A person for every role; bodies with and without a sheet; communes of the dossier and of another; two at once."""
    committee = Agency.objects.get(code="ubnd-10001")
    people = {str(role): person(f"r-{role}", committee, role) for role in Role if not role.of_city}
    people |= {
        str(role): person(f"r-{role}", Agency.objects.get(code="ubnd-tp"), role) for role in Role if role.of_city
    }
    elsewhere = agency("so-khac", "Sở Khác", "department")
    people["body without a sheet"] = person("no-sheet", elsewhere, Role.APPRAISER)
    people["body with a sheet"] = year.people.mttq
    people["another commune"] = year.people.communes["10002"]["chair"]
    both = person("both", elsewhere, Role.APPRAISER)
    both.memberships.create(agency=committee, role=Role.COMMUNE_OFFICER, valid_from=date(2025, 1, 1))
    people["commune and body"] = both
    people["nobody"] = year.people.stranger
    return {name: fresh(user) for name, user in people.items()}


def in_every_state() -> Iterator[list[Dossier]]:
    """Both dossiers in each state, with and without all sheets. The trigger on steps is asleep meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluations_dossier DISABLE TRIGGER USER")
    for status in Status:
        for complete in (None, clock.now()):
            Dossier.objects.update(status=status, sheets_complete_at=complete)
            yield list(Dossier.objects.order_by("pk"))


def test_columns_are_seen_alike_of_one_and_of_many() -> None:
    people = everybody(published())
    found, wanted = {}, {}
    for dossiers in in_every_state():
        for name, user in people.items():
            key = name, dossiers[0].status, dossiers[0].sheets_complete_at is not None
            wanted[key] = [
                [dossier.pk for dossier in dossiers if can_see_appraisal(user, dossier)],
                [dossier.pk for dossier in dossiers if can_see_council(user, dossier)],
            ]
            found[key] = [
                list(Dossier.objects.filter(sight.condition(user)).order_by("pk").values_list("pk", flat=True))
                for sight in (APPRAISAL, COUNCIL)
            ]
    assert found == wanted
    assert {bool(seen) for columns in found.values() for seen in columns} == {True, False}


def test_items_of_others_are_read_as_the_appraised_column_is() -> None:
    people = everybody(published())
    items = list(SheetItem.objects.select_related("sheet__dossier").order_by("pk"))
    found, wanted = {}, {}
    for dossiers in in_every_state():
        of = {dossier.pk: dossier for dossier in dossiers}
        for name, user in people.items():
            key = name, dossiers[0].status, dossiers[0].sheets_complete_at is not None
            shown = {pk for pk, dossier in of.items() if can_see_appraisal(user, dossier)}
            own = body_ids(user)
            wanted[key] = [i.pk for i in items if i.sheet.dossier_id in shown or i.sheet.body_id in own]
            found[key] = list(SheetItem.objects.readable_by(user).order_by("pk").values_list("pk", flat=True))
    assert found == wanted


@pytest.mark.parametrize("fact", [SHEETS_IN, RESULT_KNOWN, SHEETS_IN & RESULT_KNOWN, SHEETS_IN | RESULT_KNOWN])
def test_facts_hold_of_one_as_of_many(fact: Fact) -> None:
    published()
    for dossiers in in_every_state():
        told = [dossier.pk for dossier in dossiers if fact.holds(dossier)]
        assert list(Dossier.objects.filter(fact.condition("")).order_by("pk").values_list("pk", flat=True)) == told
