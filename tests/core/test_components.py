"""Components: what they say, escaped, and with their text twin."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from thanthien.core.components import basics
from thanthien.core.components.boundaries import Feature, boundary_map
from thanthien.core.components.charts import (
    Bar,
    LevelLine,
    Week,
    cadence_strip,
    cadence_summary,
    placed_bars,
    target_bar,
)
from thanthien.core.components.maps import ROW_HEIGHT, TILE_WIDTH, Tile, level_summary, place_tiles, tile_map
from thanthien.core.icons import icon
from thanthien.core.levels import LevelNames

FOUR = LevelNames(("Hạng nhất", "Hạng nhì", "Hạng ba", "Hạng tư"))


class WeeksForm(forms.Form):
    weeks = forms.IntegerField(label="Số tuần", help_text="Cả năm", error_messages={"invalid": "Nhập một số."})


def render(source: str, **context: object) -> str:
    return Template("{% load thanthien %}" + source).render(Context(context))


def test_icon_with_a_label_is_a_picture() -> None:
    assert icon("check", "Đạt").startswith('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="Đạt">')
    assert icon("check").startswith('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">')


@pytest.mark.parametrize(
    ("level", "name", "colour"),
    [
        (4, "Hạng tư", "level-9"),
        (1, "Hạng nhất", "level-1"),
        (0, "Chưa đạt", "level-0"),
        (None, "Chưa có kết quả", "level-none"),
    ],
)
def test_level_has_name_and_colour(level: int | None, name: str, colour: str) -> None:
    assert (basics.level_name(level, FOUR), basics.level_class(level, FOUR)) == (name, colour)
    assert f"<span>{name}</span>" in basics.level_badge(level, FOUR)


@pytest.mark.parametrize(
    ("levels", "shades"),
    [(1, "9"), (2, "19"), (3, "159"), (4, "1469"), (5, "13579"), (6, "134679"), (9, "123456789")],
)
def test_levels_share_the_whole_scale(levels: int, shades: str) -> None:
    names = LevelNames(tuple("ABCDEFGHI"[:levels]))
    assert "".join(basics.level_shade(level, names) for level in range(1, levels + 1)) == shades


def test_legend_goes_from_the_highest_down_with_the_names_of_the_set() -> None:
    shown = re.findall(r"</span> ([^<]+)</li>", basics.level_legend(LevelNames(("Khá", "Tốt"))))
    assert shown == ["Tốt", "Khá", "Chưa đạt", "Chưa có kết quả"]


def test_status_tag_escapes_its_text() -> None:
    assert "&lt;i&gt;" in basics.status_tag("<i>", "ok")


def test_field_ties_hint_and_error_and_keeps_what_was_typed() -> None:
    shown = render("{% field form.weeks %}", form=WeeksForm({"weeks": "ba <mươi>"}))
    assert 'aria-describedby="id_weeks_hint id_weeks_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'value="ba &lt;mươi&gt;"' in shown
    assert "Nhập một số." in shown


class ChoiceForm(forms.Form):
    use_required_attribute = False
    one = forms.ChoiceField(label="Một", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    some = forms.MultipleChoiceField(
        label="Nhiều", widget=forms.CheckboxSelectMultiple, choices=[("a", "A")], help_text="Chọn vài"
    )


def test_choices_say_error_and_hint_together_and_not_each() -> None:
    """A group of checkboxes can't be required or wrong by WAI-ARIA."""
    form = ChoiceForm({})
    ties = r'(?:role|aria-(?:describedby|invalid|required))="[^"]+"'
    each = 'aria-invalid="true"'  # Django's
    assert [re.findall(ties, render(f"{{% field form.{name} %}}", form=form)) for name in form.fields] == [
        ['aria-describedby="id_one_error"', each, 'aria-required="true"', 'role="radiogroup"', each, each],
        ['aria-describedby="id_some_hint id_some_error"', each],
    ]


class FileForm(forms.Form):
    file = forms.FileField(label="Tệp Excel")


def test_file_field_speaks_vietnamese_over_the_native_input() -> None:
    shown = render("{% field form.file %}", form=FileForm())
    native, face = shown.split('<div class="file-face needs-js">')
    assert native.rstrip().endswith('<input type="file" name="file" required id="id_file">')
    assert ("Chọn tệp…" in face, "Chưa chọn tệp" in face) == (True, True)


def test_field_without_errors_is_not_invalid() -> None:
    assert "aria-invalid" not in render("{% field form.weeks %}", form=WeeksForm())


def test_error_summary_links_to_the_fields() -> None:
    shown = render("{% error_summary form %}", form=WeeksForm({"weeks": "x"}))
    assert '<a href="#id_weeks">Số tuần: Nhập một số.</a>' in shown


def test_error_summary_of_a_fresh_form_is_empty() -> None:
    assert render("{% error_summary form %}", form=WeeksForm()).strip() == ""


def test_pagination_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/", {"q": "hải an", "trang": "2"})
    found = basics.pagination({"request": request}, Paginator(range(50), 10).page(2))
    assert (found["before"], found["after"]) == (
        "?q=h%E1%BA%A3i+an&trang=1",
        "?q=h%E1%BA%A3i+an&trang=3",
    )


def test_progress_is_full_at_most() -> None:
    assert [basics.progress(*pair, "")["width"] for pair in ((0, 0), (1, 3), (5, 4))] == ["0", "33.3", "100.0"]


# --- Charts ---------------------------------------------------------------------------------------------------------


def test_four_bars_tell_missing_from_zero() -> None:
    chart = placed_bars([Bar("Nhóm 1", Decimal(0)), Bar("Nhóm 2", None)], [LevelLine(("Mức độ 1",), Decimal("0.5"))])
    assert [bar["share"] for bar in chart["bars"]] == ["0%", "chưa chấm"]
    assert chart["summary"] == "Nhóm 1 0%, Nhóm 2 chưa chấm. Mức cần đạt: Mức độ 1 50%."


def test_bar_chart_tells_its_numbers_in_picture_and_table_and_escapes_what_was_typed() -> None:
    bars = [Bar("Nhóm <1>", Decimal("0.5"), "ghi & chú"), Bar("Nhóm 2", None, unknown="chưa lưu")]
    lines = [LevelLine(("Mức độ 1",), Decimal("0.5")), LevelLine(("Mức độ 2",), Decimal("0.7"))]
    drawn = render('{% four_bars bars lines "Điểm" "Kỳ" %}', bars=bars, lines=lines)
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", drawn)
    assert cells == [
        "Kỳ", "Đạt", "Ghi chú", "Nhóm &lt;1&gt;", "50%", "ghi &amp; chú", "Nhóm 2", "chưa lưu", "",
    ]  # fmt: skip
    assert re.findall(r"<tspan[^>]*>([^<]*)</tspan>", drawn) == ["chưa", "lưu"]
    assert "Mức độ 1: từ 50%; Mức độ 2: từ 70%" in drawn
    assert ("<figcaption>Điểm</figcaption>" in drawn, drawn.count("level-line"), "<1>" in drawn) == (True, 2, False)
    assert "figcaption" not in render("{% four_bars bars lines %}", bars=bars, lines="")


def test_titles_of_levels_stand_below_each_other() -> None:
    lines = [LevelLine(("Mức độ 1", "Mức độ 2"), Decimal("0.5")), LevelLine(("Mức độ 3",), Decimal("0.6"))]
    chart = placed_bars([], lines)
    assert [(one["text"], one["y"]) for one in chart["titles"]] == [
        ("Mức độ 3", "88.0"), ("Mức độ 1, 2", "103.0"),
    ]  # fmt: skip
    assert chart["summary"].endswith("Mức cần đạt: Mức độ 1, Mức độ 2 50%, Mức độ 3 60%.")


def test_titles_of_one_line_that_share_no_words_stand_each_for_itself() -> None:
    chart = placed_bars([], [LevelLine(("Khá", "Tốt hơn"), Decimal("0.5"))])
    assert [one["text"] for one in chart["titles"]] == ["Tốt hơn", "Khá"]


def test_target_bar_places_the_mark_by_the_target() -> None:
    drawn = target_bar("Đạt chuẩn", 94, 114, 92)
    assert (drawn["width"], drawn["mark"]) == (f"{400 * 94 / 114:.1f}", f"{400 * 92 / 114:.1f}")


def test_cadence_counts_what_it_draws() -> None:
    states = ["done"] * 31 + ["none"] * 8 + ["missing"] * 6 + ["off", "future"]
    weeks = [Week(f"tuần {place}", state) for place, state in enumerate(states)]  # type: ignore[arg-type]
    assert cadence_summary(weeks) == (
        "39 tuần có báo cáo (31 tiếp nhận, 8 không phát sinh), 6 tuần không có báo cáo, 1 tuần không đến hạn"
    )
    assert cadence_strip(weeks).count("<title>") == 47


def test_cadence_says_what_each_kind_of_its_cells_means() -> None:
    weeks = [
        Week("tuần 1", "missing", "chưa tổ chức"),
        Week("tuần 2", "done", "có hồ sơ"), Week("tuần 3", "done", "có hồ sơ"),
        Week("tuần 4", "part", "mới có 1/4 thôn báo cáo"), Week("tuần 5", "future"),
    ]  # fmt: skip
    legend = re.findall(r"<li>(.*?)</li>", cadence_strip(weeks))
    assert [re.sub("<.*?>", "", one).strip() for one in legend] == [
        "có hồ sơ",
        "chưa đủ",
        "chưa tổ chức",
        "chưa đến hạn",
    ]
    assert [re.findall("cadence-(done|part|missing|future)", one) for one in legend] == [
        ["done"], ["part"], ["missing"], ["future"],
    ]  # fmt: skip


def test_many_bars_stand_apart_and_lines_cross_all_of_them() -> None:
    few, many = (placed_bars([Bar("28/11", Decimal(1))] * number, []) for number in (4, 8))
    drawn = [(chart["end"], chart["bars"][-1]["x"], chart["bars"][-1]["width"]) for chart in (few, many)]
    assert drawn == [(226, "174.5", "44.0"), (278, "245.4", "27.2")]


def test_bar_of_which_nothing_is_known_says_so_in_its_own_words() -> None:
    chart = placed_bars([Bar("8/11", None, unknown="chưa lưu")], [])
    assert (chart["bars"][0]["lines"], chart["summary"]) == (["chưa", "lưu"], "8/11 chưa lưu.")


# --- Maps -----------------------------------------------------------------------------------------------------------


def tile(code: str, col: int, row: int, level: int | None = 1, url: str = "/x/") -> Tile:
    return Tile(code, col, row, "AB", level, f"Phường {code}", url)


def test_tiles_of_odd_rows_stand_half_a_tile_to_the_right() -> None:
    placed = place_tiles([tile("a", 0, 0), tile("b", 0, 1)])
    assert [(round(one.x, 3), one.y) for one in placed] == [(0.0, 0.0), (round(TILE_WIDTH / 2, 3), ROW_HEIGHT)]


def test_tiles_far_from_all_others_are_insets() -> None:
    placed = place_tiles([tile("a", 0, 0), tile("b", 1, 0), tile("island", 5, 0)])
    assert [one.inset for one in placed] == [False, False, True]


def test_tile_map_links_on_wide_screens_only() -> None:
    wide, narrow = re.findall(r"<svg.*?</svg>", tile_map([tile("a", 0, 0, 3), tile("b", 1, 0, None)], FOUR))
    assert (wide.count("<a "), narrow.count("<a ")) == (2, 0)
    assert 'aria-label="Phường a: Hạng ba"' in wide
    assert 'role="img" aria-label="Bản đồ mức độ. 2 đơn vị: 1 Hạng ba, 1 Chưa có kết quả."' in narrow


def test_tile_map_prints_the_digit_and_hatches_no_result() -> None:
    wide, _ = re.findall(r"<svg.*?</svg>", tile_map([tile("a", 0, 0, 3), tile("b", 1, 0, None)], FOUR))
    assert re.findall(r'class="tile-digit [^>]*>(.)<', wide) == ["3"]
    assert wide.count('fill="url(#gach-cheo)"') == 1


def test_tile_map_escapes_names() -> None:
    drawn = tile_map([Tile("a", 0, 0, "<b>", 1, 'Xã "A" <i>', "/x/")], FOUR)
    assert ("<b>" in drawn, "<i>" in drawn) == (False, False)


def test_tile_map_of_nothing_is_empty() -> None:
    assert tile_map([], FOUR) == ""


def test_level_summary_goes_from_the_highest_down() -> None:
    assert level_summary([1, 4, None, 0, 4], FOUR) == "5 đơn vị: 2 Hạng tư, 1 Hạng nhất, 1 Chưa đạt, 1 Chưa có kết quả."


def square(code: str, x: float, y: float, side: float = 0.1) -> Feature:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return Feature(code, f"Xã {code}", 2, {"type": "MultiPolygon", "coordinates": [[ring]]}, f"/{code}/")


def test_boundary_map_keeps_shared_borders_together() -> None:
    drawn = boundary_map([square("a", 106.0, 20.0), square("b", 106.1, 20.0)], FOUR)
    left, right = re.findall(r' d="M([^"]*)z"', drawn)
    assert ("500 0" in left, "500 0" in right) == (True, True)


def test_boundary_map_frames_a_unit_far_out() -> None:
    drawn = boundary_map([square("a", 106.0, 20.0), square("b", 106.1, 20.0), square("Xa", 107.7, 19.5)], FOUR)
    assert drawn.count('class="inset"') == 1
    assert ">Xa</text>" in drawn
