"""The city board: rows, filters, targets, and nothing of the appraisal before every sheet is in."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import GOOD, PHASES, Year, fresh, on, open_year
from thanthien.core.formats import number, percent
from thanthien.core.levels import LevelNames
from thanthien.evaluations.actions import answers, intake, registration
from thanthien.evaluations.actions.cycles import Plan, open_cycle
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.scored import Entry
from thanthien.reports.queries.board import overview_of
from thanthien.reports.queries.comparison import climbers, fallers, previous_cycle, widest_gaps
from thanthien.reports.queries.raising import CHANGES, RAISED, comparable, raising_of
from thanthien.reports.queries.standing import standings
from thanthien.reports.tables.board import COLUMNS

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)
IN_ORDER = ["10002", "10001", "10003"]  # by the stored sort key
POOR = {"1.1": Entry(AnswerState.VALUE, {"numerator": "32", "denominator": "52"}), "2.1": GOOD["2.1"]}
LOWER = Entry(AnswerState.VALUE, {"numerator": "32", "denominator": "52"}, "Sổ chỉ ghi 32 tuần.")


@pytest.fixture
def year():
    return open_year()


def board(client, user, year, query="", day=DAY, **headers):
    client.force_login(fresh(user))
    with on(day):
        return client.get(reverse("city-board", args=[year.cycle.pk]) + query, headers=headers)


def codes(answer):
    return [line.dossier.unit.code for line in answer.context["table"].rows]


def standing(year, code="10001"):
    return standings(fresh(year.people.office), year.cycle).get(unit__code=code)


# --- Standing -------------------------------------------------------------------------------------------------------


def test_unregistered_unit_is_open_in_every_level(year):
    row = standing(year)
    assert (row.basis, row.answered, row.expected, row.level_low, row.level_high, row.foreseen) == (
        "self", 0, 4, 0, 2, None,
    )  # fmt: skip


def test_complete_self_score_foresees_its_level(year):
    year.score()
    row = standing(year)
    assert (row.basis, row.self_points, row.answered, row.foreseen) == ("self", Decimal("8.25"), 4, 2)
    assert row.self_share == pytest.approx(0.825)


def test_council_counts_before_appraisal_and_self_score(year):
    year.conclude()
    assert (standing(year).basis, standing(year).foreseen) == ("council", 2)


def test_council_s_words_before_a_reopening_do_not_count(year):
    year.conclude()
    with on(date(2026, 3, 11)):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier().pk, reason="Sai số liệu")
    row = standing(year)
    assert (row.basis, row.council_points, row.appraised_points, row.foreseen) == ("self", None, None, 2)


def test_decided_level_ends_every_range(year):
    year.decide()
    row = standing(year)
    assert (row.basis, row.level_low, row.level_high, row.foreseen) == ("decided", 2, 2, 2)


def test_appraised_total_is_not_joined_before_every_sheet_is_sent(year):
    year.accept()
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): LOWER})
    year.send("10001", year.people.mttq)
    row = standing(year)
    assert (row.basis, row.appraised_points, row.appraised_share) == ("self", None, None)


# --- Rows, filters, order -------------------------------------------------------------------------------------------


def test_board_of_a_year_without_targets_says_so(client):
    small = (Path(__file__).parents[1] / "evaluations/small-set.yaml").read_text(encoding="utf-8")
    year = open_year(text=small.replace("year: 2026, recognised", "year: 2027, recognised"))
    answer = board(client, year.people.office, year)
    assert "Bộ tiêu chí không đặt mục tiêu cho năm 2026." in answer.text


def test_board_shows_every_unit_in_vietnamese_order(client, year):
    assert codes(board(client, year.people.office, year)) == IN_ORDER


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=binh+minh", ["10002"]),
        ("?q=B%C3%ACnh", ["10002"]),
        ("?q=10003", ["10003"]),
        ("?q=khong+co", []),
        ("?trang_thai=self_scoring", ["10001"]),
        ("?loai=dac_khu", ["10003"]),
        ("?muc=2", ["10001"]),
        ("?muc=chua-ro", ["10002", "10003"]),
        ("?tre=on", ["10002", "10003"]),
        ("?nguy_co=on", ["10002", "10003"]),
        ("?xep=-tu-cham", ["10001", "10002", "10003"]),
        ("?xep=-ten", IN_ORDER[::-1]),
        ("?xep=-trang-thai", ["10001", "10002", "10003"]),
        ("?muc=x&trang_thai=y&loai=z&xep=w&trang=9", IN_ORDER),
    ],
)
def test_filters_and_order(client, year, query, found):
    year.score("10001")
    assert codes(board(client, year.people.office, year, query)) == found


def test_filter_of_decided_units_takes_every_state_after_the_decision(client, year):
    year.decide("10001")
    decided = codes(board(client, year.people.office, year, "?trang_thai=co-quyet-dinh", day=date(2026, 3, 24)))
    year.publish("10002", number="13/QĐ-UBND")
    later = codes(board(client, year.people.office, year, "?trang_thai=co-quyet-dinh", day=date(2026, 3, 26)))
    only_published = codes(board(client, year.people.office, year, "?trang_thai=published", day=date(2026, 3, 26)))
    assert (decided, later, only_published) == (["10001"], ["10002", "10001"], ["10002", "10001"])


def test_unit_that_can_no_longer_reach_its_aim_is_at_risk(client, year):
    year.score("10001", POOR | {"2.2": Entry(AnswerState.VALUE, {"option": "khong"}), "1.2": GOOD["1.2"]})
    assert standing(year).level_high < 2
    assert codes(board(client, year.people.office, year, "?nguy_co=on", date(2026, 1, 9))) == ["10001"]


def test_fragment_holds_the_rows_only(client, year):
    headers = {"HX-Request": "true", "HX-Target": "cac-don-vi"}
    body = board(client, year.people.office, year, "?q=an", **headers).text
    assert (body.strip().startswith('<section class="list" id="cac-don-vi"'), "<html" in body) == (True, False)


def test_file_tells_what_the_board_shows(client, year):
    year.decide("10001")
    answer = board(client, year.people.leader, year, "?xep=-tu-cham&tai=csv", day=date(2026, 3, 24))
    unregistered = ["Chưa đăng ký", "05/01/2026", "09/01/2026", "Quá hạn", "0", "4", "chưa chấm", *[""] * 8]
    assert csv_rows(answer) == [
        [
            "Đơn vị", "Mã đơn vị", "Trạng thái", "Từ ngày", "Hạn", "Quá hạn", "Đã chấm", "Số tiêu chí",
            "Tự chấm", "Tự chấm, tỷ lệ", "Thẩm định", "Thẩm định, tỷ lệ", "Hội đồng", "Hội đồng, tỷ lệ",
            "Mức độ dự kiến", "Đăng ký", "Ghi chú",
        ],
        [
            "Xã An Hòa", "10001", "Đã có quyết định", "24/03/2026", "", "", "4", "4",
            *["8,25", "82,5%"] * 3, "Mức độ 2", "Mức độ 2", "",
        ],
        ["Phường Bình Minh", "10002", *unregistered],
        ["Đặc khu Cát Vàng", "10003", *unregistered],
    ]  # fmt: skip


def test_going_back_in_the_browser_gets_the_whole_page(client, year):
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = board(client, year.people.office, year, "?q=an", **back)
    assert "<html" in answer.content.decode()
    assert "HX-Request" in answer["Vary"].split(", ")


def test_newest_cycle_is_shown_without_a_number(client, year):
    client.force_login(fresh(year.people.leader))
    assert client.get(reverse("city-board")).context["cycle"] == year.cycle


def test_unknown_cycle_is_not_found(client, year):
    client.force_login(fresh(year.people.office))
    assert client.get(reverse("city-board", args=[999_999])).status_code == 404


# --- Targets --------------------------------------------------------------------------------------------------------


def test_targets_are_told_in_units_rounded_up(year):
    year.score("10001")
    with on(DAY):
        summary = overview_of(fresh(year.people.office), year.cycle)
    told = [
        (one.base, one.needed, one.reach.foreseen, one.reach.certain, one.reach.possible) for one in summary.targets
    ]
    assert told == [(3, 3, 1, 0, 3), (3, 1, 1, 0, 3)]
    assert (summary.units, summary.late, summary.decided) == (3, 2, 0)


def test_trial_is_held_against_the_targets_of_its_sets_year(client, year):
    Cycle.objects.filter(pk=year.cycle.pk).update(kind="trial", year=2025)
    answer = board(client, year.people.office, year)
    note = "Năm chấm thử không có mục tiêu riêng, so với mục tiêu của năm 2026."
    assert [(one.needed, one.note) for one in answer.context["summary"].targets] == [(3, note), (1, note)]
    assert (
        "của 3 = 3 đơn vị. Năm chấm thử không có mục tiêu riêng, so với mục tiêu của năm 2026. Đã chắc chắn 0"
        in answer.text
    )


def test_decided_units_are_certain(year):
    year.decide("10001")
    with on(date(2026, 3, 24)):
        summary = overview_of(fresh(year.people.office), year.cycle)
    assert (summary.decided, [one.reach.certain for one in summary.targets]) == (1, [1, 1])


def test_funnel_counts_each_state_and_leads_to_its_rows(client, year):
    year.score("10001")
    stages = board(client, year.people.office, year).context["stages"]
    address = reverse("city-board", args=[year.cycle.pk])
    assert [(one.label, one.count, one.url) for one in stages] == [
        ("Chưa đăng ký", 2, f"{address}?trang_thai=unregistered"),
        ("Đang tự chấm", 1, f"{address}?trang_thai=self_scoring"),
    ]


# --- Blindness ------------------------------------------------------------------------------------------------------


def text(answer):
    return re.sub(r'value="[^"]{64}"|"X-CSRFToken": "[^"]+"', "", answer.content.decode())


def everything(client, user, year):
    """Board and its file in every order and under every filter on levels, comparison and leaders' page, as text."""
    orders = [f"?xep={sign}{one.key}" for one in COLUMNS for sign in ("", "-")]
    queries = ["?", *orders, *(f"?muc={n}" for n in (0, 1, 2)), "?nguy_co=on"]
    pages = [text(board(client, user, year, query, date(2026, 2, 12))) for query in queries]
    pages += [csv_rows(board(client, user, year, f"{query}&tai=csv", date(2026, 2, 12))) for query in queries]
    with on(date(2026, 2, 12)):
        pages.append(text(client.get(reverse("city-comparison", args=[year.cycle.pk]))))
        pages.append(text(client.get(reverse("leader-home", args=[year.cycle.pk]))))
    return pages


@pytest.mark.parametrize("who", ["secretary", "leader", "head", "auditor"])
def test_nothing_on_the_board_moves_before_every_sheet_is_sent(client, year, who):
    year.accept("10001")
    year.accept("10002")
    user = getattr(year.people, who)
    before = everything(client, user, year)
    year.fill("10002", year.people.mttq, {("mttq", "1.1"): LOWER})
    year.send("10002", year.people.mttq)
    assert everything(client, user, year) == before


def test_leader_s_number_of_contested_indicators_opens_the_list_of_them(client, year):
    def told():
        client.force_login(fresh(year.people.leader))
        with on(date(2026, 2, 12)):
            number = client.get(reverse("leader-home", args=[year.cycle.pk])).context["contested"]
            listed = client.get(reverse("council-home") + f"?ky={year.cycle.pk}&phan=chenh-lech")
        return number, [row.indicator.code for row in listed.context["table"].rows]

    year.accept("10001")
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): LOWER})
    year.send("10001", year.people.mttq)
    assert told() == (0, [])
    year.fill("10001", year.people.noi_vu, {})
    year.send("10001", year.people.noi_vu)
    assert told() == (1, ["1.1"])


# --- Comparison -----------------------------------------------------------------------------------------------------


def test_widest_gap_is_appraised_less_self_scored(year):
    year.appraise("10001", {("mttq", "1.1"): LOWER})
    year.appraise("10002")
    rows = widest_gaps(fresh(year.people.office), year.cycle)
    assert [(row.unit.code, row.gap) for row in rows] == [("10001", Decimal("-2.5"))]


def test_comparison_goes_out_as_it_is_shown(client, year):
    year.appraise("10001", {("mttq", "1.1"): LOWER})
    client.force_login(fresh(year.people.leader))
    rows = csv_rows(client.get(reverse("city-comparison", args=[year.cycle.pk]) + "?tai=csv"))
    row = widest_gaps(fresh(year.people.office), year.cycle).get()
    assert rows[0] == ["Đơn vị", "Mã đơn vị", "Tự chấm", "Thẩm định", "Chênh lệch", "Mức độ dự kiến", "Ghi chú"]
    told = [number(value, 2) for value in (row.self_points, row.appraised_points)]
    assert [one[:5] for one in rows[1:]] == [[row.unit.name, "10001", *told, "-2,5"]]


@pytest.fixture
def next_year(year):
    """The small year published, and a second cycle of 2027 with the same set."""
    year.publish("10001")
    office = fresh(year.people.office)
    with on(date(2026, 4, 1)):
        phases = {key: (first.replace(year=2027), last.replace(year=2027)) for key, (first, last) in PHASES.items()}
        plan = Plan(year.cycle.criteria_set, 2027, "Kỳ đánh giá năm 2027", phases)
        return Year(open_cycle(by=office, plan=plan), year.people)


def test_without_an_earlier_published_year_there_is_nothing_to_compare(year):
    year.decide("10001")
    assert previous_cycle(year.cycle) is None


def test_complete_dossiers_are_compared_with_the_last_published_year(year, next_year):
    office = fresh(year.people.office)
    assert previous_cycle(next_year.cycle) == year.cycle
    assert list(climbers(office, next_year.cycle, year.cycle)) == []
    better = dict(GOOD) | {"1.1": Entry(AnswerState.VALUE, {"numerator": "52", "denominator": "52"})}
    score_in_2027(next_year, better)
    row = climbers(office, next_year.cycle, year.cycle).get()
    assert (row.unit.code, row.level_before, row.foreseen) == ("10001", 2, 2)
    assert row.change == pytest.approx(0.125)
    assert list(fallers(office, next_year.cycle, year.cycle)) == []


@pytest.mark.parametrize(
    ("numerator", "change", "level"), [("52", "giu", 2), ("40", "giam", 1)], ids=["kept", "fallen"]
)
def test_levels_are_compared_with_those_of_the_last_decided_year(client, year, next_year, numerator, change, level):
    weeks = Entry(AnswerState.VALUE, {"numerator": numerator, "denominator": "52"})
    score_in_2027(next_year, dict(GOOD) | {"1.1": weeks})
    office = fresh(year.people.office)
    raised = raising_of(office, next_year.cycle, year.cycle)
    assert (raised.counts, raised.decided) == ({"nang": 0, "giu": 0, "giam": 0} | {change: 1}, 0)
    client.force_login(office)
    page = reverse("city-comparison", args=[next_year.cycle.pk])
    shown = {asked: client.get(page, {"thay_doi": asked}).context["raising"].count for asked in ("", *CHANGES)}
    assert shown == {"": 1, "nang": 0, "giu": 0, "giam": 0} | {change: 1}
    assert csv_rows(client.get(f"{page}?tai=csv&bang=nang-muc"))[1:] == [
        ["Xã An Hòa", "10001", CHANGES[change], "Mức độ 2", f"Mức độ {level}", "theo tự chấm"],
    ]
    leader = client.get(reverse("leader-home", args=[next_year.cycle.pk]))
    assert leader.context["raised"] == raised


def test_a_higher_level_than_a_year_ago_is_raised(year, next_year):
    Dossier.objects.filter(cycle=year.cycle, unit__code="10001").update(decided_level=1)
    score_in_2027(next_year, GOOD)
    raised = raising_of(fresh(year.people.office), next_year.cycle, year.cycle)
    assert (raised.counts[RAISED], raised.units) == (1, 1)


def test_levels_of_sets_with_more_or_fewer_levels_are_not_compared(year):
    other = SimpleNamespace(level_names=LevelNames(("Một", "Hai", "Ba")))
    assert (comparable(year.cycle, year.cycle), comparable(year.cycle, other)) == (True, False)


def test_steps_since_the_year_before_go_out_each_with_its_file(client, year, next_year):
    worse = dict(GOOD) | {"1.1": POOR["1.1"]}
    score_in_2027(next_year, worse)
    client.force_login(fresh(year.people.office))
    page = reverse("city-comparison", args=[next_year.cycle.pk])
    shown = client.get(page).context
    assert [shown["climbers"].count, shown["fallers"].count] == [0, 1]
    rows = csv_rows(client.get(f"{page}?tai=csv&bang=giam"))
    row, names = shown["fallers"].rows[0], year.cycle.level_names
    assert rows[1] == [
        row.unit.name, "10001", percent(row.share_before), names.name(row.level_before), percent(row.best_share),
        names.name(row.foreseen), number(row.change * 100, 1).replace("−", "-"), "theo tự chấm",
    ]  # fmt: skip
    assert csv_rows(client.get(f"{page}?tai=csv&bang=tang"))[1:] == []


def score_in_2027(year, entries):
    dossier, focal = year.dossier("10001"), year.who("10001", "focal")
    with on(date(2027, 1, 6)):
        registration.register(by=focal, dossier_id=dossier.pk, target_level=2)
        drafts = {key: answers.Draft(entry) for key, entry in entries.items()}
        answers.save_answers(by=focal, dossier_id=dossier.pk, drafts=drafts)


# --- Statements -----------------------------------------------------------------------------------------------------

STATEMENTS = {"city-board": 12, "city-comparison": 9, "leader-home": 14, "step-log": 7}


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("page", sorted(STATEMENTS))
def test_reports_take_the_same_statements_whatever_the_units(client, django_assert_num_queries, page, units):
    year = open_year(units=units)
    for code in ("10001", "10002", "10003")[:units]:
        year.appraise(code, {("mttq", "1.1"): LOWER})
    client.force_login(fresh(year.people.office))
    client.get(reverse(page, args=[year.cycle.pk]))
    with django_assert_num_queries(STATEMENTS[page]):
        client.get(reverse(page, args=[year.cycle.pk]))
