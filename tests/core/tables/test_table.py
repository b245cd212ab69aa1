"""A list over a QuerySet and over a sequence: order, pages, links, markup."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import format_html, strip_tags

from tests.core.tables.reading import lists_of
from thanthien.core.models import CalendarDay
from thanthien.core.tables.columns import Column, Control, Extra, Phone
from thanthien.core.tables.drawing import draw
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.tables.shown import Head, ShownTable, shown
from thanthien.core.tables.table import Table
from thanthien.core.workbooks.cells import DAY, WHOLE, decimal


@dataclass(frozen=True)
class Record:
    name: str
    points: Decimal | None
    households: int = 1200


class NameFilter(FilterForm):
    q = forms.CharField(label="Tên", required=False)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[ALL, ("xa", "Xã"), ("phuong", "Phường")])
    tu = forms.DateField(label="Từ ngày", required=False)
    tre = forms.BooleanField(label="Quá hạn", required=False)


RECORDS = [Record("An", Decimal("2.5")), Record("Bình", None), Record("Cát", Decimal(10))]
COLUMNS: list[Any] = [
    Column("ten", "Đơn vị", lambda one: one.name, order=lambda one: one.name, phone=Phone.TITLE),
    Column(
        "diem",
        "Điểm",
        lambda one: one.points,
        decimal(2),
        order=lambda one: one.points,
        extras=(Extra("Số hộ", lambda one: one.households, WHOLE),),
    ),
]


def table(**options: Any) -> Table[Record]:
    return Table(**{"name": "mau", "caption": "Mẫu", "rows": RECORDS, "columns": COLUMNS} | options)


def asked(made: Table[Any], address: str = "/mau/") -> ShownTable[Any]:
    return shown(made, RequestFactory().get(address))


def test_list_takes_no_anchor_of_the_frame():
    with pytest.raises(ValueError, match="noi-dung is an anchor of the frame of pages"):
        table(name="noi-dung")


# --- Order ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["An", "Bình", "Cát"]),
        ("ten", ["An", "Bình", "Cát"]),
        ("-ten", ["Cát", "Bình", "An"]),
        ("diem", ["An", "Cát", "Bình"]),
        ("-diem", ["Cát", "An", "Bình"]),
        ("khong-co", ["An", "Bình", "Cát"]),
        ("--diem", ["An", "Bình", "Cát"]),
    ],
)
def test_sequence_is_sorted_and_what_is_missing_stands_last(order: str, names: list[str]) -> None:
    assert [one.name for one in asked(table(), f"/mau/?xep={order}").rows] == names


def test_long_heading_takes_two_lines_and_a_short_one_its_own() -> None:
    heads = [Column(key, words, str).head_css for key, words in (("a", "Điểm"), ("b", "Không hoàn thành nhiệm vụ"))]
    assert heads == ["", "long-head"]


def test_cell_with_nothing_to_tell_is_marked_for_the_cards_of_a_phone() -> None:
    cells = str(draw(table(), RECORDS[:2])).split("<td")[1:]
    assert ["is-none" in cell for cell in cells] == [False, True]


def day_table(**options: Any) -> Table[CalendarDay]:
    columns: list[Any] = [
        Column("ten", "Tên", lambda one: one.name, order="name", phone=Phone.TITLE),
        Column("ngay", "Ngày", lambda one: one.date, DAY),
    ]
    rows = CalendarDay.objects.filter(source="thử").order_by("-date")
    return Table(**{"name": "ngay", "caption": "Ngày", "rows": rows, "columns": columns} | options)


@pytest.fixture
def days(db: None) -> None:
    """Four days from the first to the fourth of March 2031: b, a, b, a."""
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(date=date(2031, 3, 1 + place), kind="off", name=name, source="thử")
            for place, name in enumerate("baba")
        ]
    )


@pytest.mark.parametrize(
    ("order", "found"), [("", [4, 3, 2, 1]), ("ten", [4, 2, 3, 1]), ("-ten", [3, 1, 4, 2]), ("ngay", [4, 3, 2, 1])]
)
@pytest.mark.usefixtures("days")
def test_query_set_is_sorted_by_the_database_and_then_by_its_own_order(order: str, found: list[int]) -> None:
    assert [one.date.day for one in asked(day_table(), f"/?xep={order}").rows] == found


@pytest.mark.django_db
def test_query_set_without_an_order_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an order"):
        asked(day_table(rows=CalendarDay.objects.order_by()))


@pytest.mark.usefixtures("days")
def test_pages_of_a_query_set_are_cut_in_the_database(django_assert_num_queries: Any) -> None:
    pages = []
    for number in (1, 2, 9):
        with django_assert_num_queries(2) as taken:
            pages.append([one.date.day for one in asked(day_table(page_size=3), f"/?trang={number}").rows])
        assert taken.captured_queries[1]["sql"].count("LIMIT") == 1
    assert pages == [[4, 3, 2], [1], [1]]


@pytest.mark.parametrize("rows", [None, [3, 1, 4, 2]], ids=["in the database", "in memory"])
@pytest.mark.usefixtures("days")
def test_of_more_rows_than_anybody_turns_to_it_is_told_that_there_are_more(
    rows: list[int] | None,
) -> None:
    counted = []
    for most in (3, 4):
        options: dict[str, Any] = {"page_size": 2, "most_counted": most}
        made = day_table(**options) if rows is None else table(rows=rows, prepare=list, columns=(), **options)
        found = asked(made, "/?trang=9")
        counted.append((found.count, found.goes_on, found.page.number))
    assert counted == [(3, True, 2), (4, False, 2)]


@pytest.mark.usefixtures("days")
def test_nobody_counts_again_where_more_were_found(django_assert_num_queries: Any) -> None:
    made = day_table(page_size=2, most_counted=1, counted=2)
    with django_assert_num_queries(1):
        found = asked(made, "/")
    assert (found.count, found.goes_on) == (1, True)


@pytest.mark.parametrize(
    ("address", "most", "words"),
    [
        ("/mau/", 2, "Hơn 2 mục. Lọc để thu hẹp, hoặc tải tệp để có tất cả."),
        ("/mau/?tre=on", 2, "Hơn 2 mục phù hợp · bỏ lọc. Lọc để thu hẹp, hoặc tải tệp để có tất cả."),
        ("/mau/?tre=on", 3, "3 mục phù hợp · bỏ lọc"),
    ],
)
def test_list_says_how_many_match_and_then_what_to_do(address: str, most: int, words: str) -> None:
    sent = QueryDict(address.partition("?")[2])
    found = asked(table(filters=NameFilter(sent), most_counted=most, noun="mục"), address)
    page = render_to_string("tables/table.html", {"table": found}, RequestFactory().get(address))
    said = page.partition('role="status">')[2].partition("</p>")[0]
    assert " ".join(strip_tags(said).split()) == words


def test_what_stands_beside_the_rows_is_read_for_all_rows_of_a_page_at_once() -> None:
    read: list[list[str]] = []

    def prepare(members: list[Record]) -> list[Record]:
        read.append([one.name for one in members])
        return members

    made = table(prepare=prepare, page_size=2)
    asked(made, "/?trang=2")
    assert (read, [[one.name for one in rows] for rows in made.batches("-ten", 2)]) == (
        [["Cát"], ["Cát", "Bình"], ["An"]],
        [["Cát", "Bình"], ["An"]],
    )


# --- Links ----------------------------------------------------------------------------------------------------------


def test_headings_sort_and_turn_and_keep_the_filter() -> None:
    made = table(filters=NameFilter(QueryDict("q=a")))
    assert asked(made, "/mau/?q=a&xep=diem&trang=2").heads == [
        Head("Đơn vị", "", "?q=a&xep=ten", ""),
        Head("Điểm", "num", "?q=a&xep=-diem", "ascending"),
    ]
    assert asked(made, "/mau/?q=a&xep=-diem").heads[1] == Head("Điểm", "num", "?q=a&xep=diem", "descending")


def test_files_keep_filter_and_order_and_leave_the_page() -> None:
    made = asked(table(), "/mau/?q=a&xep=diem&trang=2")
    assert (made.excel_url, made.csv_url) == ("?q=a&xep=diem&tai=xlsx", "?q=a&xep=diem&tai=csv")


def test_filter_is_cleared_without_losing_the_rest() -> None:
    made = table(filters=NameFilter(QueryDict("q=a&tre=on")))
    assert asked(made, "/mau/?ky=3&q=a&tre=on&trang=2&xep=diem").clear_url == "?ky=3&xep=diem"
    assert asked(made, "/mau/?q=a").clear_url == "/mau/"


def test_form_carries_what_is_not_its_own() -> None:
    made = table(filters=NameFilter(QueryDict("q=a")))
    assert list(asked(made, "/mau/?ky=3&q=a&trang=2&xep=diem&tai=x").kept) == [("ky", "3")]


def test_second_list_of_a_page_has_parameters_of_its_own() -> None:
    made = asked(table(key="sau"), "/mau/?xep=-ten&xep-sau=-diem&trang-sau=1")
    assert [one.name for one in made.rows] == ["Cát", "An", "Bình"]
    assert (made.heads[0].url, made.csv_url) == (
        "?xep=-ten&xep-sau=ten",
        "?xep=-ten&xep-sau=-diem&tai=csv&bang=sau",
    )


# --- Filter ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "narrows", "conditions"),
    [
        ("", False, []),
        ("loai=khong-co&tu=hom+qua", False, []),
        (
            "q=an&loai=xa&tu=2026-01-05&tre=on",
            True,
            [("Tên", "an"), ("Loại", "Xã"), ("Từ ngày", "05/01/2026"), ("Quá hạn", "có")],
        ),
    ],
)
def test_filter_takes_what_is_typed_rightly_and_tells_it(
    typed: str, narrows: bool, conditions: list[tuple[str, str]]
) -> None:
    form = NameFilter(QueryDict(typed))
    assert (form.narrows, list(form.conditions())) == (narrows, conditions)


# --- Markup ---------------------------------------------------------------------------------------------------------


def test_rows_are_drawn_with_labels_and_everything_escaped() -> None:
    made = table(rows=[Record("<b>An & Bình</b>", Decimal("2.5"))], link=lambda one: '/"x"/')
    assert draw(made, made.rows) == (
        '<tr><th scope="row" class=""><a href="/&quot;x&quot;/">&lt;b&gt;An &amp; Bình&lt;/b&gt;</a></th>'
        '<td class="is-short num" data-label="Điểm">2,5</td></tr>\n'
    )


def test_what_was_searched_for_is_marked_in_the_title() -> None:
    made = table(rows=RECORDS[1:2], words="binh")
    assert draw(made, made.rows).startswith('<tr><th scope="row" class=""><mark>Bình</mark></th>')


def test_missing_value_is_a_dash_and_a_long_text_tells_itself_whole() -> None:
    columns: list[Any] = [COLUMNS[0], Column("ly-do", "Lý do", lambda one: f'"{one.name}"', clip=True)]
    made = table(columns=columns)
    assert draw(made, RECORDS[:1]).split("</th>")[1] == (
        '<td class="is-short clip" data-label="Lý do"><div title="&quot;An&quot;">&quot;An&quot;</div></td></tr>\n'
    )
    assert '<td class="is-short num is-none" data-label="Điểm">–</td>' in draw(table(), RECORDS[1:2])


def test_row_that_is_told_whole_breaks_where_others_are_clipped() -> None:
    broken = Column("ly-do", "Lý do", lambda one: one.name, clip=True, breaks=lambda one: one.name == "Bình")
    made = table(columns=[COLUMNS[0], broken])
    assert [line.split("</th>")[1] for line in draw(made, RECORDS[:2]).splitlines()] == [
        '<td class="is-short clip" data-label="Lý do"><div title="An">An</div></td></tr>',
        '<td class="is-short wraps" data-label="Lý do">Bình</td></tr>',
    ]


def test_card_of_a_phone_keeps_back_what_a_row_keeps_back() -> None:
    columns: list[Any] = [
        COLUMNS[0],
        Column("diem", "Điểm", lambda one: "9", phone=lambda one: Phone.MORE if one.points is None else Phone.WHOLE),
        Control("Việc khác", lambda one: format_html('<a href="#">{}</a>', one.name), phone=Phone.BESIDE),
    ]
    made = table(columns=columns)
    first, second, _ = draw(made, made.rows).splitlines()
    assert 'class="is-whole "' in first
    assert 'class="is-more "' in second
    assert '<td class="is-beside control"><a href="#">An</a></td><td class="more-door">' in first
    assert [(head.text, head.hidden) for head in asked(made).heads] == [
        ("Đơn vị", False),
        ("Điểm", False),
        ("Việc khác", True),
        ("Chi tiết", True),
    ]


# --- On a page ------------------------------------------------------------------------------------------------------

GALLERY = "/thu-vien-giao-dien/"


@pytest.fixture
def gallery(client: Any, db: None, settings: Any) -> Any:
    settings.DEMO = True
    return lambda query="", **headers: client.get(GALLERY + query, headers=headers)


def rows_on(page: Any) -> list[str]:
    return [" ".join(words) for words in lists_of(page.text)["danh-sach-mau"].rows]


def test_page_shows_its_list(gallery: Any) -> None:
    assert rows_on(gallery("?xep=-so-ho")) == [
        "Phường Trần Nhân Tông Đã gửi 03/12/2026 12.480 83,25 83,3% Chi tiết",
        "Xã Gia Lộc Chưa gửi – 5.105 – – Đã gia hạn đến 20/12/2026 vì bão số 9 làm hỏng kho sổ. Chi tiết",
    ]


def test_page_with_a_filter_counts_what_it_finds(gallery: Any) -> None:
    page = gallery("?q=gia+loc")
    assert [row.name for row in page.context["records"].rows] == ["Xã Gia Lộc"]
    assert '<b class="num">1</b> đơn vị phù hợp' in page.text
    assert f'<a href="{GALLERY}">bỏ lọc</a>' in page.text


def test_list_without_a_row_says_why_and_leads_back(gallery: Any) -> None:
    page = gallery("?q=khong-co")
    assert "<h2>Không có đơn vị phù hợp</h2>" in page.text
    assert f'<a class="button" href="{GALLERY}">Xem tất cả</a>' in page.text
    assert "tai=csv" not in page.text


def test_filter_in_place_gets_the_list_alone(gallery: Any) -> None:
    answer = gallery("?q=gia", **{"HX-Request": "true", "HX-Target": "danh-sach-mau"})
    assert answer.text.strip().startswith('<section class="list" id="danh-sach-mau"')
    assert (rows_on(answer)[0].split()[:3], "<html" in answer.text) == (["Xã", "Gia", "Lộc"], False)
    assert {"HX-Request", "HX-Target"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "HX-Target": "khac"},
        {"HX-Request": "true", "HX-Target": "danh-sach-mau", "HX-History-Restore-Request": "true"},
    ],
)
def test_other_requests_get_the_whole_page(gallery: Any, headers: dict[str, str]) -> None:
    assert "<html" in gallery("?q=gia", **headers).text


def test_rows_stand_under_headings_in_the_order_of_the_list_alone() -> None:
    made = table(under=lambda one: "<Có điểm>" if one.points else "Chưa có")
    drawn = draw(made, RECORDS)
    heading = '<tr class="under"><th colspan="2" scope="rowgroup">{}</th></tr>'
    with_points, without = (heading.format(text) for text in ("&lt;Có điểm&gt;", "Chưa có"))
    bodies = [body.strip() for body in drawn.split("</tbody>\n<tbody>\n")]
    assert [body.splitlines()[0] for body in bodies] == [with_points, without, with_points]
    assert "rowgroup" not in asked(made, "/mau/?xep=-ten").body
