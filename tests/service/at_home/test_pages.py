"""Pages of home service: asking without an account, following by the code, serving, numbers, work."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.service.at_home.scene import Scene, a_scene, announce, asked, public, served, step, typed
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.measures.figures import Ratio
from thanthien.measures.models import LateAcceptance
from thanthien.measures.queries import this_years_scope
from thanthien.notices.work import work_of
from thanthien.records.week import duties_now
from thanthien.service.at_home.measures import HOME_REQUESTS
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.permissions import MEASURE
from thanthien.service.at_home.queries import public_service
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, LATE = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


# --- Without an account ---


def test_person_asks_and_gets_a_code_that_opens_the_state(client: Client, scene: Scene) -> None:
    sent = client.post(public(scene), typed(client, public(scene)))
    assert sent.status_code == 200
    assert "no-store" in sent["Cache-Control"]
    code = sent.context["code"]
    assert code in sent.content.decode()
    request = HomeRequest.objects.get()
    assert (request.via, request.asked_on, request.unit) == ("web", TUESDAY, scene.unit)
    shown = client.post(reverse("home-follow"), {"code": code.lower()}).content.decode()
    assert "chờ hẹn ngày" in shown
    assert "Kín" not in shown


def test_form_sent_again_shows_the_same_code_and_stores_nothing(client: Client, scene: Scene) -> None:
    told = typed(client, public(scene))
    codes = [client.post(public(scene), told).context["code"] for _ in range(2)]
    assert codes[0] == codes[1]
    assert HomeRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "hỏi hàng xóm"}, "phone"),
        ({"name": ""}, "name"),
        ({"procedure": "other"}, "procedure_words"),
        ({"procedure": ""}, "procedure"),
        ({"why": "sốt cao"}, "why"),
        ({"wished_on": "01/03/2026"}, "wished_on"),
        ({"slip": "cũ"}, "__all__"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client: Client, scene: Scene, changes: Any, field: str) -> None:
    sent = client.post(public(scene), typed(client, public(scene), **changes))
    assert (sent.status_code, list(sent.context["form"].errors)) == (422, [field])
    assert sent.context["form"]["address"].value() == "Số 7 ngõ Kín"
    assert HomeRequest.objects.count() == 0


def test_form_that_was_open_too_long_is_sent_once_more(client: Client, scene: Scene, time_machine: Any) -> None:
    told = typed(client, public(scene))
    time_machine.move_to(datetime(2026, 3, 4, 9, tzinfo=ZONE), tick=False)
    again = client.post(public(scene), told).context["form"]
    assert again["slip"].value() != told["slip"]
    assert client.post(public(scene), told | {"slip": again["slip"].value()}).status_code == 200
    assert HomeRequest.objects.count() == 1


def test_one_browser_asks_only_so_often_and_a_neighbour_still_may(client: Client, scene: Scene) -> None:
    for _ in range(6):
        assert client.post(public(scene), typed(client, public(scene))).status_code == 200
    refused = client.post(public(scene), typed(client, public(scene)))
    assert (refused.status_code, HomeRequest.objects.count()) == (422, 6)
    assert "Hôm nay đã nhận nhiều lần gửi" in refused.content.decode()
    neighbour = Client()
    assert neighbour.post(public(scene), typed(neighbour, public(scene))).status_code == 200


def test_unit_without_the_room_has_no_page(client: Client, scene: Scene) -> None:
    scene.unit.rooms = {"service": [{"from": "2026-01-01", "on": False, "at": "2026-01-01T00:00:00+07:00"}]}
    scene.unit.save()
    assert client.get(public(scene)).status_code == 404
    assert client.get(reverse("home-service", args=["khong-co"])).status_code == 404


def test_public_page_tells_the_announcement_and_numbers(client: Client, scene: Scene) -> None:
    announce(scene, MONDAY, text="Đến nhà trong ngày.", phone="0225 9 999")
    page = client.get(public(scene)).content.decode()
    assert ("Đến nhà trong ngày." in page, "0225 9 999" in page, "chưa có đề nghị" in page) == (True, True, True)
    served(scene, MONDAY, MONDAY)
    told = client.get(public(scene)).context["told"]
    assert (told.asked, told.settled, told.on_time) == (1, 1, 1)
    strip = client.get(reverse("unit-page", args=[scene.unit.code])).content.decode()
    assert public(scene) in strip


def test_service_that_was_not_announced_has_its_doors_all_the_same(client: Client, scene: Scene) -> None:
    strip = client.get(reverse("unit-page", args=[scene.unit.code])).content.decode()
    assert (public(scene) in strip, reverse("home-follow") in strip, "chưa thông báo" in strip) == (True, True, True)


def test_public_numbers_let_count_what_a_body_let(client: Client, scene: Scene, time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 25, 9, tzinfo=ZONE), tick=False)
    request = asked(scene, MONDAY)
    step(scene, request, "visit", MONDAY, told=LATE, due_on=MONDAY)
    step(scene, request, "hand_over", MONDAY, told=LATE)
    told = client.get(public(scene)).context["told"]
    assert (told.settled, told.on_time) == (1, 0)
    body = person(Role.APPRAISER)
    LateAcceptance.objects.create(
        unit=scene.unit, measure=MEASURE, period="2026-03", accepted=True, by=body, reason="mất điện",
        agency_id=body.hats[0].agency_id,
    )  # fmt: skip
    told = client.get(public(scene)).context["told"]
    assert (told.settled, told.on_time) == (1, 1)


@pytest.mark.parametrize(
    ("days", "settled"), [({"valid_from": date(2026, 3, 5)}, 1), ({"valid_to": date(2026, 3, 31)}, 1), ({}, 2)]
)
def test_public_numbers_are_those_of_the_figure_in_a_year_of_which_the_unit_has_a_part(
    scene: Scene, time_machine: Any, days: dict[str, date], settled: int
) -> None:
    """One request is settled on the first day of March that works, one is missed in April."""
    served(scene, MONDAY, MONDAY)
    asked(scene, date(2026, 3, 30))
    time_machine.move_to(datetime(2026, 4, 20, 9, tzinfo=ZONE), tick=False)
    Unit.objects.filter(pk=scene.unit.pk).update(**days)
    told = public_service(scene.unit)
    figure = HOME_REQUESTS.answer(this_years_scope([scene.unit.pk]))[scene.unit.pk].figure
    assert told is not None
    assert figure == Ratio(Decimal(told.on_time), Decimal(told.settled))
    assert told.settled == settled


def follow(client: Client, **sent: Any) -> Any:
    return client.post(reverse("home-follow"), {"code": CODE} | sent)


def test_person_moves_once_and_withdraws_by_the_code(client: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY, code=CODE)
    steps = [step.name for step, _ in follow(client).context["forms"]]
    assert steps == ["move", "withdraw"]
    wrong = follow(client, step="move", version="1", day="04/03/2026")
    assert wrong.status_code == 422
    moved = follow(client, step="move", version="1", day="12/03/2026")
    assert [step.name for step, _ in moved.context["forms"]] == ["withdraw"]
    stale = follow(client, step="withdraw", version="1", reason="came")
    assert stale.status_code == 409
    gone = follow(client, step="withdraw", version="2", reason="came")
    assert (gone.status_code, gone.context["forms"]) == (200, [])
    request.refresh_from_db()
    assert (request.status, list(HomeStep.objects.values_list("actor", flat=True))) == ("withdrawn", ["citizen"] * 2)


def test_person_takes_no_step_of_the_unit(client: Client, scene: Scene) -> None:
    asked(scene, MONDAY, code=CODE)
    assert follow(client, step="visit", version="1", day="03/03/2026", due_on="03/03/2026").status_code == 200
    assert HomeStep.objects.count() == 0


@pytest.mark.parametrize("code", ["", "K7QM", "K7QM-2XRD-9FHA-C3WU"])
def test_wrong_code_tells_nothing(client: Client, scene: Scene, code: str) -> None:
    asked(scene, MONDAY, code=CODE)
    answer = client.post(reverse("home-follow"), {"code": code})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code"])


# --- Serving ---


def test_officer_enters_by_phone_and_reads_the_code_out(officer: Client, scene: Scene) -> None:
    address = reverse("home-enter", args=[scene.unit.code])
    told = typed(officer, address, via="phone", asked_on="02/03/2026", hamlet=str(scene.hamlet.pk))
    answer = officer.post(address, told)
    assert answer.context["code"] in answer.content.decode()
    made = HomeRequest.objects.get()
    assert (made.via, made.asked_on, made.hamlet, made.entered_by) == ("phone", MONDAY, scene.hamlet, scene.officer)


def test_head_of_thon_enters_and_sees_the_own_requests_alone(client: Client, scene: Scene) -> None:
    head = person(Role.VILLAGE_HEAD, agency=AgencyFactory(committee=True, unit=scene.unit))
    head.memberships.update(hamlet=scene.hamlet)
    asked(scene, MONDAY)
    client.force_login(head)
    address = reverse("home-enter", args=[scene.unit.code])
    form = client.get(address).context["form"]
    assert "via" not in form.fields
    assert [value for value, _ in form.fields["hamlet"].choices] == [str(scene.hamlet.pk)]
    client.post(address, typed(client, address, asked_on="03/03/2026", hamlet=str(scene.hamlet.pk)))
    file = client.get(f"{reverse('home-requests')}?tai=csv").getvalue().decode()
    assert ("trưởng thôn, tổ trưởng ghi thay" in file, file.count("PV-")) == (True, 1)
    own = HomeRequest.objects.get(via="village")
    assert client.get(reverse("home-request", args=[own.pk])).status_code == 200
    assert client.get(reverse("home-request", args=[HomeRequest.objects.get(via="phone").pk])).status_code == 404
    assert client.get(reverse("home-step", args=[own.pk, "visit"])).status_code == 404


def test_officer_takes_the_steps_of_the_table(officer: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    page = officer.get(reverse("home-request", args=[request.pk]))
    assert [one.name for one in page.context["steps"]] == ["plan", "visit", "move", "withdraw", "refuse"]
    sent = officer.post(
        reverse("home-step", args=[request.pk, "visit"]),
        {"version": "1", "day": "03/03/2026", "due_on": "05/03/2026"},
    )
    assert sent.status_code == 302
    request.refresh_from_db()
    assert (request.status, request.version) == ("visited", 2)
    wrong = officer.post(reverse("home-step", args=[request.pk, "hand_over"]), {"version": "2", "day": "02/03/2026"})
    assert list(wrong.context["form"].errors) == ["day"]
    assert officer.get(reverse("home-step", args=[request.pk, "plan"])).context["page"].problems != ()
    assert officer.get(reverse("home-step", args=[request.pk, "reopen"])).status_code == 404


def test_reason_shows_to_a_body(client: Client, scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "refuse", TUESDAY, reason="can_travel", note="đã gặp tại Trung tâm")
    client.force_login(person(Role.APPRAISER))
    page = client.get(reverse("home-request", args=[request.pk])).content.decode()
    assert ("người đề nghị đi lại được" in page, "đã gặp tại Trung tâm" in page) == (True, True)


def test_numbers_are_by_month_of_the_own_unit(officer: Client, scene: Scene) -> None:
    served(scene, MONDAY, MONDAY)
    asked(a_scene(), MONDAY)
    file = officer.get(f"{reverse('home-numbers')}?tai=csv").getvalue().decode("utf-8-sig").splitlines()
    assert file[1].startswith(f"{scene.unit.name},") or file[1].startswith(f'"{scene.unit.name}')
    assert len(file) == 2
    assert file[1].split(",")[2:] == ["1", "1", "0", "0", "0"]


# --- What waits ---


def test_open_requests_are_work_with_their_last_day(scene: Scene) -> None:
    first = asked(scene, MONDAY)
    second = asked(scene, MONDAY)
    step(scene, second, "visit", TUESDAY, due_on=date(2026, 3, 4))
    own = [(one.title, one.due) for one in work_of(scene.officer) if one.key.startswith("service.home_request:")]
    assert own == [("Trả kết quả tại nhà", date(2026, 3, 4)), ("Đến phục vụ tại nhà", date(2026, 3, 5))]
    assert first.label in " ".join(one.what for one in work_of(scene.officer))


def test_week_says_how_many_wait_and_whether_the_service_was_announced(scene: Scene, time_machine: Any) -> None:
    def told() -> list[tuple[str, str]]:
        ((_, duties),) = duties_now(scene.officer)
        return [(str(one.state.state), one.state.words) for one in duties
                if one.duty.key == "service.home_requests" and one.period.first == MONDAY]  # fmt: skip

    assert told() == [("due", "chưa thông báo công khai dịch vụ")]
    announce(scene, MONDAY)
    assert told() == [("done", "không có đề nghị nào đang mở")]
    asked(scene, MONDAY)
    assert told() == [("due", "1 đề nghị đang mở, 1 đến hạn trong tuần")]
    time_machine.move_to(datetime(2026, 3, 6, 9, tzinfo=ZONE), tick=False)
    assert told() == [("due", "1 đề nghị đang mở, 1 đến hạn trong tuần, 1 quá hạn")]


def test_list_asks_the_same_statements_for_one_and_for_three(officer: Client, scene: Scene) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            step(scene, asked(scene, MONDAY), "plan", MONDAY, who="A", day=date(2026, 3, 4))
        officer.get(reverse("home-requests"))
        with CaptureQueriesContext(connection) as caught:
            officer.get(reverse("home-requests"))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_body_chooses_a_unit_and_what_is_late(client: Client, scene: Scene, time_machine: Any) -> None:
    """Late is what waits past its day and what was served after it; the unit stands in each row."""
    served(scene, MONDAY, MONDAY)
    late, elsewhere = asked(scene, MONDAY), asked(a_scene(), MONDAY)
    time_machine.move_to(datetime(2026, 3, 20, 9, tzinfo=ZONE), tick=False)
    client.force_login(person(Role.APPRAISER))

    def found(query: str) -> list[str]:
        page = client.get(f"{reverse('home-requests')}?{query}")
        return [row.request.label for row in page.context["table"].rows]

    assert found("qua_han=on") == [elsewhere.label, late.label]
    assert found(f"qua_han=on&don_vi={scene.unit.code}") == [late.label]
    (unit,) = [one for one in client.get(reverse("home-requests")).context["table"].table.values if one.key == "don-vi"]
    assert not unit.roomy
