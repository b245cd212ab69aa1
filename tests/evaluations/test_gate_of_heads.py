"""A gate about heads: whoever states it says it of each head by term of office, with the document of a body that holds
such files."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.evaluations.headed import (
    CHAIR,
    DAY,
    KEY,
    NEW_CHAIR,
    PAPER,
    SECRETARY,
    SET,
    TOLD,
    VACANCY,
    asked_of,
    correct,
    enter,
    fact,
    headed,
    remove,
    said,
    state,
)
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import council, gates, intake
from thanthien.evaluations.actions.heads import enter_head
from thanthien.evaluations.enums import Column
from thanthien.evaluations.heads import (
    POSTS,
    PUBLIC_ANSWERS,
    HeadsWord,
    Term,
    asks_same,
    gaps,
    holds,
    lines,
    public,
    statement,
)
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.work_records import commune_work
from thanthien.evaluations.workflow import Status
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year(text=SET)


# --- Rules ----------------------------------------------------------------------------------------------------------


def test_posts_are_the_same_words_everywhere():
    assert {str(post.value): str(post.label) for post in HeadPost} == POSTS


@pytest.mark.parametrize(
    ("answers", "held"),
    [(("none", "none"), False), (("elsewhere", "none"), False), (("none", "in_post"), True)],
)
def test_only_what_was_done_in_the_post_holds_the_gate(answers, held):
    terms = [Term("party", date(2026, 1, 1), date(2026, 12, 31)), Term("government", date(2026, 2, 1), DAY)]
    kept = statement(terms, HeadsWord(PAPER, answers, tuple(terms)))
    assert (holds(kept), asks_same(kept, terms), asks_same(kept, terms[:1])) == (held, True, False)


def test_statement_names_no_person():
    term = Term("party", date(2026, 1, 1), date(2026, 12, 31), "Trần Bí Thư")
    kept = statement([term], HeadsWord(PAPER, ("none",), (term,)))
    assert "Trần" not in json.dumps(kept, ensure_ascii=False)
    assert lines(kept) == ["Bí thư, người đứng đầu cấp ủy (01/01/2026–31/12/2026): không"]


def test_days_that_no_term_covers_are_found_at_the_start_in_the_middle_and_at_the_end():
    def of(first: tuple[int, int], last: tuple[int, int], post: str = "party") -> Term:
        return Term(post, date(2026, *first), date(2026, *last))

    terms = [of((2, 1), (3, 31)), of((5, 1), (11, 30)), of((1, 1), (12, 31), "government")]
    whole = date(2026, 1, 1), date(2026, 12, 31)
    assert gaps(terms, *whole) == [of((1, 1), (1, 31)), of((4, 1), (4, 30)), of((12, 1), (12, 31))]
    assert gaps([*terms, of((1, 1), (1, 31)), of((4, 1), (4, 30)), of((12, 1), (12, 31))], *whole) == []


def test_discipline_that_does_not_count_is_not_published():
    terms = [Term("party", date(2026, 1, 1), DAY), Term("government", date(2026, 1, 1), DAY)]
    told = public(statement(terms, HeadsWord(PAPER, ("elsewhere", "in_post"), tuple(terms))))
    assert lines(told, PUBLIC_ANSWERS) == [
        "Bí thư, người đứng đầu cấp ủy (01/01/2026–10/03/2026): không, xét việc trong chức vụ này",
        "Chủ tịch, người đứng đầu chính quyền (01/01/2026–10/03/2026): có, vì việc trong chức vụ này",
    ]


# --- Terms of office ------------------------------------------------------------------------------------------------


def test_office_and_focal_point_enter_terms_and_nobody_else(year):
    for who in ("chair", "officer"):
        with pytest.raises(Refused):
            enter(year, SECRETARY, who)
    with on(DAY), pytest.raises(Refused):
        enter_head(by=year.who("10002", "focal"), unit=year.dossier().unit, typed=SECRETARY)
    enter(year, SECRETARY)
    with on(DAY):
        enter_head(by=fresh(year.people.office), unit=year.dossier().unit, typed=CHAIR)
    assert list(HeadTerm.objects.values_list("post", "full_name")) == [
        ("party", "Trần Bí Thư"), ("government", "Lê Chủ Tịch"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"full_name": " "}, "full_name", "Cần ghi họ tên."),
        ({"vacant_by": "7-TB/TU"}, "vacant_by", "Chức vụ khuyết thì để trống họ tên."),
        ({"to_on": date(2025, 1, 1)}, "to_on", "Ngày cuối không được trước ngày đầu."),
        ({"from_on": date(1026, 1, 1)}, "from_on", "Cần ngày từ 01/01/2000 trở đi."),
        (
            {"from_on": date(2026, 1, 31), "to_on": None}, "from_on",
            "Trùng thời gian giữ chức vụ với Lê Chủ Tịch (từ 01/07/2025 đến 31/01/2026).",
        ),
    ],
)  # fmt: skip
def test_terms_that_can_not_be_are_refused(year, changes, field, sentence):
    enter(year, CHAIR)
    with pytest.raises(Invalid) as told:
        enter(year, replace(NEW_CHAIR, **changes))
    assert told.value.errors == {field: sentence}


def test_term_is_corrected_and_taken_away(year):
    term = enter(year, CHAIR)
    correct(term, replace(CHAIR, full_name="Lê Văn Chủ Tịch"), year.who("10001", "focal"))
    assert HeadTerm.objects.get().full_name == "Lê Văn Chủ Tịch"
    remove(term, year.who("10001", "focal"))
    assert HeadTerm.objects.count() == 0


def test_post_has_one_head_at_a_time_in_the_database_too(year):
    term = enter(year, CHAIR)
    with pytest.raises(IntegrityError, match="head_term_one_at_a_time"), transaction.atomic():
        HeadTerm.objects.create(
            unit=term.unit, post=term.post, full_name="Đỗ Người Mới", from_on=date(2026, 1, 31), to_on=None
        )
    assert HeadTerm.objects.count() == 1


def test_unknown_heads_wait_for_the_focal_point(year):
    year.score()
    with on(date(2026, 1, 13)):
        before = [one.title for one in commune_work(year.who("10001", "focal"))]
        others = commune_work(year.who("10001", "officer"))
    headed(year)
    with on(date(2026, 1, 13)):
        after = commune_work(year.who("10001", "focal"))
    assert (before, others, after) == (["Ghi người đứng đầu đơn vị trong năm"], [], [])


# --- Stating --------------------------------------------------------------------------------------------------------


def test_statement_is_of_each_head_by_term_with_the_document(year):
    headed(year)
    year.appraise()
    state(year, ("none", "elsewhere", "none"))
    found = fact(year)
    assert (found.holds, found.head_lines) == (False, TOLD)


def test_head_disciplined_in_this_post_bars_recognition(year):
    headed(year)
    year.appraise()
    with pytest.raises(Invalid):  # its ground is asked for as of every hit
        state(year, ("none", "none", "in_post"))
    state(year, ("none", "none", "in_post"), note="Quyết định số 5-QĐ/TU")
    assert fact(year).holds is True
    with on(DAY):
        council.adopt_agreed(by=year.concluder, dossier_ids=[year.dossier().pk])
    gate = next(one for one in year.dossier().totals.get(column=Column.COUNCIL).gates if one["key"] == KEY)
    assert gate["state"] == "hit"


def test_nothing_is_stated_of_heads_that_nobody_knows(year):
    enter(year, SECRETARY)
    year.appraise()
    with pytest.raises(Refused) as told:
        state(year, ("none",))
    assert told.value.problems == ["Xã An Hòa: chưa ghi Chủ tịch, người đứng đầu chính quyền (01/01/2026–28/02/2026)."]


@pytest.mark.parametrize(
    ("chair", "new_chair", "days"),
    [
        (replace(CHAIR, from_on=date(2026, 1, 11)), NEW_CHAIR, "01/01/2026–10/01/2026"),
        (CHAIR, replace(NEW_CHAIR, from_on=date(2026, 2, 11)), "01/02/2026–10/02/2026"),
        (CHAIR, replace(NEW_CHAIR, to_on=date(2026, 2, 20)), "21/02/2026–28/02/2026"),
    ],
)
def test_days_that_no_head_covers_hold_the_statement_up(year, chair, new_chair, days):
    for typed in (SECRETARY, chair, new_chair):
        enter(year, typed)
    year.appraise()
    with pytest.raises(Refused) as told:
        state(year, ("none", "none", "none"))
    assert told.value.problems == [f"Xã An Hòa: chưa ghi Chủ tịch, người đứng đầu chính quyền ({days})."]


def test_vacant_post_is_written_down_with_its_document_and_nobody_is_asked_of_it(year):
    for typed in (SECRETARY, CHAIR, replace(NEW_CHAIR, from_on=date(2026, 2, 11)), VACANCY):
        enter(year, typed)
    year.appraise()
    with pytest.raises(Refused):  # no answer about a person is one about an empty post
        state(year, ("none", "none", "none", "none"))
    state(year, ("none", "none", "vacant", "none"))
    vacant = [one for one in fact(year).heads["terms"] if "vacant_by" in one]
    assert vacant == [
        {"post": "government", "from": "2026-02-01", "to": "2026-02-10", "answer": "vacant", "vacant_by": "7-TB/TU"}
    ]
    assert fact(year).head_lines[2] == (
        "Chủ tịch, người đứng đầu chính quyền (01/02/2026–10/02/2026): khuyết chức vụ (7-TB/TU)"
    )


def test_posts_of_a_unit_are_vacant_before_its_first_day(year):
    unit = year.dossier().unit
    Unit.objects.filter(pk=unit.pk).update(valid_from=date(2026, 2, 1))
    for typed in (replace(SECRETARY, from_on=date(2026, 2, 1)), NEW_CHAIR):
        enter(year, typed)
    ground = "đơn vị có từ ngày 01/02/2026"
    assert [(one.post, one.first, one.last, one.vacant) for one in asked_of(year)] == [
        ("party", date(2026, 1, 1), date(2026, 1, 31), ground), ("party", date(2026, 2, 1), date(2026, 2, 28), ""),
        ("government", date(2026, 1, 1), date(2026, 1, 31), ground),
        ("government", date(2026, 2, 1), date(2026, 2, 28), ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (None, "Xã An Hòa: cần xác nhận riêng từng người đứng đầu."),
        (("none", "none"), "Xã An Hòa: danh sách người đứng đầu vừa thay đổi; cần xem lại."),
        (("none", "none", "perhaps"), "Xã An Hòa: danh sách người đứng đầu vừa thay đổi; cần xem lại."),
    ],
)
def test_a_word_that_is_not_of_each_head_is_refused(year, answers, sentence):
    headed(year)
    year.appraise()
    with pytest.raises(Refused) as told:
        state(year, answers)
    assert told.value.problems == [sentence]


def test_answers_are_of_the_terms_that_were_asked_about(year):
    """As many terms as before, of other days: what was said of one head is not put to another."""
    headed(year)
    year.appraise()
    asked = asked_of(year)
    focal, terms = year.who("10001", "focal"), {term.full_name: term for term in HeadTerm.objects.all()}
    correct(terms[NEW_CHAIR.full_name], replace(NEW_CHAIR, from_on=date(2026, 2, 10)), focal)
    correct(terms[CHAIR.full_name], replace(CHAIR, to_on=date(2026, 2, 9)), focal)
    with pytest.raises(Refused) as told:
        said(year, gates.GateWord(holds=False, heads=HeadsWord(PAPER, ("none", "none", "none"), asked)))
    assert told.value.problems == ["Xã An Hòa: danh sách người đứng đầu vừa thay đổi; cần xem lại."]


def test_somebody_hit_is_not_said_of_nobody(year):
    headed(year)
    year.appraise()
    word = gates.GateWord(holds=True, note="Căn cứ", heads=HeadsWord(PAPER, ("none",) * 3, asked_of(year)))
    with pytest.raises(Invalid) as told:
        said(year, word)
    assert told.value.errors == {
        str(year.dossier().pk): "Đã ghi là có nhưng mọi người đứng đầu đều “Không”: cần xem lại."
    }


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"number": " "}, {"number": "Cần ghi số văn bản."}),
        (
            {"signed_on": date(2026, 2, 27)},
            {"signed_on": "Văn bản phải ký từ ngày 28/02/2026, ngày cuối mà trường hợp này tính đến."},
        ),
        ({"signed_on": date(2026, 3, 11)}, {"signed_on": "Ngày ký không được sau hôm nay."}),
        (
            {"issuer": "Ủy ban nhân dân Xã An Hòa"},
            {"issuer": "Cần văn bản của cơ quan lưu hồ sơ kỷ luật: Ủy ban Kiểm tra Thành ủy, Ban Tổ chức Thành ủy."},
        ),
    ],
)
def test_document_is_of_a_body_that_holds_such_files(year, changes, errors):
    headed(year)
    year.appraise()
    with pytest.raises(Invalid) as told:
        state(year, ("none", "none", "none"), replace(PAPER, **changes))
    assert told.value.errors == errors


def test_other_heads_open_the_gate_again_and_only_the_office_enters_them(year):
    headed(year)
    year.appraise()
    state(year, ("none", "none", "none"))
    term = HeadTerm.objects.get(full_name="Đỗ Người Mới")
    with pytest.raises(Refused) as told:
        correct(term, replace(NEW_CHAIR, from_on=date(2026, 2, 10)), year.who("10001", "focal"))
    assert told.value.problems == [
        "Cơ quan được giao đã xác nhận về người đứng đầu; cần sửa thì đề nghị cơ quan thường trực sửa."
    ]
    office = fresh(year.people.office)
    same = replace(NEW_CHAIR, full_name="Đỗ Văn Mới")  # another name: the same terms, what was said stands
    correct(term, same, office)
    assert fact(year).holds is False
    correct(term, replace(same, from_on=date(2026, 2, 10)), office)
    found = fact(year)
    assert (found.holds, found.heads, found.stated_by) == (None, None, None)


def test_heads_of_a_returned_dossier_are_corrected_and_the_gate_is_asked_again(year):
    headed(year)
    year.submit()
    word = gates.GateWord(holds=False, heads=HeadsWord(PAPER, ("none", "none", "none"), asked_of(year)))
    with on(DAY):
        gates.state_gates(by=fresh(year.people.office), key=KEY, words={year.dossier().pk: word})
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu biên bản")
    term = HeadTerm.objects.get(full_name="Đỗ Người Mới")
    correct(term, replace(NEW_CHAIR, from_on=date(2026, 2, 10)), fresh(year.people.office))
    assert (year.dossier().status, fact(year).holds, fact(year).heads) == (Status.RETURNED, None, None)


CONCLUDED_BY = (Status.CONCLUDED, Status.PROVISIONAL, Status.REVIEW_REQUESTED, Status.REVIEW_ANSWERED)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_heads_that_the_council_concluded_by_are_not_changed_under_it(year, steps):
    headed(year)
    year.appraise()
    state(year, ("none", "none", "none"))
    for status in CONCLUDED_BY[:steps]:
        Dossier.objects.filter(pk=year.dossier().pk).update(status=status)
    term = HeadTerm.objects.get(full_name="Đỗ Người Mới")
    for by, said_ in (("10001", "Cơ quan được giao đã xác nhận"), (None, "cần mở lại kết luận trước khi sửa")):
        who = year.who(by, "focal") if by else fresh(year.people.office)
        with pytest.raises(Refused) as told:
            remove(term, who)
        assert said_ in told.value.problems[0]
    assert (HeadTerm.objects.count(), fact(year).holds) == (3, False)


def test_gate_that_asks_of_nobody_in_particular_needs_no_heads():
    year = open_year()
    year.conclude()
    assert (fact(year).holds, fact(year).heads) == (False, None)
