"""A dossier is returned item by item from the list of what is missing, and answered so before it goes back."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import intake, submission
from thanthien.evaluations.actions.returns import answer_item
from thanthien.evaluations.models import ReturnItem
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db
RETURNED, ANSWERED, LATE = date(2026, 1, 22), date(2026, 1, 23), date(2026, 3, 2)
ITEMS = {"1.1": "Bổ sung sổ tiếp nhận", "2.2": ""}


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def returned(year: Year, items: dict[str, str] | None = None, day: date = RETURNED) -> None:
    with on(day):
        intake.send_back(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu sổ",
            items=ITEMS if items is None else items,
        )  # fmt: skip


def answer(year: Year, response: str = "Đã gắn sổ", *, who: str = "focal", seen: str = "", day: date = ANSWERED):
    with on(day):
        item = ReturnItem.objects.latest("pk")
        return answer_item(by=year.who("10001", who), item_id=item.pk, response=response, seen=seen)


def hand_in_again(year: Year) -> None:
    with on(ANSWERED):
        submission.resubmit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())


# --- What is stored, what is refused --------------------------------------------------------------------------------


def test_return_names_the_items_that_are_asked_about(year):
    year.submit()
    returned(year)
    item = ReturnItem.objects.get()
    assert (item.indicator.code, item.ask, item.asked_by.full_name, item.asked_at) == (
        "1.1", "Bổ sung sổ tiếp nhận", "Office", year.dossier().status_since,
    )  # fmt: skip


def test_unknown_item_returns_nothing(year):
    year.submit()
    with pytest.raises(Refused, match=r"Hồ sơ không có tiêu chí 9\.9"):
        returned(year, {"9.9": "Bổ sung"})
    assert (year.dossier().status, ReturnItem.objects.count()) == ("submitted", 0)


def test_dossier_goes_back_once_every_item_is_answered(year):
    year.submit()
    returned(year)
    with pytest.raises(Refused, match=r"Còn mục trả lại chưa trả lời: 1\.1"):
        hand_in_again(year)
    answer(year, who="officer")
    hand_in_again(year)
    item = ReturnItem.objects.get()
    assert (year.dossier().status, item.answer, item.answered_by.full_name) == (
        "submitted",
        "Đã gắn sổ",
        "Officer10001",
    )


def test_return_without_items_asks_no_answers(year):
    year.submit()
    returned(year, {})
    hand_in_again(year)
    assert year.dossier().status == "submitted"


def test_second_return_asks_anew_and_keeps_what_was_answered(year):
    year.submit()
    returned(year)
    answer(year)
    hand_in_again(year)
    returned(year, {"1.1": "Sổ thiếu tuần 3"}, day=date(2026, 1, 26))
    assert list(ReturnItem.objects.values_list("ask", "answer")) == [
        ("Bổ sung sổ tiếp nhận", "Đã gắn sổ"), ("Sổ thiếu tuần 3", ""),
    ]  # fmt: skip
    first = ReturnItem.objects.earliest("pk")
    with on(date(2026, 1, 26)), pytest.raises(Refused, match="thuộc lần trả lại trước"):
        answer_item(by=year.who("10001", "focal"), item_id=first.pk, response="Khác", seen="Đã gắn sổ")


def test_answer_of_a_colleague_is_not_written_over(year):
    year.submit()
    returned(year)
    answer(year)
    with pytest.raises(Stale):
        answer(year, "Khác", who="officer")
    assert answer(year, "Khác", who="officer", seen="Đã gắn sổ").answer == "Khác"


def test_empty_answer_and_late_answer_are_refused(year):
    year.submit()
    returned(year)
    with pytest.raises(Invalid, match="Cần ghi đã bổ sung những gì"):
        answer(year, " ")
    with pytest.raises(Refused, match="Đã quá hạn bổ sung"):
        answer(year, day=LATE)


def test_others_answer_nothing(year):
    year.submit()
    returned(year)
    item = ReturnItem.objects.get()
    for user in (fresh(year.people.office), year.who("10002", "focal")):
        with on(ANSWERED), pytest.raises(Refused):
            answer_item(by=user, item_id=item.pk, response="Đã gắn", seen="")


def test_unanswered_items_wait_for_the_people_who_prepare(year):
    year.submit()
    returned(year)
    with on(ANSWERED):
        before = [one.title for one in work_of(year.who("10001", "officer"))]
        answer(year)
        after = [one.title for one in work_of(year.who("10001", "officer"))]
    told = "Trả lời từng mục được trả lại"
    assert (told in before, told in after) == (True, False)


# --- Pages ----------------------------------------------------------------------------------------------------------


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_page_of_the_return_starts_from_what_is_missing(client, year):
    year.submit("10001", {code: GOOD[code] for code in ("1.1", "1.2", "2.1")})
    client.force_login(fresh(year.people.office))
    url = reverse("dossier-return", args=[year.cycle.pk, "10001"])
    with on(RETURNED):
        form = client.get(url).context["form"]
        shown = {bound.name: bound.value() for bound in form.lacking_fields}
        assert shown == {
            "muc-1.1": "Chưa có minh chứng: cần bổ sung Sổ tiếp nhận.",
            "muc-2.2": "Chưa có số liệu: cần chấm tiêu chí này.",
        }
        assert [bound.name for bound in form.other_fields] == ["muc-1.2", "muc-2.1"]
        sent = {"reason": "Chưa đầy đủ", "muc-1.1": "Bổ sung sổ", "muc-2.2": "", "muc-1.2": "Kèm danh sách"}
        client.post(url, sent)
    assert list(ReturnItem.objects.values_list("indicator__code", "ask")) == [
        ("1.1", "Bổ sung sổ"), ("1.2", "Kèm danh sách"),
    ]  # fmt: skip


def test_refused_return_keeps_what_was_typed(client, year):
    year.submit()
    client.force_login(fresh(year.people.office))
    with on(RETURNED):
        refused = client.post(
            reverse("dossier-return", args=[year.cycle.pk, "10001"]), {"reason": "", "muc-1.1": "Bổ sung sổ"}
        )
    assert (refused.status_code, refused.context["form"]["muc-1.1"].value()) == (422, "Bổ sung sổ")
    assert ReturnItem.objects.count() == 0


@pytest.mark.parametrize("name", ["commune-home", "submission", "submit-check"])
def test_commune_reads_item_by_item(client, year, name):
    year.submit()
    returned(year)
    client.force_login(year.who("10001", "chair"))
    url = reverse(name) if name == "commune-home" else reverse(name, args=[year.cycle.pk, "10001"])
    with on(ANSWERED):
        text = words(client.get(url))
    assert ["Bổ sung sổ tiếp nhận" in text, "Chưa trả lời" in text] == [True, True]


def test_item_is_answered_on_its_page(client, year):
    year.submit()
    returned(year)
    client.force_login(year.who("10001", "officer"))
    item = ReturnItem.objects.get()
    with on(ANSWERED):
        door = reverse("return-answer", args=[year.cycle.pk, "10001", item.pk])
        page = words(client.get(reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])))
        assert ["Bổ sung sổ tiếp nhận" in page, door in page] == [True, True]
        client.post(door, {"response": "Đã gắn sổ", "seen": ""})
        again = words(client.get(reverse("submission", args=[year.cycle.pk, "10001"])))
    assert ["Đã gắn sổ" in again, "Officer10001" in again] == [True, True]


def test_office_reads_the_answers(client, year):
    year.submit()
    returned(year)
    answer(year)
    client.force_login(fresh(year.people.office))
    with on(ANSWERED):
        address = reverse("dossier-detail", args=[year.cycle.pk, "10001"])
        text = words(client.get(f"{address}?muc=dien-bien"))
    assert ["Bổ sung sổ tiếp nhận" in text, "Đã gắn sổ" in text] == [True, True]
