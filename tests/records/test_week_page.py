"""“Việc tuần này” with several sections sent at once: what is in order is stored, only what is wrong is told."""

from datetime import date, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.scene import Scene, a_scene, decide, hold
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.engagement.models import Outreach
from thanthien.measures.duties import State
from thanthien.service.models import FastDay

pytestmark = pytest.mark.django_db
DAY, VISIT = "service-fast_day", "engagement-outreach"
RIGHT_DAY = {f"{DAY}-received": "6", f"{DAY}-returned": "5"}
# As a browser sends a section in which nobody typed: the day is filled in beforehand.
UNTOUCHED_VISIT = {f"{VISIT}-{name}": "" for name in ("occasion", "way", "people", "paper")} | {
    f"{VISIT}-day": "12/03/2026"
}
HALF_A_VISIT = UNTOUCHED_VISIT | {f"{VISIT}-people": "3"}


@pytest.fixture(autouse=True)
def _thursday(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 12, 9, tzinfo=ZONE), tick=False)  # the fast day is 11/3


@pytest.fixture
def scene() -> Scene:
    made = a_scene()
    decide(made, date(2026, 1, 5))
    return made


@pytest.fixture
def focal(client: Client, scene: Scene) -> Client:
    """One whose work the fast day and the visits are."""
    client.force_login(person(Role.COMMUNE_FOCAL, agency=AgencyFactory(committee=True, unit=scene.unit)))
    return client


def page(scene: Scene) -> str:
    return f"/viec-tuan-nay/{scene.unit.code}/2026-W11/"


def sections(answer: Any) -> dict[str, tuple[str, list[str]]]:
    """By duty that has fields: its state, and the fields that are told to be wrong."""
    rows = [row for row in answer.context["rows"] if row.form is not None]
    return {row.duty.prefix: (row.state.state.value, list(row.form.errors)) for row in rows}


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_what_was_stored_is_said_and_shown_beside_what_was_refused(focal: Client, scene: Scene) -> None:
    answer = focal.post(page(scene), RIGHT_DAY | HALF_A_VISIT)
    assert (answer.status_code, FastDay.objects.count(), Outreach.objects.count()) == (422, 1, 0)
    assert told(answer) == ["Đã lưu. Ngày giải quyết nhanh: ngày 11/03/2026: đã ghi số liệu."]
    found = sections(answer)
    assert (found[DAY], found[VISIT]) == (("done", []), ("free", ["occasion", "way", "paper"]))
    assert answer.text.count("Phần này chưa được lưu.") == 1


def test_stored_section_knows_its_version_beside_a_refused_one(focal: Client, scene: Scene) -> None:
    """Sent again with the page as it came back, it is no second record."""
    answer = focal.post(page(scene), RIGHT_DAY | HALF_A_VISIT)
    form = next(row.form for row in answer.context["rows"] if row.duty.prefix == DAY)
    shown = {f"{DAY}-{name}": str(form[name].value()) for name in ("record", "version", "received", "returned")}
    focal.post(page(scene), shown | {f"{DAY}-returned": "6"})
    assert list(FastDay.objects.order_by("version").values_list("version", "returned")) == [(1, 5), (2, 6)]


def test_untouched_section_has_no_errors_beside_a_wrong_one(focal: Client, scene: Scene) -> None:
    answer = focal.post(page(scene), {f"{DAY}-received": "3", f"{DAY}-returned": ""} | UNTOUCHED_VISIT)
    found = sections(answer)
    assert (answer.status_code, found[DAY], found[VISIT]) == (422, ("due", ["returned"]), ("free", []))
    assert (told(answer), answer.text.count("Phần này chưa được lưu.")) == ([], 1)


def correction(scene: Scene, **values: str) -> dict[str, str]:
    """Another number in the section of the fast day, as its form shows what stands."""
    stands = FastDay.objects.standing().get()
    sent = {"record": str(stands.pk), "version": str(stands.version), "received": "6", "returned": "4"} | values
    return {f"{DAY}-{name}": value for name, value in sent.items()}


def test_number_of_the_same_day_is_mended_without_a_reason(focal: Client, scene: Scene) -> None:
    focal.post(page(scene), RIGHT_DAY)
    shown = focal.get(page(scene)).text
    answer = focal.post(page(scene), correction(scene))
    assert ("Lý do sửa" in shown, answer.status_code) == (False, 302)
    assert FastDay.objects.standing().get().reason == "Sửa ngay trong ngày trên trang việc tuần này"


def test_number_of_an_earlier_day_is_mended_with_the_reason_that_is_given(focal: Client, scene: Scene) -> None:
    hold(scene, date(2026, 3, 11), 6, 5)
    assert "Lý do sửa số đã ghi từ hôm trước" in focal.get(page(scene)).text
    refused = focal.post(page(scene), correction(scene, reason=""))
    assert (refused.status_code, sections(refused)[DAY][1]) == (422, ["reason"])
    assert focal.post(page(scene), correction(scene, reason="Đếm sót một hồ sơ")).status_code == 302
    now = FastDay.objects.standing().get()
    assert (now.returned, now.version, now.reason) == (4, 2, "Đếm sót một hồ sơ")


def test_reason_alone_stores_nothing(focal: Client, scene: Scene) -> None:
    hold(scene, date(2026, 3, 11), 6, 5)
    focal.post(page(scene), correction(scene, returned="5", reason="Đếm sót một hồ sơ"))
    assert FastDay.objects.count() == 1


def test_what_waits_stands_above_what_is_done(focal: Client, scene: Scene) -> None:
    def states() -> list[str]:
        return [row.state.state.value for row in focal.get(page(scene)).context["rows"]]

    order = ["late", "due", "coming", "enough", "done", "free"]
    before = states()
    focal.post(page(scene), RIGHT_DAY)
    after = states()
    assert [before, after] == [sorted(before, key=order.index), sorted(after, key=order.index)]
    assert (before.index("due"), after.count("due")) == (0, before.count("due") - 1)


def test_what_was_told_too_late_is_overdue_here_as_on_boards(client: Client, scene: Scene, time_machine: Any) -> None:
    hold(scene, date(2026, 3, 11), 6, 5, told=date(2026, 3, 18))
    time_machine.move_to(datetime(2026, 3, 18, 18, tzinfo=ZONE), tick=False)
    client.force_login(scene.officer)
    answer = client.get(page(scene))
    [row] = [one for one in answer.context["rows"] if one.duty.prefix == DAY]
    assert (row.state.state, row.state.counts_as, row.state.waits) == (State.DONE, State.LATE, False)
    assert "Quá hạn" in render_to_string("records/state_tag.html", {"row": row})
    told = [one.state.counts_as for one in answer.context["rows"]]
    assert answer.context["done"] == sum(one in (State.DONE, State.ENOUGH) for one in told)


def test_as_it_is_typed_it_says_which_part_was_stored(focal: Client, scene: Scene) -> None:
    answer = focal.post(page(scene), RIGHT_DAY | HALF_A_VISIT, headers={"HX-Request": "true"})
    assert "Đã lưu lúc 09:00: Ngày giải quyết nhanh." in " ".join(answer.text.split())
