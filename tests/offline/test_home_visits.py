"""Home visits from a device: chosen by number, told when they were written, once; nothing personal goes there."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.offline.scene import Device, device_of, signed_in_again
from tests.service.at_home.scene import TEXTS, Scene, a_scene, asked, own_step, step
from thanthien.core.clock import ZONE
from thanthien.offline.models import Arrival
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.queries import cases_of

pytestmark = pytest.mark.django_db
# Asked on Monday 2 March: the visit is due on the 5th, and told by the 9th.
ASKED, VISIT = date(2026, 3, 2), date(2026, 3, 5)
CONTACT, WRITTEN, ARRIVED = (datetime(2026, 3, one, 9, tzinfo=ZONE) for one in (6, 9, 11))
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture
def scene(time_machine: Any) -> Scene:
    time_machine.move_to(CONTACT, tick=False)
    return a_scene()


def device(scene: Scene, time_machine: Any) -> Device:
    """Contact on Friday; now it is Wednesday."""
    found = device_of(scene.officer)
    found.greet()
    time_machine.move_to(ARRIVED, tick=False)
    return signed_in_again(found, scene.officer)


def visit(of: Device, request: HomeRequest, /, moment: datetime = WRITTEN, **more: Any) -> Any:
    cover = {name: more.pop(name) for name in ("key",) if name in more}
    fields = {"request": request.pk, "day": "05/03/2026", "due_on": "10/03/2026"} | more
    return of.send(moment, fields, kind="service.home_visit", form="den-nha", **cover)


def bring(of: Device, request: HomeRequest, day: str = "09/03/2026") -> Any:
    fields = {"request": request.pk, "day": day}
    return of.send(WRITTEN, fields, kind="service.home_visit", form="tra-ket-qua")


def forms_of(scene: Scene) -> dict[str, str]:
    forms = device_of(scene.officer).greet()["forms"]
    return {one["form"]: str(one) for one in forms if one["kind"] == "service.home_visit"}


def test_forms_hold_number_and_place_and_nothing_of_the_person(scene: Scene) -> None:
    request = asked(scene, ASKED, wished_on=date(2026, 3, 24))
    step(scene, request, "plan", date(2026, 3, 23), told=ASKED, who="Anh Tư Đến")
    forms = forms_of(scene)
    assert list(forms) == ["den-nha", "tra-ket-qua"]
    told = "".join(forms.values())
    assert told.count(f"{request.label}, {scene.hamlet.name}") == 2  # type: ignore[union-attr]
    private = [*(text for text in TEXTS.values() if text), "24/03/2026", "23/03/2026", "Anh Tư Đến"]
    assert [text for text in private if text in told] == []


def test_forms_are_not_offered_where_nothing_waits(scene: Scene) -> None:
    request = asked(scene, ASKED, code=CODE)
    own_step(CODE, request, "withdraw", ASKED, reason="no_need")
    assert forms_of(scene) == {}


def test_visit_written_in_time_counts_though_it_arrives_late(scene: Scene, time_machine: Any) -> None:
    request, other = asked(scene, ASKED), asked(scene, ASKED)
    answer = visit(device(scene, time_machine), request)
    assert answer.status_code == 200
    assert answer.json()["url"] == reverse("home-request", args=[request.pk])
    taken = HomeStep.objects.get()
    assert (taken.step, taken.day, taken.due_on) == ("visit", VISIT, date(2026, 3, 10))
    assert (taken.told_at, taken.at, taken.by) == (WRITTEN, ARRIVED, scene.officer)
    step(scene, other, "visit", VISIT, told=ARRIVED.date(), due_on=date(2026, 3, 10))  # on a page, that day
    late = [cases_of([HomeRequest.objects.get(pk=one.pk)])[0].standing.late_since for one in (request, other)]
    assert late == [None, datetime(2026, 3, 10, tzinfo=ZONE)]


def test_visit_sent_twice_is_taken_once(scene: Scene, time_machine: Any) -> None:
    request, key = asked(scene, ASKED), uuid4()
    of = device(scene, time_machine)
    answers = [visit(of, request, key=key).status_code for _ in range(2)]
    assert (answers, HomeStep.objects.count(), Arrival.objects.get().kind) == ([200, 200], 1, "service.home_visit")


def test_key_of_one_visit_tells_no_other(scene: Scene, time_machine: Any) -> None:
    request, other, key = asked(scene, ASKED), asked(scene, ASKED), uuid4()
    of = device(scene, time_machine)
    visit(of, request, key=key)
    answer = visit(of, other, key=key)
    assert (answer.status_code, HomeStep.objects.count()) == (422, 1)
    assert answer.json()["sentences"][0].startswith("Nội dung này đã được gửi cho việc khác.")


def test_result_is_brought_after_a_visit_of_the_same_queue(scene: Scene, time_machine: Any) -> None:
    request = asked(scene, ASKED)
    of = device(scene, time_machine)
    assert [visit(of, request).status_code, bring(of, request).status_code] == [200, 200]
    request.refresh_from_db()
    assert (request.status, request.version) == ("done", 3)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"day": "11/03/2026"}, "Ngày đã đến nhà: Ngày phải không sau ngày ghi trên máy (09/03/2026)."),
        ({"due_on": ""}, "Ngày trả kết quả theo thủ tục: Cần nhập ngày."),
        ({"request": "0"}, "Đề nghị: Đơn vị không có đề nghị này. Vui lòng chọn lại."),
    ],
    ids=["after-it-was-written", "without-the-day-of-the-result", "no-such-request"],
)
def test_what_cannot_be_is_refused(scene: Scene, time_machine: Any, more: dict[str, str], sentence: str) -> None:
    request = asked(scene, ASKED)
    answer = visit(device(scene, time_machine), request, **({"due_on": "12/03/2026"} | more))
    assert (answer.status_code, answer.json()["sentences"], HomeStep.objects.count()) == (422, [sentence], 0)


def test_request_that_ended_meanwhile_is_refused_by_its_state(scene: Scene, time_machine: Any) -> None:
    request = asked(scene, ASKED, code=CODE)
    of = device(scene, time_machine)
    own_step(CODE, request, "withdraw", ARRIVED.date() - timedelta(days=1), reason="no_need")
    answer = visit(of, request)
    assert answer.json()["sentences"] == ["Đề nghị người dân rút, không còn “Ghi đã đến nhà” được."]
    assert list(HomeStep.objects.values_list("step", flat=True)) == ["withdraw"]


def test_request_of_another_unit_is_not_there(scene: Scene, time_machine: Any) -> None:
    asked(scene, ASKED)
    theirs = asked(a_scene(), ASKED)
    answer = visit(device(scene, time_machine), theirs)
    assert answer.json()["fields"] == {"request": ["Đơn vị không có đề nghị này. Vui lòng chọn lại."]}


def test_page_of_the_request_says_how_the_visit_came(scene: Scene, time_machine: Any) -> None:
    request = asked(scene, ASKED)
    of = device(scene, time_machine)
    visit(of, request)
    page = of.client.get(reverse("home-request", args=[request.pk])).content.decode()
    assert "Ghi trên máy lúc 09:00, 09/03/2026 khi chưa có mạng" in " ".join(page.split())
