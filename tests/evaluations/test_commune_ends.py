"""What the commune's pages say when a dossier has ended, is posted, is signed, came back, or has its result."""

from datetime import date

import pgtrigger
import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, person
from thanthien.accounts.roles import Role
from thanthien.evaluations.actions import answers, council, intake, submission
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
DAY, MEETING, LATE = date(2026, 1, 13), date(2026, 1, 20), date(2026, 1, 22)


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def read(client, year: Year, who: str, name: str, *more, day: date = DAY, query: str = "") -> str:
    client.force_login(year.who("10001", who))
    url = reverse(name) if name == "commune-home" else reverse(name, args=[year.cycle.pk, "10001", *more])
    with on(day):
        return " ".join(client.get(url + query).content.decode().split())


def withdraw(year: Year, day: date = LATE) -> None:
    with on(day):
        submission.withdraw(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, reason="Sáp nhập đơn vị")


# --- Ended ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["commune-home", "submission"])
def test_withdrawn_dossier_says_who_when_why_and_who_reopens(client, year, name):
    year.score()
    withdraw(year)
    text = read(client, year, "focal", name, day=LATE)
    told = [
        "Đơn vị đã rút hồ sơ", "Chair10001 rút hồ sơ lúc", "08:00, 22/01/2026", "Sáp nhập đơn vị",
        "chỉ lãnh đạo cơ quan thường trực mở lại được hồ sơ", reverse("self-scoring", args=[year.cycle.pk, "10001"]),
    ]  # fmt: skip
    wrong = ["Chưa có kỳ đánh giá nào đang mở", "Còn thiếu gì", "Điểm tự chấm đến nay"]
    assert [sentence in text for sentence in told] == [True] * len(told)
    assert [sentence in text for sentence in wrong] == [False] * 3


def test_withdrawn_after_submission_as_it_was_possible_contradicts_itself_nowhere(client, year):
    year.submit()
    with pgtrigger.ignore("evaluations.Dossier:dossier_legal_steps"):
        Dossier.objects.filter(pk=year.dossier().pk).update(status="withdrawn")
    text = read(client, year, "chair", "submission", day=LATE)
    assert ["Hồ sơ đã được niêm phong" in text, "Chưa nộp" in text] == [False, False]
    assert ["Bản đã nộp trước đây còn giữ nguyên trong niêm phong" in text, "Đã rút" in text] == [True, True]


def test_dossier_closed_unsubmitted_says_what_happened(client, year):
    year.score()
    with on(date(2026, 2, 9)):
        intake.close_unsubmitted(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    for name in ("commune-home", "submission"):
        text = read(client, year, "focal", name, day=date(2026, 2, 10))
        assert ["Hồ sơ đã khóa do không nộp" in text, "Office khóa hồ sơ lúc" in text, "Còn thiếu gì" in text] == [
            True, True, False,
        ]  # fmt: skip


def test_withdrawn_dossier_of_a_published_year_stands_among_the_earlier_ones(client, year):
    year.score()
    withdraw(year)
    Cycle.objects.update(results_published_at=year.cycle.opened_at)
    text = read(client, year, "focal", "commune-home", day=LATE)
    assert ["Kết quả các năm" in text, "Đã rút hồ sơ </td>" in text, "Đơn vị đã rút hồ sơ" in text] == [
        True, True, False,
    ]  # fmt: skip


def test_withdrawal_says_that_the_unit_cannot_undo_it_and_refuses_a_second_time_at_once(client, year):
    year.score()
    first = read(client, year, "chair", "dossier-step-back", "rut-ho-so", day=LATE)
    assert ["chỉ lãnh đạo cơ quan thường trực mở lại." in first, "<textarea" in first] == [True, True]
    withdraw(year)
    second = read(client, year, "chair", "dossier-step-back", "rut-ho-so", day=LATE)
    assert ["Không thể “Rút hồ sơ”" in second, "<textarea" in second] == [True, False]


def test_draft_is_not_posted_twice(client, year):
    year.post()
    text = read(client, year, "focal", "post-draft", day=MEETING)
    assert ["Không thể “Niêm yết dự thảo”" in text, "<textarea" in text] == [True, False]


# --- Posted, signed -------------------------------------------------------------------------------------------------


def test_posted_dossier_names_what_really_stands_in_the_way(client, year):
    year.post()
    early = read(client, year, "chair", "commune-home", day=date(2026, 1, 15))
    later = read(client, year, "chair", "commune-home", day=MEETING)
    day, minutes = "Thời gian niêm yết còn đến hết ngày 19/01/2026.", "Chưa có biên bản họp đánh giá."
    assert [day in early, minutes in early] == [True, True]
    assert [day in later, minutes in later] == [False, True]
    assert reverse("sign-dossier", args=[year.cycle.pk, "10001"]) not in later


@pytest.mark.parametrize(("who", "door"), [("chair", True), ("focal", False)])
def test_dossier_ready_for_the_signature_has_a_door_for_the_chair(client, year, who, door):
    year.meet()
    text = read(client, year, who, "commune-home", day=MEETING)
    assert ("Đã đủ điều kiện" in text, "Chưa ký duyệt được vì" in text) == (True, False)
    assert (reverse("sign-dossier", args=[year.cycle.pk, "10001"]) in text) is door


def test_signing_shows_points_levels_and_what_is_missing(client, year):
    year.meet(entries={code: GOOD[code] for code in ("1.1", "2.1")})
    text = read(client, year, "chair", "sign-dossier", day=MEETING)
    shown = ["Điểm tự chấm", "Đã chấm", "Chưa chấm (2)", "Vẫn ký được.", "Chưa có báo cáo tự đánh giá"]
    assert [sentence in text for sentence in shown] == [True] * 5


# --- Returned -------------------------------------------------------------------------------------------------------


def test_reason_of_the_return_is_the_citys_word_of_a_day(client, year):
    year.submit()
    with on(LATE):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
    for name in ("commune-home", "submission", "submit-check"):
        text = read(client, year, "chair", name, day=date(2026, 1, 23))
        told = 'Cơ quan thường trực trả lại ngày <span class="num">22/01/2026</span> với lý do:'
        assert (name, told in text, "Thiếu phụ lục" in text, "Còn phải bổ sung" in text) == (name, True, True, False)


# --- Readers --------------------------------------------------------------------------------------------------------


def test_reader_is_told_that_the_role_only_reads(client, year):
    year.score()
    with on(DAY):
        officer = year.who("10001", "officer")
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.1"], assignee=officer, seen={}
        )
    year.people.communes["10001"]["party"] = person("bithu", Agency.objects.get(code="ubnd-10001"), Role.COMMUNE_PARTY)
    text = read(client, year, "party", "self-scoring-item", "1.1")
    assert ["Vai trò của anh/chị chỉ được xem hồ sơ" in text, "được giao cho" in text] == [True, False]


# --- Result ---------------------------------------------------------------------------------------------------------


def announced_with_a_difference(year: Year) -> None:
    other = Entry(AnswerState.VALUE, {"numerator": "33", "denominator": "52"}, reason="Theo sổ")
    year.appraise("10001", {("mttq", "1.1"): other})
    row = year.conclusion("10001", "1.1")
    with on(date(2026, 3, 10)):
        council.conclude_item(by=fresh(year.people.secretary), conclusion_id=row.pk, version=row.version, entry=other)
    year.appraise = lambda *_args: None
    year.announce()


def test_result_is_folded_and_leads_to_the_review_and_the_differences(client, year):
    announced_with_a_difference(year)
    day = date(2026, 3, 17)
    text = read(client, year, "chair", "commune-results", day=day)
    assert text.count('<details class="points-group">') == 2
    assert text.index("Kiến nghị xem xét lại</h2>") < text.index("Điểm từng nhóm") < text.index("Phiếu thẩm định</h2>")
    assert "Chỉ xem 1 tiêu chí có chênh lệch" in text
    narrowed = read(client, year, "chair", "commune-results", day=day, query="?chi-chenh-lech=1")
    assert [f'name="ly-do:{code}"' in narrowed for code in GOOD] == [True, False, False, False]
    assert narrowed.count('<details class="points-group" open>') == 1


def test_refused_review_keeps_the_reasons_in_sight(client, year):
    announced_with_a_difference(year)
    client.force_login(year.who("10001", "chair"))
    with on(date(2026, 3, 21)):
        url = reverse("commune-results", args=[year.cycle.pk, "10001"])
        text = client.post(f"{url}?chi-chenh-lech=1", {"ly-do:2.2": "Gửi muộn"}).content.decode()
    assert [">Gửi muộn</textarea>" in text, ">Kiểm tra trước khi gửi kiến nghị</button>" in text] == [True, False]
