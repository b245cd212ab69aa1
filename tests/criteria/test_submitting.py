"""From a draft to its issue: who submits, who gives it back, what a change does to it, and what the history keeps."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.criteria.test_editor_actions import changed
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.criteria.actions import import_draft, issue, send_back, submit
from thanthien.criteria.definition_io import canonical_sha256
from thanthien.criteria.editor.places import Part
from thanthien.criteria.models import CriteriaSet, SetContent
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db
LIST = "/bo-tieu-chi/"
DAY = date(2026, 1, 15)


def submitted(draft: CriteriaSet, note: str = "") -> CriteriaSet:
    return submit(by=person(Role.CITY_OFFICER), set_id=draft.pk, note=note, seen=draft.sha256)


def refusal(act: Any) -> list[str]:
    with pytest.raises(Refused) as error:
        act()
    return error.value.problems


def titles(user: User) -> list[str]:
    return [one.title for one in work_of(user) if one.key.startswith("criteria.")]


def in_browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_draft_goes_from_the_officer_to_the_head_who_issues_it() -> None:
    officer, head = person(Role.CITY_OFFICER), person(Role.CITY_HEAD)
    draft = import_draft(by=officer, text=reference_text(draft_set().version + 1))
    before = titles(head)
    client = in_browser(officer)
    form = client.get(f"{LIST}{draft.pk}/trinh-ban-hanh/").context["form"]
    answer = client.post(f"{LIST}{draft.pk}/trinh-ban-hanh/", {"seen": form["seen"].value(), "note": "Đã họp"})
    draft.refresh_from_db()
    shown = client.get(answer.headers["Location"]).content.decode()
    assert (answer.status_code, draft.submitted_by, draft.submit_note) == (302, officer, "Đã họp")
    assert ("Đang chờ lãnh đạo cơ quan thường trực ban hành" in shown, "Dự thảo đã trình ban hành" in shown) == (
        True,
        True,
    )
    assert (before, titles(head), titles(officer)) == ([], ["Ban hành hoặc trả lại bộ tiêu chí đã trình"], [])
    issued = issue(by=head, set_id=draft.pk, decision_number="15", decision_date=DAY, seen=draft.sha256)
    assert (issued.status, issued.submitted_by, titles(head)) == ("issued", officer, [])


def test_unsound_draft_is_not_submitted_and_its_problems_are_told() -> None:
    draft = changed(draft_set(), Part.LEVEL, "1", total_at_least="75%")
    page = in_browser(person(Role.CITY_OFFICER)).get(f"{LIST}{draft.pk}/trinh-ban-hanh/").context["page"]
    assert page.problems == ["Mức độ 2: Không được thấp hơn mức liền dưới (75%)."]
    assert refusal(lambda: submitted(draft)) == ["Không được thấp hơn mức liền dưới (75%)."]


def test_head_gives_it_back_with_a_reason_and_its_writer_sees_it() -> None:
    officer, head = person(Role.CITY_OFFICER), person(Role.CITY_HEAD)
    draft = import_draft(by=officer, text=reference_text(draft_set().version + 1))
    submit(by=officer, set_id=draft.pk, note="Gấp", seen=draft.sha256)
    client = in_browser(head)
    address = f"{LIST}{draft.pk}/tra-lai/"
    empty = client.post(address, {"seen": draft.sha256, "reason": " "})
    answer = client.post(address, {"seen": draft.sha256, "reason": "Thiếu mốc"})
    draft.refresh_from_db()
    assert (empty.status_code, list(empty.context["form"].errors), answer.status_code) == (422, ["reason"], 302)
    assert (draft.submitted_at, draft.submit_note, draft.returned_by, draft.return_reason) == (
        None, "", head, "Thiếu mốc",
    )  # fmt: skip
    assert (titles(officer), titles(head)) == (["Sửa bộ tiêu chí được trả lại"], [])
    assert "Thiếu mốc" in in_browser(officer).get(f"{LIST}{draft.pk}/").content.decode()
    again = submit(by=officer, set_id=draft.pk, note="", seen=draft.sha256)
    assert (again.returned_at, again.return_reason, titles(officer)) == (None, "", [])


def test_change_of_a_submitted_draft_takes_it_back_and_pages_say_so_before() -> None:
    draft = submitted(draft_set(), "Gấp")
    client, told = in_browser(person(Role.CITY_OFFICER)), "Lưu thay đổi là rút lại việc trình"
    pages = ["sua/muc-do/1", "them/muc-do/bo-tieu-chi", "bo/muc-do/4"]
    said = [told in client.get(f"{LIST}{draft.pk}/{one}/").content.decode() for one in pages]
    now = changed(draft, Part.LEVEL, "1", title="Mức một")
    assert (said, now.submitted_at, now.submitted_by, now.submit_note) == ([True] * 3, None, None, "")


def test_saving_the_same_again_leaves_it_submitted() -> None:
    draft = submitted(draft_set())
    assert changed(draft, Part.LEVEL, "1").submitted_at == draft.submitted_at


def test_head_issues_what_was_submitted_or_what_the_head_saved_last() -> None:
    head, draft = person(Role.CITY_HEAD), draft_set()

    def issued() -> CriteriaSet:
        return issue(by=head, set_id=draft.pk, decision_number="15", decision_date=DAY)

    assert refusal(issued) == [f"Dự thảo do {draft.saved_by.full_name} sửa lần cuối, chưa được trình ban hành."]
    changed(draft, Part.LEVEL, "1", by=head, title="Mức một")
    assert issued().status == "issued"


def test_what_changed_since_it_was_seen_is_neither_submitted_issued_nor_given_back() -> None:
    head, draft = person(Role.CITY_HEAD), draft_set()
    seen = draft.sha256
    draft = changed(draft, Part.LEVEL, "1", title="Mức một")
    acts: list[Any] = [lambda: submit(by=head, set_id=draft.pk, note="", seen=seen)]
    acts.append(lambda: send_back(by=head, set_id=submitted(draft).pk, reason="Thiếu", seen=seen))
    acts.append(lambda: issue(by=head, set_id=draft.pk, decision_number="15", decision_date=DAY, seen=seen))
    for act in acts:
        with pytest.raises(Stale):
            act()


def test_stale_page_of_issuing_asks_again() -> None:
    draft, client = submitted(draft_set()), in_browser(person(Role.CITY_HEAD))
    sent = {"seen": "khac", "decision_number": "15", "decision_date": "15/01/2026", "ban_hanh": "1"}
    answer = client.post(f"{LIST}{draft.pk}/ban-hanh/", sent)
    draft.refresh_from_db()
    assert (answer.status_code, answer.context["form"]["seen"].value(), draft.status) == (422, draft.sha256, "draft")


def test_what_is_not_submitted_is_not_given_back_and_nothing_is_submitted_twice() -> None:
    draft, head = draft_set(), person(Role.CITY_HEAD)
    idle = "Dự thảo này không còn chờ ban hành. Vui lòng mở lại trang của bộ tiêu chí."
    assert refusal(lambda: send_back(by=head, set_id=draft.pk, reason="x", seen=draft.sha256)) == [idle]
    submitted(draft)
    assert refusal(lambda: submitted(draft)) == ["Dự thảo này đã được trình ban hành."]
    with pytest.raises(Invalid):
        send_back(by=head, set_id=draft.pk, reason=" ", seen=draft.sha256)
    issued = issued_set(reference_text(2))
    assert refusal(lambda: submitted(issued)) == ["Bộ tiêu chí này đã được ban hành."]


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.CITY_LEADER, Role.CITY_OFFICER])
def test_others_neither_submit_nor_give_back(role: Role) -> None:
    draft, other = submitted(draft_set()), person(role)
    kept = ["Anh/chị không có quyền với bộ tiêu chí."]
    assert refusal(lambda: send_back(by=other, set_id=draft.pk, reason="x", seen=draft.sha256)) == kept
    if role != Role.CITY_OFFICER:
        assert refusal(lambda: submit(by=other, set_id=draft.pk, note="", seen=draft.sha256)) == kept
        assert titles(other) == []


# --- What the database keeps ------------------------------------------------------------------------------------------


def refused_by_database(change: str, draft: CriteriaSet) -> bool:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE criteria_criteriaset SET {change} WHERE id = %s", [draft.pk])  # noqa: S608 - own text
    return True


@pytest.mark.parametrize(
    "change",
    ["sha256 = repeat('0', 64)", "submitted_by_id = NULL", "submitted_at = NULL", "returned_at = now()",
     "return_reason = 'x'"],
)  # fmt: skip
def test_database_keeps_what_was_submitted_whole(change: str) -> None:
    assert refused_by_database(change, submitted(draft_set()))


def test_issued_set_keeps_who_submitted_it() -> None:
    draft = submitted(draft_set())
    issue(by=person(Role.CITY_HEAD), set_id=draft.pk, decision_number="15", decision_date=DAY)
    for change in ("submitted_at = now()", "submit_note = 'x'", "saved_at = now()"):
        assert refused_by_database(change, draft)


def test_each_content_of_a_draft_stays_in_the_history() -> None:
    draft = draft_set()
    first = draft.sha256
    second = changed(draft, Part.LEVEL, "1", title="Mức một").sha256
    events = SetContent.pgh_event_models["insert"].objects.filter(criteria_set=draft).order_by("pgh_id")
    assert [(one.pgh_label, canonical_sha256(one.definition)) for one in events] == [
        ("insert", first), ("update", second),
    ]  # fmt: skip
    for sql in ("DELETE FROM criteria_setcontentevent", "UPDATE criteria_setcontentevent SET pgh_label = 'x'",
                "TRUNCATE criteria_setcontentevent"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
