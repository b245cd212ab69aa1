"""A form that is sent again is the same request with the same code; one that was edited meanwhile is not lost silently.
The code stands in no form that was not sent."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.at_home.scene import TEXTS, Scene, a_scene, at, public, typed, wanted
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.core.private.codes import code_digest
from thanthien.core.private.keys import unseal
from thanthien.service.at_home.actions import ask
from thanthien.service.at_home.enums import SHELF, Via
from thanthien.service.at_home.models import HomeRequest

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 23, 50, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.mark.parametrize(
    "changes",
    [{"phone": "0999999999"}, {"address": "Số 99 ngõ Sửa"}, {"why": "ill"}, {"wished_on": "20/03/2026"}],
    ids=lambda changes: next(iter(changes)),
)
def test_edited_form_is_refused_and_what_was_typed_stays(client: Client, scene: Scene, changes: dict[str, str]) -> None:
    told = typed(client, public(scene))
    client.post(public(scene), told)
    again = client.post(public(scene), told | changes)
    assert (again.status_code, HomeRequest.objects.count()) == (422, 1)
    assert "nội dung vừa sửa chưa được ghi" in again.content.decode()
    ((name, value),) = changes.items()
    assert again.context["form"][name].value() == value
    kept = HomeRequest.objects.get().kept
    assert kept is not None
    assert unseal(SHELF, kept)["phone"] == "0912345678"


def test_form_sent_to_another_units_page_is_refused(client: Client, scene: Scene) -> None:
    told = typed(client, public(scene))
    client.post(public(scene), told)
    again = client.post(public(a_scene()), told)
    assert (again.status_code, "Mã theo dõi:" in again.content.decode()) == (422, False)
    assert HomeRequest.objects.get().unit == scene.unit


def test_form_sent_again_after_midnight_is_the_same_request(client: Client, scene: Scene, time_machine: Any) -> None:
    told = typed(client, public(scene))
    first = client.post(public(scene), told).context["code"]
    time_machine.move_to(datetime(2026, 3, 4, 0, 5, tzinfo=ZONE), tick=False)
    assert client.post(public(scene), told).context["code"] == first
    assert HomeRequest.objects.get().asked_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    "changes",
    [{"texts": TEXTS | {"phone": "0999999999"}}, {"hamlet": None}, {"via": Via.DESK}, {"asked_on": date(2026, 2, 27)}],
    ids=lambda changes: next(iter(changes)),
)
def test_entry_that_the_official_edited_is_refused(scene: Scene, changes: dict[str, Any]) -> None:
    slip, edited = Slip(uuid4(), CODE), wanted(scene, **({"asked_on": MONDAY} | changes))
    with at(MONDAY):
        made = ask(wanted(scene, MONDAY), slip=slip, by=scene.officer)
        with pytest.raises(Refused) as refused:
            ask(edited, slip=slip, by=scene.officer)
        assert ask(wanted(scene, MONDAY), slip=slip, by=scene.officer) == made
    assert "nội dung vừa sửa chưa được ghi" in refused.value.problems[0]


def test_entry_is_not_taken_for_that_of_a_colleague(scene: Scene) -> None:
    slip = Slip(uuid4(), CODE)
    colleague = person(Role.SERVICE_OFFICER, agency=AgencyFactory(committee=True, unit=scene.unit))
    with at(MONDAY):
        ask(wanted(scene, MONDAY), slip=slip, by=scene.officer)
        with pytest.raises(Refused):
            ask(wanted(scene, MONDAY), slip=slip, by=colleague)


def test_form_that_was_not_sent_holds_no_code(client: Client, scene: Scene) -> None:
    told = typed(client, public(scene))
    readable = signing.loads(told["slip"], salt="thanthien.slip")
    code = client.post(public(scene), told).context["code"]
    assert HomeRequest.objects.get().code_digest == code_digest(code)
    assert sorted(readable) == ["key", "secret"]
    assert [text for text in readable.values() if code_digest(text) or code in text] == []
