"""The public pages: what they show and what they hide."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.core.tables.reading import csv_rows, excel_sheets, lists_of
from tests.evaluations.scenario import PHASES, SMALL_SET, fresh, on, open_year, pdf
from tests.evaluations.test_mergers import close, merge
from tests.factories.units import HamletFactory
from tests.portal.published import (
    COMMUNE_TEXT,
    announce_with_deviation,
    another_result,
    decide,
    lower,
    publish,
    published_year,
)
from thanthien.criteria.actions import import_draft
from thanthien.evaluations.actions import decisions, intake
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.public import sealed_decisions_of
from thanthien.portal.course import change_words
from thanthien.portal.sheets import groups_of, level_course, sheet_of
from thanthien.portal.years import year_of
from thanthien.units.models import Boundary, Unit

pytestmark = pytest.mark.django_db
YEAR, UNIT = "/ket-qua/2026/", "/don-vi-hanh-chinh/10001/"


def text(client, path: str) -> str:
    caches["local"].clear()
    return " ".join(client.get(path).content.decode().split())


# --- Home and year --------------------------------------------------------------------------------------------------


def test_home_without_results_shows_only_the_calendar(client):
    year = open_year()
    year.conclude()
    with on(date(2026, 3, 10)):
        shown = text(client, "/")
    assert "Chưa có kết quả nào được công bố" in shown
    assert f"{PHASES['council'][0]:%d/%m/%Y}" in shown
    assert [words for words in ("8,25", "Mức độ 2", "tile level-1", "tile level-9") if words in shown] == []


def test_home_shows_targets_of_the_published_year(client):
    year = published_year()
    lines = [(one.value, one.total, one.target) for one in year_of(year.cycle).answer().targets]
    assert lines == [(2, 3, 3), (1, 3, 1)]
    assert "của 3 xã, phường, đặc khu" in text(client, "/")


def test_trial_of_another_year_says_whose_targets_it_shows():
    year = published_year()
    Cycle.objects.filter(pk=year.cycle.pk).update(kind="trial", year=2025)
    lines = year_of(Cycle.objects.get(pk=year.cycle.pk)).answer().targets
    assert [(one.target, one.note) for one in lines] == [
        (3, "Năm chấm thử không có mục tiêu riêng, so với mục tiêu của năm 2026."), (1, ""),
    ]  # fmt: skip


def test_year_is_the_last_decided_one_when_the_city_says_so(client):
    year = published_year()
    Cycle.objects.filter(pk=year.cycle.pk).update(kind="trial", year=2025)
    later = another_result(year, version="2")
    assert "Kết quả chấm thử" in text(client, "/")
    office, pk = fresh(later.people.office), later.cycle.pk
    taken = decisions.take_as_decided(by=office, cycle_id=pk, reason="Hai xã chờ thanh tra", seen=None)
    shown = text(client, "/")
    assert ("Kết quả chấm thử" in shown, "Hai xã chờ thanh tra" in shown) == (False, True)
    assert "Hai xã chờ thanh tra" in text(client, "/ket-qua/2026/")
    decisions.take_back_as_decided(by=office, cycle_id=pk, seen=taken.taken_as_decided_at)
    assert ("Kết quả chấm thử" in text(client, "/"), "thanh tra" in text(client, "/ket-qua/2026/")) == (True, False)


def close_and_decide(year, *codes: str) -> None:
    """Units that did not submit stand in the list of those not recognised."""
    office, ids = fresh(year.people.office), [year.dossier(code).pk for code in codes]
    with on(date(2026, 3, 25)):
        intake.close_unsubmitted(by=office, dossier_ids=ids)
        decisions.record_decision(
            by=office, cycle=year.cycle, paper=Printed("99/QĐ-UBND", date(2026, 3, 25), "Người ký", pdf()),
            verdicts=dict.fromkeys(ids, decisions.Verdict(0)),
        )  # fmt: skip
        decisions.publish(by=office, cycle=year.cycle, seen=year.decided())


def test_year_is_not_told_as_taken_for_decided_once_every_unit_has_its_result(client):
    year = open_year()
    year.publish("10001")
    office, pk = fresh(year.people.office), year.cycle.pk
    decisions.take_as_decided(by=office, cycle_id=pk, reason="Hai xã chờ thanh tra", seen=None)
    assert ["thanh tra" in text(client, url) for url in ("/", YEAR)] == [True, True]
    close_and_decide(year, "10002", "10003")
    assert ["thanh tra" in text(client, url) for url in ("/", YEAR)] == [False, False]
    client.force_login(fresh(year.people.office))
    home = client.get(reverse("decision-home", args=[pk])).text
    assert reverse("decision-whole", args=[pk]) in home


def test_official_year_comes_before_a_later_trial(client):
    year = published_year()
    assert "chấm thử" not in text(client, "/")
    Cycle.objects.filter(pk=year.cycle.pk).update(kind="trial")
    assert "Kết quả chấm thử" in text(client, "/")
    assert client.get("/ket-qua/2026/cham-thu/").status_code == 200


def test_address_of_a_year_that_has_only_a_trial_says_so_and_leads_there(client):
    Cycle.objects.filter(pk=published_year().cycle.pk).update(kind="trial")
    page = text(client, YEAR)
    assert "Năm 2026 chưa có kết quả đánh giá chính thức, chỉ có kết quả chấm thử:" in page
    assert '<a href="/ket-qua/2026/cham-thu/">Năm 2026 (chấm thử)</a>' in page
    assert [client.get(path).status_code for path in ("/ket-qua/2025/", f"{YEAR}du-lieu.json")] == [404, 404]


def test_year_is_the_last_decided_one_once_all_its_units_are_decided(client):
    year = published_year()
    Cycle.objects.filter(pk=year.cycle.pk).update(kind="trial", year=2025)
    later = another_result(year, version="2")
    shown = text(client, "/")
    assert "Kết quả chấm thử" in shown
    assert '<a href="/ket-qua/2026/">Năm 2026: kết quả đang được công bố</a>' in shown
    close_and_decide(later, "10002", "10003")
    shown = text(client, "/")
    assert ("Kết quả chấm thử" in shown, "đang được công bố" in shown) == (False, False)
    assert "Mức độ năm 2026" in shown


def test_unit_that_a_merger_closed_is_named_and_counted_nowhere(client):
    year = open_year()
    merge("10003", "10001")
    close(year, "10003")
    year.publish("10001")
    shown = year_of(year.cycle).answer()
    assert [(one.total, one.target) for one in shown.targets] == [(2, 2), (2, 1)]
    assert [(one.name, [unit.name for unit in one.units]) for one in shown.groups] == [
        ("Mức độ 2", ["Xã An Hòa"]), ("Mức độ 1", []), ("Chưa đạt", []), ("Chưa có kết quả", ["Phường Bình Minh"]),
    ]  # fmt: skip
    told = text(client, YEAR).split("Sáp nhập trong kỳ, không xét kết quả riêng", 1)[1]
    assert told.index("Đặc khu Cát Vàng (sáp nhập vào Xã An Hòa từ ngày 20/01/2026)") < told.index("Cơ quan quyết định")


def test_year_lists_units_by_level_in_vietnamese_order(client):
    year = published_year()
    groups = [(one.name, [unit.name for unit in one.units]) for one in year_of(year.cycle).answer().groups]
    assert groups == [
        ("Mức độ 2", ["Phường Bình Minh"]), ("Mức độ 1", ["Xã An Hòa"]), ("Chưa đạt", ["Đặc khu Cát Vàng"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=an+hoa", ["Xã An Hòa"]),
        ("loai=phuong", ["Phường Bình Minh"]),
        ("muc=0", ["Đặc khu Cát Vàng"]),
        ("muc=2&loai=xa", []),
        ("muc=4", ["Phường Bình Minh", "Xã An Hòa", "Đặc khu Cát Vàng"]),  # no level of this set
        ("muc=x&loai=%01", ["Phường Bình Minh", "Xã An Hòa", "Đặc khu Cát Vàng"]),
        ("xep=muc", ["Đặc khu Cát Vàng", "Xã An Hòa", "Phường Bình Minh"]),
    ],
)
def test_year_is_filtered(client, query, names):
    published_year()
    shown = lists_of(client.get(f"{YEAR}?{query}").text)["cac-don-vi"]
    assert [re.split(" [–12] ", " ".join(row))[0] for row in shown.rows] == names


def test_list_of_a_year_is_downloaded_as_it_is_shown(client):
    published_year()
    answer = client.get(f"{YEAR}?loai=xa&tai=csv")
    assert csv_rows(answer) == [
        ["Đơn vị", "Mã đơn vị", "Loại đơn vị", "Mức độ", "Đủ tổng điểm, chưa lên mức vì"],
        ["Xã An Hòa", "10001", "Xã", "Mức độ 1", "Kết quả hậu kiểm"],
    ]
    assert answer["Cache-Control"] == "public, max-age=60"
    sheets = excel_sheets(client.get(f"{YEAR}?tai=xlsx"))
    assert [row[0] for row in sheets["Danh sách"]] == ["Đơn vị", "Phường Bình Minh", "Xã An Hòa", "Đặc khu Cát Vàng"]


def test_list_of_a_year_that_is_not_published_is_not_downloaded(client):
    year = open_year()
    year.decide("10001")
    assert client.get(f"{YEAR}?tai=csv").status_code == 404


def test_filter_in_place_is_not_taken_for_the_page(client):
    published_year()
    part = client.get(YEAR, headers={"HX-Request": "true", "HX-Target": "cac-don-vi"})
    whole = client.get(YEAR)
    assert ("<html" in part.text, "<html" in whole.text) == (False, True)
    assert part["Vary"] == "Cookie, Accept-Encoding, HX-Request, HX-Target"


def test_map_takes_boundaries_once_every_unit_has_one(client):
    published_year()
    assert 'class="tile-map"' in text(client, "/")
    ring = [[106.0, 20.0], [106.1, 20.0], [106.1, 20.1], [106.0, 20.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    units = list(Unit.objects.all())
    Boundary.objects.bulk_create(Boundary(unit=unit, geometry=shape, source="thử") for unit in units[1:])
    assert 'class="tile-map"' in text(client, "/")
    Boundary.objects.create(unit=units[0], geometry=shape, source="thử")
    assert 'class="boundary-map"' in text(client, "/")


# --- Units ----------------------------------------------------------------------------------------------------------


def test_unit_shows_how_each_point_was_won():
    year = published_year()
    sheet = sheet_of(sealed_decisions_of(year.dossier("10002").unit, year.cycle))
    rows = {row.code: row for group in groups_of(sheet) for row in group.rows}
    assert (rows["1.1"].concluded.words, rows["1.1"].concluded.points) == ("46/52 tuần có tiếp nhận", Decimal("2.75"))
    assert (rows["1.2"].concluded.words, rows["1.2"].concluded.maximum) == ("Không phát sinh", 0)
    assert (rows["2.2"].direct, rows["2.2"].reason) == (True, "Hội đồng thống nhất cho một điểm")
    assert (rows["2.2"].own.words, rows["2.2"].own.points) == ("Tốt", 2)
    assert [reason for _, _, reason in level_course(sheet)] == ["", "", "Hội nghị xét thêm"]


def test_unit_tells_how_many_hamlets_it_has_once_they_are_known(client):
    unit = published_year().dossier("10001").unit
    assert " thôn </p>" not in text(client, UNIT)
    HamletFactory.create_batch(2, unit=unit)
    caches["local"].clear()
    assert "mã 10001 · 2 thôn </p>" in text(client, UNIT)


def test_unit_shows_the_sealed_document_not_the_rows(client):
    year = published_year()
    seal = year.dossier().seals.filter(kind="decision").last()
    row = year.conclusion("10001", "1.1")
    row.points, row.value = Decimal(1), {"numerator": "10", "denominator": "52"}
    row.save(update_fields=["points", "value"])
    shown = text(client, UNIT)
    assert (seal.sha256 in shown, seal.number in shown, "46/52 tuần" in shown, "10/52" in shown) == (
        True, True, True, False,
    )  # fmt: skip


def test_unit_tells_that_it_was_lowered_and_why(client):
    published_year()
    shown = text(client, UNIT)
    found = [
        words for words in ("Hạ mức độ: Mức độ 1", "30/QĐ-UBND", "04/05/2026", "Kết quả hậu kiểm") if words in shown
    ]
    assert len(found) == 4


def test_revoked_unit_is_not_recognised(client):
    year = published_year()
    lower(year, "10002", level=0, number="31/QĐ-UBND")
    assert "Thu hồi công nhận" in text(client, "/don-vi-hanh-chinh/10002/")
    assert {one.code: one.level for one in year_of(year.cycle).answer().units} == {"10001": 1, "10002": 0, "10003": 0}


def test_unit_says_first_what_the_last_decision_changed(client):
    published_year()
    shown = text(client, UNIT)
    told = "Hạ từ Mức độ 2 xuống Mức độ 1 theo Quyết định số 30/QĐ-UBND ngày 04/05/2026."
    assert 0 < shown.index(told) < shown.index("Kết quả qua từng bước xét") < shown.index("Hạ mức độ ngày 04/05/2026")


def test_unit_under_its_first_decision_says_nothing_of_a_change():
    published_year()
    sheet = sheet_of(sealed_decisions_of(Unit.objects.get(code="10002"), Cycle.objects.get()))
    assert (change_words(sheet.steps), [label for label, *_ in level_course(sheet)][-1]) == ("", "Quyết định")


def test_revoked_unit_was_recognised_before(client):
    year = published_year()
    lower(year, "10002", level=0, number="31/QĐ-UBND")
    sheet = sheet_of(sealed_decisions_of(Unit.objects.get(code="10002"), Cycle.objects.get()))
    assert (sheet.level, sheet.level_name) == (0, "Đã thu hồi")
    assert change_words(sheet.steps) == "Thu hồi công nhận Mức độ 2 theo Quyết định số 31/QĐ-UBND ngày 04/05/2026."
    assert level_course(sheet)[-1] == (
        "Thu hồi công nhận ngày 04/05/2026", "Đã thu hồi", "Kết quả hậu kiểm",
    )  # fmt: skip
    assert "Chưa đạt</" not in text(client, "/don-vi-hanh-chinh/10002/")


def test_year_says_when_it_was_first_published_and_last_changed(client):
    year = open_year()
    year.announce("10001")
    announce_with_deviation(year, "10002")
    decide(year)
    publish(year)
    assert "Công bố ngày 25/03/2026." in text(client, YEAR)
    lower(year, "10001")
    assert "Công bố lần đầu ngày 25/03/2026; cập nhật lần cuối ngày 04/05/2026." in text(client, YEAR)


def test_unit_never_submitted_has_no_points(client):
    published_year()
    assert "không nộp hồ sơ" in text(client, "/don-vi-hanh-chinh/10003/")


def test_unknown_unit_is_not_found(client):
    open_year()
    assert client.get("/don-vi-hanh-chinh/99999/").status_code == 404
    assert client.get(f"{UNIT}2026/").status_code == 404


# --- Hidden until published -----------------------------------------------------------------------------------------

HIDDEN_PATHS = ["/", "/tra-cuu/?q=an+hoa", UNIT, "/du-lieu-mo/", "/cach-cham-diem/", "/sitemap.xml", "/ket-qua/"]


def test_decided_but_unpublished_year_shows_nowhere(client):
    year = open_year()
    year.decide()
    shown = {path: text(client, path) for path in HIDDEN_PATHS}
    traces = ("8,25", "12/QĐ-UBND", "46/52 tuần", "/ket-qua/2026/", 'class="level-digit level-9"')
    assert [(path, words) for path, page in shown.items() for words in traces if words in page] == []
    assert [client.get(path).status_code for path in (YEAR, f"{YEAR}cham-thu/", f"{UNIT}2026/")] == [404, 404, 404]


def test_unit_decided_later_stays_hidden_in_a_published_year(client):
    year = open_year()
    announce_with_deviation(year, "10002")
    year.publish("10001")
    assert {one.code: one.level for one in year_of(year.cycle).answer().units} == {
        "10001": 2,
        "10002": None,
        "10003": None,
    }
    assert "Chưa có kết quả được công bố" in text(client, "/don-vi-hanh-chinh/10002/")
    assert client.get("/don-vi-hanh-chinh/10002/2026/").status_code == 404


def test_no_page_tells_names_texts_or_evidence(client):
    year = published_year()
    paths = [*HIDDEN_PATHS, YEAR, *(f"/don-vi-hanh-chinh/{code}/" for code in ("10001", "10002", "10003"))]
    people = [user.full_name for user in year.people.communes["10002"].values()]
    private = [COMMUNE_TEXT, "Người ký", "Biên bản họp", *people]
    shown = {path: text(client, path) for path in paths}
    assert [(path, words) for path, page in shown.items() for words in private if words in page] == []


# --- Search, method, machines ---------------------------------------------------------------------------------------


def test_search_forgives_diacritics(client):
    published_year()
    shown = text(client, "/tra-cuu/?q=cat+vang")
    assert ("/don-vi-hanh-chinh/10003/" in shown, "/don-vi-hanh-chinh/10001/" in shown) == (True, False)


@pytest.mark.parametrize("query", ["%01", "x" * 5000, "<script>", "%F0%9F%98%80", "' OR 1=1"])
def test_search_takes_anything(client, query):
    published_year()
    answer = client.get(f"/tra-cuu/?q={query}")
    assert (answer.status_code, "<script>" in answer.content.decode().split("<main")[1].split("</main")[0]) == (
        200,
        False,
    )


def test_draft_set_is_nobody_s_business(client):
    year = open_year()
    draft = year.cycle.criteria_set
    import_draft(
        by=fresh(year.people.head), text=SMALL_SET.read_text(encoding="utf-8").replace("version: 1", "version: 2")
    )
    base = f"/cach-cham-diem/{draft.scheme.code}/2026"
    assert [client.get(f"{base}/{n}/").status_code for n in (1, 2)] == [200, 404]
    assert [client.get(f"{base}/2/bo-tieu-chi.{end}").status_code for end in ("json", "yaml")] == [404, 404]


def test_pages_stand_before_anything_is_set_up(client):
    paths = ("/", "/ket-qua/", "/cach-cham-diem/", "/du-lieu-mo/", "/tra-cuu/", "/robots.txt", "/sitemap.xml")
    assert [client.get(path).status_code for path in paths] == [200] * 7
