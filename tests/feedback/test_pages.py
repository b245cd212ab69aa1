"""Pages of officials: read from top to bottom, each thing done by one form, contacts by a noted look."""

import csv
import io
import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.feedback.scene import ANSWER, CONTACT, TEXT, Scene, a_scene, answered, at, own_step, step, told
from tests.feedback.scene import sent as a_sending
from thanthien.accounts.roles import Role
from thanthien.core.clock import ZONE
from thanthien.core.private.models import Look
from thanthien.feedback.actions import receive
from thanthien.feedback.enums import Via
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import signers_of
from thanthien.feedback.tables import state_words
from thanthien.feedback.workflow import Status

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20)
QUESTION = "Đèn hỏng ở đầu ngõ hay cuối ngõ?"


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


def signed(scene: Scene) -> dict[str, str]:
    """The answer by one of the offices that the form offers."""
    return ANSWER | {"signer": signers_of(scene.unit)[0]}


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
    step(scene, row, "assign", TUESDAY, assigned=scene.officer.pk)
    assert steps_on(officer, row)[:2] == ["draft", "assign"]  # what was given to the person they answer
    step(scene, row, "draft", TUESDAY, **ANSWER)
    assert steps_on(officer, row) == ["draft", "legal", "quarantine"]
    officer.force_login(scene.chair)
    assert steps_on(officer, row) == ["answer", "draft", "close", "back", "legal", "quarantine"]


def test_answer_is_drafted_approved_and_made_public_by_forms(officer: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    shown = officer.get(reverse("feedback-step", args=[row.pk, "draft"]))
    assert TEXT in shown.content.decode()
    assert shown.context["form"]["signer"].value().startswith("Chủ tịch Ủy ban nhân dân")
    assert sent(officer, row, "draft", **signed(scene)).status_code == 302
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
    answer = sent(officer, row, "draft", **signed(scene) | {"text": "Đã gọi 0912 345 678"})
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


def watchers(scene: Scene) -> list[Any]:
    return [person(Role.CITY_OFFICER), person(Role.COMMUNE_PARTY, agency=scene.committee)]


def test_who_reads_no_words_reads_none_of_the_steps_either(client: Client, scene: Scene) -> None:
    row = step(scene, told(scene, MONDAY), "ask", TUESDAY, note=QUESTION)
    for who, reads in ((scene.officer, True), *((one, False) for one in watchers(scene))):
        client.force_login(who)
        text = page(client, row)
        assert ("Hỏi thêm người gửi" in text, QUESTION in text) == (True, reads)


def test_what_was_typed_in_a_lane_is_read_by_the_button(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    step(scene, row, "legal", TUESDAY, note=QUESTION)
    client.force_login(scene.inspector)
    button = client.post(reverse("feedback-read", args=[row.pk])).content.decode()
    assert (QUESTION in page(client, row), QUESTION in button) == (False, True)


def test_minute_of_a_sending_is_for_who_reads_it(client: Client, scene: Scene) -> None:
    code = "K7QM-2XRD-9FHA-C3WT"
    row = told(scene, MONDAY, code=code)
    own_step(code, row, "withdraw", TUESDAY)
    for who, reads in ((scene.officer, True), *((one, False) for one in watchers(scene))):
        client.force_login(who)
        file = client.get(f"{reverse('feedback-list')}?tai=csv&cho=").getvalue().decode("utf-8-sig")
        text = page(client, row)
        assert ["09:00" in text, "10:00" in text, "02/03/2026 09:00" in file, "10:00" in file] == [reads] * 4
        assert "02/03/2026" in text


def test_minute_of_what_the_unit_or_a_system_handed_in_is_for_who_reads_it_too(client: Client, scene: Scene) -> None:
    """Numbers follow one another, so the minutes of the matters before and after one would tell its own."""
    with at(MONDAY):
        (handed,) = receive([a_sending(scene, MONDAY, via=Via.IMPORT, source="tong-dai:77")], by=None)
    rows = [handed, told(scene, MONDAY, via=Via.PHONE, by=scene.officer)]
    for who, reads in ((scene.officer, True), *((one, False) for one in watchers(scene))):
        client.force_login(who)
        file = client.get(f"{reverse('feedback-list')}?tai=csv&cho=").getvalue().decode("utf-8-sig")
        assert ["09:00" in page(client, row) for row in rows] == [reads] * 2
        assert file.count("02/03/2026 09:00") == (2 if reads else 0)


def test_all_that_is_signed_stands_on_the_page_that_asks_for_it(client: Client, scene: Scene) -> None:
    row = step(scene, told(scene, MONDAY), "draft", TUESDAY, **ANSWER)
    client.force_login(scene.chair)
    for name in ("answer", "publish"):
        text = client.get(reverse("feedback-step", args=[row.pk, name])).content.decode()
        assert [words in text for words in (TEXT, "ngõ Kín", *ANSWER.values())] == [True] * 5
        step(scene, row, "answer", TUESDAY) if name == "answer" else None


@pytest.mark.parametrize("name", ["legal", "quarantine", "join", "assign", "spam"])
def test_what_was_said_stands_beside_every_step(client: Client, scene: Scene, name: str) -> None:
    row = told(scene, MONDAY)
    client.force_login(scene.chair)
    assert TEXT in client.get(reverse("feedback-step", args=[row.pk, name])).content.decode()


def test_who_puts_back_reads_by_the_button_alone(client: Client, scene: Scene) -> None:
    row = step(scene, told(scene, MONDAY), "spam", TUESDAY, note="Quảng cáo")
    client.force_login(person(Role.CITY_OFFICER))
    assert TEXT not in client.get(reverse("feedback-step", args=[row.pk, "reopen"])).content.decode()


def test_one_to_join_is_told_by_number_day_and_how_it_begins(client: Client, scene: Scene) -> None:
    row, other = told(scene, MONDAY), told(scene, TUESDAY, text=" ".join(f"từ{n}" for n in range(20)))
    client.force_login(scene.officer)
    text = client.get(reverse("feedback-step", args=[row.pk, "join"])).content.decode()
    assert f"{other.label}, 03/03/2026, mới tiếp nhận: từ0 từ1" in text
    assert ("từ11…" in text, "từ12" in text) == (True, False)


def test_after_a_step_what_waits_next_is_offered_by_its_day(client: Client, scene: Scene) -> None:
    late, soon, mine = told(scene, date(2026, 3, 6)), told(scene, TUESDAY), told(scene, MONDAY, topic="dat-dai")
    for row in (late, soon, mine):
        step(scene, row, "draft", FRIDAY, **ANSWER)
    told(scene, MONDAY)
    client.force_login(scene.chair)
    answer = client.post(reverse("feedback-step", args=[mine.pk, "answer"]), {"version": 2}, follow=True)
    assert answer.context["following"] == soon
    assert reverse("feedback-step", args=[soon.pk, "answer"]) in answer.content.decode()
    client.force_login(scene.officer)
    step(scene, told(scene, date(2026, 3, 19)), "assign", FRIDAY, assigned=scene.officer.pk)
    given = Feedback.objects.get(assigned=scene.officer)
    asked = told(scene, MONDAY)
    for name, more in (("assign", {"assigned": scene.officer.pk}), ("ask", {"note": "Ở ngõ nào?"})):
        step(scene, asked, name, TUESDAY, **more)
    after = client.get(reverse("feedback-one", args=[late.pk]) + "?xong=on")
    assert after.context["following"] == given
    assert client.get(reverse("feedback-one", args=[late.pk])).context["following"] is None


def test_result_is_made_public_or_taken_down_as_it_stands(client: Client, scene: Scene) -> None:
    row = answered(scene, MONDAY, TUESDAY)
    client.force_login(scene.chair)
    before = steps_on(client, row)
    step(scene, row, "publish", TUESDAY, looked=True)
    found = [[name in names for name in ("publish", "take_down")] for names in (before, steps_on(client, row))]
    assert found == [[True, False], [False, True]]


def test_result_past_its_day_of_publishing_is_told_as_late(client: Client, scene: Scene, time_machine: Any) -> None:
    row, told_on = answered(scene, MONDAY, TUESDAY), []
    for day in (10, 11):
        time_machine.move_to(datetime(2026, 3, day, 9, tzinfo=ZONE), tick=False)
        client.force_login(scene.chair)
        told_on += re.findall(r"chưa công khai, [^<,]*", page(client, row))
    assert told_on == ["chưa công khai, hạn 10/03/2026", "chưa công khai, quá hạn 1 ngày làm việc (hạn 10/03/2026)"]


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

    assert found("cho=") == [mine.label, done.label, late.label]
    assert found("qua_han=on") == [late.label]
    assert found("cua_toi=on") == [mine.label]
    assert found("cho=on") == [late.label, mine.label] == found("")
    assert found("trang_thai=answered") == [done.label]
    assert "Quá hạn: 1" in officer.get(address).content.decode()


def test_who_works_on_it_opens_what_waits_by_its_day_and_others_all(client: Client, scene: Scene) -> None:
    soon, late = told(scene, date(2026, 3, 18)), told(scene, MONDAY)
    urgent = step(scene, told(scene, FRIDAY), "sort", FRIDAY, topic="dat-dai", kind="urgent", note="Sạt lở")
    done = answered(scene, MONDAY, TUESDAY)

    def shown(address: str = "") -> list[Feedback]:
        table = client.get(reverse("feedback-list") + address).context["table"].table
        return [case.row for case in table.prepare(list(table.members()))]

    client.force_login(scene.officer)
    waiting = [late, urgent, soon]
    assert (shown(), shown("?trang=1"), shown("?cho=")) == (waiting, waiting, [urgent, soon, done, late])
    text = client.get(reverse("feedback-list")).content.decode()
    assert ("mới tiếp nhận, khẩn" in text, "mới tiếp nhận, quá hạn 4 ngày làm việc" in text) == (True, True)
    client.force_login(person(Role.CITY_OFFICER))
    assert len(shown()) == 4


def test_filters_stand_open_for_what_the_address_says_and_not_for_what_the_register_opens_with(
    officer: Client,
) -> None:
    def stands_open(address: str) -> bool:
        return bool(officer.get(reverse("feedback-list") + address).context["table"].is_refined)

    asked = ("", "?trang=1", "?cho=", "?cho=on", "?linh_vuc=duong-sa", "?xep=han")
    assert [stands_open(one) for one in asked] == [False, False, False, True, True, True]


def test_opened_again_it_says_so(officer: Client, scene: Scene) -> None:
    code = "K7QM-2XRD-9FHA-C3WT"
    row = answered(scene, MONDAY, TUESDAY, code=code)
    own_step(code, row, "again", date(2026, 3, 4))
    assert "người gửi đề nghị xem lại" in page(officer, row)


def test_opened_again_it_stands_first_of_those_of_its_day_and_is_not_called_new(officer: Client, scene: Scene) -> None:
    code, day = "K7QM-2XRD-9FHA-C3WT", date(2026, 3, 4)
    row = answered(scene, MONDAY, TUESDAY, code=code)
    others = [told(scene, day), told(scene, day)]
    earlier = told(scene, TUESDAY)
    own_step(code, row, "again", day)
    found = list(officer.get(reverse("feedback-list")).context["table"].rows)
    assert [case.row for case in found] == [earlier, row, *others]
    assert [case.stage_words for case in found[1:3]] == ["đề nghị xem lại", "mới tiếp nhận"]
    assert "đề nghị xem lại" in state_words(found[1])
    assert [case.asks_again for case in found] == [False, True, False, False]
    step(scene, row, "assign", day, assigned=scene.officer.pk)
    assert "đang xử lý" in state_words(list(officer.get(reverse("feedback-list")).context["table"].rows)[1])


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


def test_session_that_ended_keeps_what_was_typed_under_the_labels_of_the_form(client: Client, scene: Scene) -> None:
    row = told(scene, MONDAY)
    text = sent(client, row, "draft", **signed(scene)).content.decode()
    labels = re.findall(r"<dt>(.*?)</dt>", text)
    assert labels == ["Tóm tắt phản ánh để công khai", "Nội dung trả lời", "Chức vụ người ký trả lời"]
    assert 'name="version" value="1"' in text
