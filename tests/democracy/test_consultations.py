"""Consultations: asked, closed, told; what is late or too short is shown, what can't be is refused."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.democracy.scene import CONSULTED, RESULT, Scene, a_scene, consult
from tests.democracy.test_duties import stands
from thanthien.core.acting.errors import Invalid
from thanthien.core.clock import ZONE
from thanthien.democracy.duties import RESULT_DUTY
from thanthien.democracy.kinds import CONSULTATIONS
from thanthien.democracy.models import Consultation
from thanthien.measures.duties import State
from thanthien.records.actions import Entry, enter

pytestmark = pytest.mark.django_db
WAITS = "1 cuộc lấy ý kiến chưa thông báo kết quả"
LIST = "/dan-chu-o-co-so/lay-y-kien/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 7, 8, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def test_consultation_is_entered_without_its_result_and_told_later(officer: Client, scene: Scene) -> None:
    form = officer.get(f"{LIST}ghi/").context["form"]
    assert not {"told_on", "answered", "result"} & set(form.fields)
    sent = CONSULTED | {"place": f"{scene.unit.pk}:", "day": "08/06/2026", "closes_on": "30/06/2026"}
    assert officer.post(f"{LIST}ghi/", sent | {"ways": ["hop", "cong-ttdt"]}).status_code == 302
    begun = Consultation.objects.get()
    page = officer.get(f"{LIST}{begun.pk}/")
    assert page.context["told"] == [
        "22 ngày, đến hết 30/06/2026",
        "chưa thông báo kết quả, quá hạn 1 ngày làm việc (hạn 07/07/2026)",
    ]
    later = officer.get(page.context["door"]).context["form"]
    assert set(later.fields) == {"version", "told_on", "asked_number", "answered", "agreed", "result", "minutes"}
    told = RESULT | {"told_on": "07/07/2026", "version": "1", "asked_number": "", "minutes": "60/BC"}
    assert officer.post(page.context["door"], told).status_code == 302
    made = Consultation.objects.standing().get()
    assert (made.origin, made.version, made.ways, made.agreed) == (begun.origin, 2, "hop; cong-ttdt", 31)
    assert officer.get(f"{LIST}{made.pk}/").context["told"][1] == "đã thông báo kết quả ngày 07/07/2026"


def test_result_that_was_told_meanwhile_is_not_told_over(officer: Client, scene: Scene) -> None:
    begun = consult(scene, date(2026, 6, 8))
    told = RESULT | {"told_on": "07/07/2026", "version": "1"}
    assert officer.post(f"{LIST}{begun.pk}/ket-qua/", told).status_code == 302
    assert officer.get(f"{LIST}{begun.pk}/ket-qua/").context["page"].problems
    assert officer.post(f"{LIST}{begun.pk}/ket-qua/", told | {"agreed": "1"}).status_code == 409
    assert Consultation.objects.standing().get().agreed == 31


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes_on": date(2026, 6, 7)}, "closes_on"),
        ({"subject": "Bà Trần Thị B xây nhà"}, "subject"),
        ({"asked": "hộ ông Trần Văn B"}, "asked"),
        ({"ways": "hop; thu-tay"}, "ways"),
        ({"told_on": date(2026, 7, 1), "answered": 3}, "result"),
        ({"result": "Đồng ý"}, "told_on"),
        (RESULT | {"told_on": date(2026, 6, 29)}, "told_on"),
        (RESULT | {"answered": None, "agreed": None}, "answered"),
        (RESULT | {"agreed": 41}, "agreed"),
    ],
    ids=["closes", "name", "whom", "way", "no-result", "no-day", "before-close", "no-number", "more-than-all"],
)
def test_consultation_that_cannot_be_is_refused(scene: Scene, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(CONSULTATIONS, Entry(scene.unit, date(2026, 6, 8), CONSULTED | values), by=scene.officer)
    assert list(refused.value.errors) == [field]


def test_time_shorter_than_the_law_asks_is_kept_and_shown(officer: Client, scene: Scene) -> None:
    consult(scene, date(2026, 6, 11))
    consult(scene, date(2026, 6, 10))
    table = officer.get(LIST).context["table"].table
    column = next(one for one in table.values if one.key == "thoi-gian")
    assert [column.value(row) for row in table.rows] == [
        "19 ngày, đến hết 30/06/2026; ngắn hơn 20 ngày theo luật",
        "20 ngày, đến hết 30/06/2026",
    ]


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        (
            date(2026, 6, 15), State.COMING,
            f"{WAITS}, hạn 07/07/2026; 1 cuộc lấy ý kiến còn nhận ý kiến, đến hết ngày 30/06/2026",
        ),
        (date(2026, 7, 6), State.DUE, f"{WAITS}, hạn 07/07/2026"),
        (date(2026, 7, 8), State.LATE, f"{WAITS}, quá hạn 1 ngày làm việc (hạn 07/07/2026)"),
    ],
)  # fmt: skip
def test_result_is_owed_five_working_days_after_the_close(scene: Scene, day: date, state: State, words: str) -> None:
    consult(scene, date(2026, 6, 8))
    assert stands(RESULT_DUTY, day, scene) == [(state, words, False)]


def test_everybody_sees_what_is_open_and_what_came_of_the_others(client: Client, scene: Scene) -> None:
    open_now = consult(scene, date(2026, 7, 1), closes_on=date(2026, 7, 30), subject="Quy chế dân chủ")
    waits = consult(scene, date(2026, 6, 8))
    page = client.get(f"/dan-chu-o-co-so/{scene.unit.code}/")
    told = {one.record.pk: (one.stands, one.tone, one.law) for one in page.context["consulted"]}
    assert told == {
        open_now.pk: ("đang lấy ý kiến, đến hết 30/07/2026", "info", "khoản 3 Điều 25"),
        waits.pk: ("chưa thông báo kết quả, quá hạn 1 ngày làm việc (hạn 07/07/2026)", "danger", "khoản 3 Điều 25"),
    }
    assert f'id="{open_now.origin}"' in page.text
    unit = client.get(reverse("unit-page", args=[scene.unit.code]))
    assert [one.pk for one in unit.context["consultations"]] == [open_now.pk]
    assert f"/dan-chu-o-co-so/{scene.unit.code}/#{open_now.origin}" in unit.text
