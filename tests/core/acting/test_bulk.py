"""Acts on many rows: chosen, checked as they are, done once for all of them."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from tests.core.acting.days_off import HERE, AnnounceDays, SourceForm, confirming, keys, sources, told
from tests.factories.accounts import UserFactory
from thanthien.core.acting import seen
from thanthien.core.acting.bulk import NAMED, PART, BulkRow, carry_through, differences, in_parts, named, seen_of
from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.models import CalendarDay

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.acting.days_off")]

# --- Choosing and checking --------------------------------------------------------------------------------------------


def test_list_offers_what_can_be_chosen_and_says_what_keeps_the_rest(office: Client, days: list[CalendarDay]) -> None:
    CalendarDay.objects.filter(pk=days[0].pk).update(source="Thông báo 1")
    shown = office.get(HERE)
    assert [line.row.key for line in shown.context["ready"]] == keys(*days[1:])
    assert [(row.key, row.problems) for row in shown.context["held"]] == [(days[0].pk, ("Đã công bố.",))]


def test_check_shows_the_chosen_rows_and_does_nothing(office: Client, days: list[CalendarDay]) -> None:
    shown = office.post(HERE, {"chon": keys(*days[:2])})
    assert (shown.status_code, [row.key for row in shown.context["chosen"]]) == (200, keys(*days[:2]))
    assert ["Mọi người xem được." in shown.text, shown.text.count("<td")] == [True, 4]
    assert sources() == ["", "", ""]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ([], "Cần chọn ít nhất một dòng."),
        (
            ["x", "9" * 40],
            "Những dòng đã chọn vừa được người khác (hoặc lần bấm trước) xử lý, hoặc không còn chọn được.",
        ),
    ],
)
def test_nothing_to_check_is_told_on_the_list(
    office: Client, days: list[CalendarDay], chosen: list[str], sentence: str
) -> None:
    shown = office.post(HERE, {"chon": chosen})
    assert (shown.status_code, shown.context["told"].problems) == (422, (sentence,))


def test_row_that_can_no_longer_be_chosen_is_left_out_with_its_reason(office: Client, days: list[CalendarDay]) -> None:
    CalendarDay.objects.filter(pk=days[0].pk).update(source="Thông báo 1")
    shown = office.post(HERE, {"chon": keys(*days[:2])})
    assert [row.key for row in shown.context["chosen"]] == keys(days[1])
    assert "<li>01/05: Đã công bố.</li>" in shown.text


def test_way_back_to_the_list_keeps_ticks_and_what_was_typed(office: Client, days: list[CalendarDay]) -> None:
    checked = confirming(office.post(HERE, {"chon": keys(days[1])}), source="Thông báo 2")
    again = office.post(HERE, checked | {"buoc": "chon-lai"})
    assert [line.row.key for line in again.context["ready"] if line.picked] == keys(days[1])
    assert '<input type="hidden" name="source" value="Thông báo 2">' in again.text
    shown = office.post(HERE, {"chon": keys(days[1]), "source": "Thông báo 2"})
    assert shown.context["form"]["source"].value() == "Thông báo 2"


# --- Confirming -------------------------------------------------------------------------------------------------------


def test_confirmed_rows_are_done_and_told(office: Client, days: list[CalendarDay]) -> None:
    shown = office.post(HERE, {"chon": keys(*days[:2])})
    answer = office.post(HERE, confirming(shown, source="Thông báo 3"))
    assert (answer.status_code, answer["Location"]) == (302, "/thu/lich/")
    assert told(answer) == ["Đã công bố 2 ngày."]
    assert sources() == ["Thông báo 3", "Thông báo 3", ""]


def test_row_changed_meanwhile_is_named_and_the_second_confirmation_does_it(
    office: Client, days: list[CalendarDay]
) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 3")
    CalendarDay.objects.filter(pk=days[1].pk).update(name="Ngày hội")
    again = office.post(HERE, sent)
    assert (again.status_code, sources()) == (409, ["", "", ""])
    assert again.context["changes"] == ["02/05 (Tên ngày: Ngày 2 → Ngày hội)"]
    assert again.context["form"]["source"].value() == "Thông báo 3"
    assert office.post(HERE, sent | confirming(again)).status_code == 302
    assert sources() == ["Thông báo 3"] * 3


def test_row_taken_meanwhile_is_named_and_the_rest_waits(office: Client, days: list[CalendarDay]) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(*days)}), source="Thông báo 3")
    CalendarDay.objects.filter(pk=days[0].pk).update(source="Thông báo 1")
    days[1].delete()
    again = office.post(HERE, sent)
    assert (again.status_code, sources()) == (409, ["Thông báo 1", ""])
    assert again.context["changes"] == ["01/05: Đã công bố.", "1 dòng không còn trong danh sách"]
    assert [row.key for row in again.context["chosen"]] == keys(days[2])


def test_second_click_finds_it_done(office: Client, days: list[CalendarDay]) -> None:
    sent = confirming(office.post(HERE, {"chon": keys(days[0])}), source="Thông báo 3")
    office.post(HERE, sent)
    again = office.post(HERE, sent | {"source": "Thông báo 4"})
    assert (again.status_code, again.context["told"].problems) == (409, ("Vừa có thay đổi: 01/05: Đã công bố.",))
    assert sources() == ["Thông báo 3", "", ""]


def test_list_that_nobody_saw_is_shown_first(office: Client, days: list[CalendarDay]) -> None:
    shown = office.post(HERE, {"buoc": "lam", "chon": keys(days[0]), "source": "Thông báo 3"})
    assert ([row.key for row in shown.context["chosen"]], sources()) == (keys(days[0]), ["", "", ""])


@pytest.mark.parametrize(("typed", "sentence"), [("", "Cần ghi nguồn."), ("Cấm", "Nguồn này không dùng được.")])
def test_what_is_wrong_is_told_beside_its_field(
    office: Client, days: list[CalendarDay], typed: str, sentence: str
) -> None:
    answer = office.post(HERE, confirming(office.post(HERE, {"chon": keys(days[0])}), source=typed))
    assert (answer.status_code, answer.context["form"].errors) == (422, {"source": [sentence]})
    assert [row.key for row in answer.context["chosen"]] == keys(days[0])
    assert sources() == ["", "", ""]


@pytest.mark.parametrize("damaged", ["", "{", "[1]", '{"x": ["y"]}', '{"1": null}'])
def test_damaged_word_of_what_was_seen_does_nothing(office: Client, days: list[CalendarDay], damaged: str) -> None:
    answer = office.post(HERE, {"buoc": "lam", "thay": damaged, "source": "Thông báo 3"})
    assert (answer.status_code, sources()) == (409, ["", "", ""])


def test_permission_is_asked_again_when_it_is_done(days: list[CalendarDay]) -> None:
    stranger = AnnounceDays(UserFactory(full_name="Người ngoài"), 2030)
    with pytest.raises(Refused):
        carry_through(stranger, seen_of(stranger.rows()), SourceForm({"source": "Thông báo"}))


# --- Lists of other kinds ---------------------------------------------------------------------------------------------


def test_whole_list_is_checked_at_once_and_shown_again_when_it_grew(office: Client, days: list[CalendarDay]) -> None:
    shown = office.get("/thu/cong-bo-het/")
    assert [row.key for row in shown.context["chosen"]] == keys(*days)
    CalendarDay.objects.create(date=date(2030, 5, 9), kind="off", name="Ngày 9")
    again = office.post("/thu/cong-bo-het/", confirming(shown, source="Thông báo 5"))
    assert (again.status_code, again.context["changes"]) == (409, ["09/05: mới có trong danh sách"])
    assert office.post("/thu/cong-bo-het/", confirming(again, source="Thông báo 5")).status_code == 302
    assert sources() == ["Thông báo 5"] * 4


def test_empty_whole_list_says_so(office: Client) -> None:
    assert "Không có hồ sơ nào ở bước này." in office.get("/thu/cong-bo-het/").text


def test_list_with_a_page_of_its_own_is_where_one_chooses(office: Client, days: list[CalendarDay]) -> None:
    opened = office.get("/thu/cong-bo-da-chon/")
    assert (opened.status_code, opened["Location"], told(opened)) == (302, "/thu/lich/", [])
    nothing = office.post("/thu/cong-bo-da-chon/", {})
    assert (nothing["Location"], told(nothing)) == ("/thu/lich/", ["Cần chọn ít nhất một dòng."])
    shown = office.post("/thu/cong-bo-da-chon/", {"chon": keys(days[0])})
    assert [row.key for row in shown.context["chosen"]] == keys(days[0])


# --- The parts --------------------------------------------------------------------------------------------------------


def test_parts_tell_how_far_they_are() -> None:
    heard: list[tuple[int, int]] = []
    done = in_parts(range(PART + 1), len, lambda done, *, of: heard.append((done, of)))
    assert (done, heard) == (PART + 1, [(PART, PART + 1), (PART + 1, PART + 1)])


def test_part_that_fails_takes_the_others_back(days: list[CalendarDay]) -> None:
    def act(some: Sequence[int]) -> int:
        CalendarDay.objects.filter(pk__in=some).update(source="Thông báo")
        return len(some)

    def stop(done: int, *, of: int) -> None:
        raise Refused("Dừng.")

    with pytest.raises(Refused), transaction.atomic():
        in_parts(keys(*days), act, stop)
    assert sources() == ["", "", ""]


def test_hidden_mark_counts_though_nobody_reads_it() -> None:
    bulk = AnnounceDays(None, 2030)
    row = BulkRow(key=1, name="01/05", cells=("Ngày 1", "off"), mark="7")
    assert differences(bulk, [row], {"1": ["Ngày 1", "off", "6"]}) == {"1": "01/05"}
    assert differences(bulk, [row], seen.unpack(seen.pack(seen_of([row])))) == {}


def test_many_changes_are_counted_after_the_first() -> None:
    changed = {str(number): f"Xã {number}" for number in range(NAMED + 2)} | {"x": "", "y": ""}
    assert named(changed)[NAMED - 1 :] == [
        f"Xã {NAMED - 1}", "2 dòng khác cũng vừa thay đổi", "2 dòng không còn trong danh sách",
    ]  # fmt: skip


def test_what_was_seen_is_compared_under_the_lock(days: list[CalendarDay]) -> None:
    bulk = AnnounceDays(UserFactory(), 2030)
    shown = seen_of(bulk.rows())
    CalendarDay.objects.filter(pk=days[0].pk).update(name="Ngày hội")
    form = SourceForm({"source": "Thông báo"})
    assert form.is_valid()
    with pytest.raises(Stale) as caught:
        carry_through(bulk, shown, form)
    assert caught.value.current == {str(days[0].pk): "01/05 (Tên ngày: Ngày 1 → Ngày hội)"}
