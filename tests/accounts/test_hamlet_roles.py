"""A role for one thôn, tổ dân phố: given by its name, in the unit of the agency."""

from datetime import date

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory, person
from tests.factories.units import AgencyFactory, HamletFactory
from thanthien.accounts.actions import start_membership
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_role_names_the_hamlet_of_its_unit(client: Client) -> None:
    agency, somebody = AgencyFactory(committee=True), UserFactory()
    hamlet = HamletFactory(unit=agency.unit, name="Tổ dân phố Bình Minh")
    HamletFactory(name="Tổ dân phố Bình Minh")  # of another unit
    client.force_login(person(Role.ADMINISTRATOR))
    data = {
        "agency": agency.code,
        "role": Role.VILLAGE_HEAD,
        "first_day": "01/03/2026",
        "hamlet": "to dan pho binh minh",
    }
    assert client.post(f"/quan-tri/nguoi-dung/{somebody.pk}/vai-tro/", data).status_code == 302
    assert Membership.objects.get(user=somebody).hamlet == hamlet
    assert [hat.hamlet_id for hat in User.objects.get(pk=somebody.pk).hats] == [hamlet.pk]


@pytest.mark.parametrize(
    ("role", "name", "sentence"),
    [
        (Role.VILLAGE_HEAD, "Tổ dân phố Xa", "không có tổ dân phố mang tên đó"),
        (Role.VILLAGE_HEAD, "Tổ dân phố Mới", "không có tổ dân phố mang tên đó"),
        (Role.COMMUNE_CHAIR, "Tổ dân phố Gần", "không gắn với một thôn"),
    ],
)
def test_hamlet_that_does_not_fit_is_refused(role: Role, name: str, sentence: str) -> None:
    agency = AgencyFactory(committee=True)
    HamletFactory(unit=agency.unit, name="Tổ dân phố Gần")
    HamletFactory(unit=agency.unit, name="Tổ dân phố Mới", valid_from=date(2026, 6, 1))
    HamletFactory(name="Tổ dân phố Xa")
    with pytest.raises(Invalid) as refused:
        start_membership(person=UserFactory(), agency=agency, role=role, first_day=DAY, by=None, hamlet=name)
    assert list(refused.value.errors) == ["hamlet"]
    assert sentence in refused.value.errors["hamlet"]
    assert Membership.objects.count() == 0
