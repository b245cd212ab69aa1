"""Pages of officials: read from top to bottom, each thing done by one form, contacts by a noted look."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import ANSWER, CONTACT, TEXT, Scene, a_scene, answered, own_step, step, told
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.models import Look
from thanthien.feedback.models import Feedback
from thanthien.feedback.workflow import Status

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 20, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def officer(client: Client, scene: Scene) -> Client:
    client.force_login(scene.officer)
    return client


def page(client: Client, row: Feedback) -> str:
    return client.get(reverse("feedback-one", args=[row.pk])).content.decode()


def steps_on(client: Client, row: Feedback) -> list[str]:
    return [one.name for one in client.get(reverse("feedback-one", args=[row.pk])).context["steps"]]


def sent(client: Client, row: Feedback, name: str, **typed: Any) -> Any:
    version = Feedback.objects.get(pk=row.pk).version
    return client.post(reverse("feedback-step", args=[row.pk, name]), {"version": version} | typed)


def test_matter_is_read_with_what_was_said_and_without_who_said_it(officer: Client, scene: Scene) -> None:
    text = page(officer, told(scene, MONDAY))
    assert [part in text for part in (TEXT, "ngõ Kín", CONTACT["name"], CONTACT["phone"])] == [True, True, False, False]
    assert Look.objects.count() == 0


def test_contact_is_shown_by_a_button_and_the_look_is_noted(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    text = officer.post(reverse("feedback-contact", args=[row.pk])).content.decode()
    assert (CONTACT["name"] in text, CONTACT["phone"] in text) == (True, True)
    (look,) = Look.objects.all()
    assert (look.shelf, look.words, look.place, look.by) == (
        "feedback.contact",
        row.label,
        scene.unit.pk,
        scene.officer,
    )
    assert officer.post(reverse("feedback-contact", args=[told(scene, MONDAY, contact={}).pk])).status_code == 404


def test_what_can_be_done_follows_the_table(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    assert steps_on(officer, row) == ["assign", "sort", "ask", "draft", "forward", "legal", "quarantine"]
    told(scene, TUESDAY)
    assert "join" in steps_on(officer, row)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    assert steps_on(officer, row) == ["draft", "legal", "quarantine"]
    officer.force_login(scene.chair)
    assert steps_on(officer, row) == ["draft", "answer", "close", "back", "legal", "quarantine"]


def test_answer_is_drafted_approved_and_made_public_by_forms(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    shown = officer.get(reverse("feedback-step", args=[row.pk, "draft"]))
    assert TEXT in shown.content.decode()
    assert shown.context["form"]["signer"].value().startswith("Chủ tịch Ủy ban nhân dân")
    assert sent(officer, row, "draft", **ANSWER).status_code == 302
    officer.force_login(scene.chair)
    assert sent(officer, row, "answer", looked="on").status_code == 302
    done = Feedback.objects.get(pk=row.pk)
    assert (done.status, done.answered_on, done.published_at is not None) == (Status.ANSWERED, FRIDAY, True)


def test_answer_without_the_tick_is_not_public_and_publishing_asks_for_it(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, TUESDAY)
    client.force_login(scene.chair)
    assert Feedback.objects.get(pk=row.pk).published_at is None
    assert sent(client, row, "publish").status_code == 422
    assert sent(client, row, "publish", looked="on").status_code == 302
    assert Feedback.objects.published().count() == 1


def test_refusal_stands_at_its_field_and_what_was_typed_is_kept(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    answer = sent(officer, row, "draft", **ANSWER | {"text": "Đã gọi 0912 345 678"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])
    assert "Đã gọi 0912 345 678" in answer.content.decode()


def test_page_that_is_behind_says_what_stands_now(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    answer = officer.post(reverse("feedback-step", args=[row.pk, "ask"]), {"version": 1, "note": "Ở đoạn nào ạ?"})
    assert answer.status_code == 409
    assert "đang xử lý" in answer.content.decode()


def test_matter_of_the_legal_lane_is_gone_for_the_unit_and_for_who_watches(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    answer = sent(officer, row, "legal", note="Tố cáo cán bộ")
    assert (answer.status_code, answer.url) == (302, reverse("feedback-list"))
    address, lists = reverse("feedback-one", args=[row.pk]), reverse("feedback-list")
    for who in (scene.officer, scene.chair, person(Role.CITY_OFFICER), person(Role.APPRAISER), person(Role.AUDITOR)):
        officer.force_login(who)
        assert officer.get(address).status_code == 404
        assert row.label not in officer.get(lists).content.decode()
    officer.force_login(scene.inspector)
    text = page(officer, row)
    assert (TEXT in text, "Đọc nội dung" in text) == (False, True)
    assert TEXT in officer.post(reverse("feedback-read", args=[row.pk])).content.decode()
    assert [(look.shelf, look.by) for look in Look.objects.all()] == [("feedback.text", scene.inspector)]


def test_who_of_the_body_also_works_in_a_unit_does_not_see_the_lane(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY, topic="khieu-nai-to-cao")
    person_of_both = scene.inspector
    person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True)).memberships.update(user=person_of_both)
    client.force_login(person_of_both)
    assert client.get(reverse("feedback-one", args=[row.pk])).status_code == 404


def test_suspected_secret_is_seen_by_nobody_unless_a_body_is_named(client: Client, scene: Scene, settings: Any) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")
    address = reverse("feedback-one", args=[row.pk])
    keeper = person(Role.APPRAISER, agency=AgencyFactory(code="cong-an"))
    answers = []
    for who in (scene.chair, scene.inspector, keeper):
        client.force_login(who)
        answers.append(client.get(address).status_code)
    settings.FEEDBACK_SECRET_BODY = "cong-an"
    assert (answers, client.get(address).status_code) == ([404, 404, 404], 200)
    assert TEXT in client.post(reverse("feedback-read", args=[row.pk])).content.decode()


def test_who_only_watches_reads_no_words(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    for who in (person(Role.CITY_OFFICER), person(Role.COMMUNE_PARTY, agency=scene.committee)):
        client.force_login(who)
        text = page(client, row)
        assert (TEXT in text, "Chỉ người xử lý của đơn vị đọc được nội dung" in text) == (False, True)
        assert client.post(reverse("feedback-contact", args=[row.pk])).status_code == 404


def test_near_ones_are_suggested_by_topic_place_and_day_and_joined(officer: Client, scene: Scene) -> None:
    row, same = told(scene, MONDAY), told(scene, TUESDAY)
    told(scene, MONDAY, topic="dat-dai")
    told(scene, MONDAY, hamlet=None)
    told(scene, MONDAY, topic="khieu-nai-to-cao")
    told(a_scene(), MONDAY)
    assert officer.get(reverse("feedback-one", args=[row.pk])).context["near"] == [same]
    assert sent(officer, same, "join", joined_to=row.pk).status_code == 302
    assert same.label in page(officer, row)
    assert Feedback.objects.get(pk=same.pk).joined_to == row


def test_register_is_narrowed_and_goes_into_files_without_a_word(officer: Client, scene: Scene) -> None:
    late, mine = told(scene, MONDAY), told(scene, date(2026, 3, 18))
    step(scene, mine, "assign", date(2026, 3, 18), assigned=scene.officer.pk)
    done = answered(scene, MONDAY, TUESDAY)
    address = reverse("feedback-list")

    def found(query: str) -> list[str]:
        text = officer.get(f"{address}?tai=csv&{query}").getvalue().decode("utf-8-sig")
        assert (TEXT in text, CONTACT["name"] in text) == (False, False)
        return [line[0] for line in list(csv.reader(io.StringIO(text)))[1:] if line]

    assert found("") == [mine.label, done.label, late.label]
    assert found("qua_han=on") == [late.label]
    assert found("cua_toi=on") == [mine.label]
    assert found("cho=on") == [mine.label, late.label]
    assert found("trang_thai=answered") == [done.label]
    assert "Quá hạn: 1" in officer.get(address).content.decode()


def test_opened_again_it_says_so(officer: Client, scene: Scene) -> None:
    code = "K7QM-2XRD-9FHA-C3WT"
    row = answered(scene, MONDAY, TUESDAY, code=code)
    own_step(code, row, "again", date(2026, 3, 4))
    assert "người gửi đề nghị xem lại" in page(officer, row)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_few_statements(
    officer: Client, scene: Scene, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [told(scene, MONDAY) for _ in range(count)]
    for row in rows:
        step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    officer.get(reverse("feedback-list"))
    with django_assert_max_num_queries(10):
        officer.get(reverse("feedback-list"))
    with django_assert_max_num_queries(12):
        officer.get(reverse("feedback-one", args=[rows[0].pk]))
    with django_assert_max_num_queries(8):
        officer.get(reverse("feedback-numbers"))
