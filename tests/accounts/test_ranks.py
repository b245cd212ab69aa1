"""Whether the one who leads is the Chủ tịch or a Phó Chủ tịch: said of the role, shown with the signature."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import open_year
from tests.factories.accounts import UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.actions import start_membership
from thanthien.accounts.models import Membership
from thanthien.accounts.queries import title_at
from thanthien.accounts.roles import Rank, Role
from thanthien.core.acting.errors import Invalid

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


def test_deputy_is_called_so_and_one_whose_rank_is_unknown_by_the_role() -> None:
    agency, titles = AgencyFactory(committee=True), {}
    for rank in ("", Rank.HEAD, Rank.DEPUTY):
        someone = UserFactory()
        start_membership(person=someone, agency=agency, role=Role.COMMUNE_CHAIR, first_day=DAY, by=None, rank=rank)
        told = title_at(someone.pk, agency.unit_id, Role.COMMUNE_CHAIR, DAY)
        titles[str(rank)] = (Membership.objects.get(user=someone).title, told)
    assert titles == {
        "": ("Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã", ""),
        "head": ("Chủ tịch Ủy ban nhân dân cấp xã",) * 2,
        "deputy": ("Phó Chủ tịch Ủy ban nhân dân cấp xã",) * 2,
    }


def test_role_without_head_and_deputy_takes_no_rank() -> None:
    agency, someone = AgencyFactory(committee=True), UserFactory()
    with pytest.raises(Invalid) as refused:
        start_membership(person=someone, agency=agency, role=Role.COMMUNE_FOCAL, first_day=DAY, by=None, rank=Rank.HEAD)
    assert refused.value.errors == {"rank": "Vai trò này không có cấp trưởng, cấp phó."}
    assert Membership.objects.count() == 0


def test_administrator_says_it_with_the_role(client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    agency, someone = AgencyFactory(committee=True), UserFactory()
    data = {"agency": agency.code, "role": Role.COMMUNE_CHAIR, "rank": "deputy", "first_day": "01/01/2026"}
    client.post(reverse("accounts:membership_start", args=[someone.pk]), data)
    page = client.get(reverse("accounts:person", args=[someone.pk])).text
    assert ("Phó Chủ tịch Ủy ban nhân dân cấp xã" in page, "Chủ tịch, Phó Chủ tịch" in page) == (True, False)


def test_signature_stands_with_the_title_held_on_that_day(client: Client) -> None:
    year = open_year(units=1)
    year.submit()
    dossier = year.dossier()
    Membership.objects.filter(user=dossier.signed_by).update(rank=Rank.DEPUTY)
    client.force_login(year.who("10001", "focal"))
    page = client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]), {"muc": "dien-bien"}).text
    assert f"{dossier.signed_by.full_name}, Phó Chủ tịch Ủy ban nhân dân cấp xã" in " ".join(page.split())
