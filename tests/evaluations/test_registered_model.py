"""The creative model that a registration points to: by kind, number and address, chosen among the unit's own."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Year, on, open_year
from thanthien.core.acting.errors import Invalid
from thanthien.evaluations.actions.registration import register
from thanthien.evaluations.models import RegisteredModel
from thanthien.measures import offers
from thanthien.measures.offers import Offer

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 6)
MODEL = Offer("initiatives.initiative", 7, "Tổ giúp việc buổi tối", "/mo-hinh-sang-tao/7/")


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "_models", [lambda unit: [MODEL] if unit.code == "10001" else []])


def page(year: Year) -> str:
    return reverse("registration", args=[year.cycle.pk, "10001"])


def pointed() -> list[tuple[str, int, str, str]]:
    return list(RegisteredModel.objects.values_list("kind", "number", "title", "address"))


@pytest.mark.usefixtures("offered")
def test_registration_points_to_a_chosen_model_beside_what_was_typed(client, year: Year) -> None:
    client.force_login(year.who("10001", "focal"))
    sent = {"target_level": "2", "model": MODEL.value, "creative_model": "Mở thêm tối thứ Năm", "confirmed": "on"}
    with on(DAY):
        assert client.post(page(year), sent).status_code == 302
        shown = client.get(page(year)).content.decode()
    assert pointed() == [("initiatives.initiative", 7, "Tổ giúp việc buổi tối", "/mo-hinh-sang-tao/7/")]
    assert year.dossier().creative_model == "Mở thêm tối thứ Năm"
    assert '<a href="/mo-hinh-sang-tao/7/">Tổ giúp việc buổi tối</a>' in shown
    with on(DAY):
        dossier = client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]) + "?muc=dien-bien")
    assert '<a href="/mo-hinh-sang-tao/7/">' in dossier.content.decode()


@pytest.mark.usefixtures("offered")
def test_model_of_another_unit_or_none_is_refused(year: Year) -> None:
    with on(DAY), pytest.raises(Invalid) as refused:
        register(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, target_level=2, model="x:9")
    assert list(refused.value.errors) == ["model"]
    assert (pointed(), year.dossier().status) == ([], "unregistered")


@pytest.mark.usefixtures("offered")
def test_registering_again_begins_with_the_model_of_before(client, year: Year) -> None:
    """Its number is that of a version that was corrected meanwhile; its address stays."""
    client.force_login(year.who("10001", "focal"))
    RegisteredModel.objects.create(
        dossier=year.dossier(), kind=MODEL.kind, number=6, title=MODEL.title, address=MODEL.address
    )
    with on(DAY):
        form = client.get(page(year)).context["form"]
    assert form["model"].value() == MODEL.value


def test_unit_without_models_is_not_asked(client, year: Year) -> None:
    client.force_login(year.who("10001", "focal"))
    with on(DAY):
        fields = client.get(page(year)).context["form"].fields
    assert "model" not in fields
    assert "creative_model" in fields
