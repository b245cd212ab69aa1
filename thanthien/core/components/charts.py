"""Charts as server-drawn SVG: geometry here, drawing in templates/components. Each comes with its numbers in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from thanthien.core import formats

Ratio = Decimal | Fraction | float
WeekState = Literal["done", "none", "part", "missing", "late", "open", "off", "future"]

# Geometry of the bar chart, in units of its view box (200 high; the names of the levels stand right of the bars).
BARS_LEFT, BARS_WIDTH, BARS_TOP, BARS_HEIGHT = 4, 220, 24, 150
SLOT_LEAST = 34  # below many bars the labels still stand apart
LETTER_WIDTH, TITLE_HEIGHT = 7, 12

WEEK_WORDS: dict[str, str] = {
    "done": "có tiếp nhận",
    "none": "không phát sinh",
    "part": "chưa đủ",
    "late": "báo cáo quá hạn",
    "missing": "không có báo cáo",
    "open": "còn hạn ghi",
    "off": "không đến hạn",
    "future": "chưa đến hạn",
}
CELL_WIDTH, CELL_HEIGHT, CELL_GAP = 11, 16, 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the part reached of what could be reached (0 to 1), None when it isn't known; ``unknown`` says so."""

    label: str
    ratio: Ratio | None
    note: str = ""
    unknown: str = formats.NOT_SCORED

    @property
    def share(self) -> str:
        """What stands above the bar."""
        return formats.percent(self.ratio, 0) if self.ratio is not None else self.unknown


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A line across the bars: the part that these levels ask for (0 to 1)."""

    titles: tuple[str, ...]
    ratio: Ratio

    @property
    def label(self) -> str:
        return ", ".join(self.titles)


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a cadence strip; the label is its full name, “tuần 14 (30/3-5/4)”. ``words``: what is said of it,
    where the usual words of its state say too little."""

    label: str
    state: WeekState
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel, with the address of its records."""

    label: str
    count: int
    url: str = ""


def placed_bars(groups: Sequence[Bar], lines: Sequence[LevelLine]) -> dict[str, Any]:
    """What :func:`~thanthien.core.components.bar_chart.four_bars` draws, and where."""
    slot = max(BARS_WIDTH / max(len(groups), 1), SLOT_LEAST)
    end = BARS_LEFT + round(slot * max(len(groups), 1)) + 2
    bars = [_bar(group, BARS_LEFT + place * slot, slot) for place, group in enumerate(groups)]
    drawn = [{"label": one.label, "y": _height(one.ratio), "share": formats.percent(one.ratio, 0)} for one in lines]
    titles = _placed_titles(lines)
    width = end + 4 + LETTER_WIDTH * max((len(one["text"]) for one in titles), default=0)
    summary = _bars_summary(groups, lines)
    return {
        "bars": bars, "lines": drawn, "titles": titles, "titles_at": end + 4, "end": end, "width": width,
        "summary": summary,
    }  # fmt: skip


def _placed_titles(lines: Sequence[LevelLine]) -> list[dict[str, str]]:
    """Each title at its line, or just below the title above it."""
    placed, free_from = [], 0.0
    for line in sorted(lines, key=lambda one: one.ratio, reverse=True):
        for title in reversed(_in_one(line.titles)):
            y = max(_height(line.ratio) + 4, free_from)
            placed.append({"text": title, "y": _coordinate(y)})
            free_from = y + TITLE_HEIGHT
    return placed


def _in_one(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Titles that differ in their last word alone as one, “Mức độ 1, 2”: a line has one title, a title its line."""
    starts, ends = zip(*(title.rsplit(" ", 1) if " " in title else ("", title) for title in titles), strict=True)
    if len(titles) == 1 or len(set(starts)) > 1 or not starts[0]:
        return titles
    return (f"{starts[0]} {', '.join(ends)}",)


def target_bar(label: str, value: int, total: int, target: int, note: str = "") -> dict[str, Any]:
    """A count of all units against the number aimed at."""
    mark = 400 * target / total if total else 0
    return {
        "label": label,
        "value": value,
        "total": total,
        "target": target,
        "note": note,
        "width": _coordinate(400 * min(value, total) / total if total else 0),
        "mark": _coordinate(mark),
        "text_at": _coordinate(min(max(mark, 60), 340)),
    }


def funnel(stages: Sequence[Stage]) -> dict[str, Any]:
    """Stages one under the other, each as a part of the greatest."""
    most = max((one.count for one in stages), default=0) or 1
    return {"rows": [{"stage": one, "width": _coordinate(100 * one.count / most)} for one in stages]}


def cadence_strip(weeks: Sequence[Week], per_row: int = 27, summary: str = "") -> SafeString:
    """One cell a week in rows; missing weeks carry a cross, weeks with too little a line, weeks without events are
    light, weeks off are hatched; below it what each kind of cell means. ``summary``: the strip in words, where it
    doesn't tell of reports."""
    step_x, step_y = CELL_WIDTH + CELL_GAP, CELL_HEIGHT + CELL_GAP
    cells = format_html_join("", "{}", ((_cell(one, place, per_row),) for place, one in enumerate(weeks)))
    rows = -(-len(weeks) // per_row)
    width, height = min(len(weeks), per_row) * step_x + 1, rows * step_y
    markup = '<svg class="cadence" viewBox="-1 -1 {} {}" width="{}" role="img" aria-label="{}">{}</svg>'
    drawn = format_html(markup, width, height, width * 1.15, summary or cadence_summary(weeks), cells)
    return format_html('<div class="cadence-figure">{}{}</div>', drawn, _cadence_legend(weeks))


# What a state is called in the key: by the words of the weeks themselves, where these are the same for all of them.
_NAMED_BY_ITS_WEEKS = frozenset({"done", "none", "missing"})


def _cadence_legend(weeks: Sequence[Week]) -> SafeString:
    """The key of a strip: the states that occur in it, each once."""
    named: dict[str, str] = {}
    for week in weeks:
        own = week.words if week.state in _NAMED_BY_ITS_WEEKS else ""
        named.setdefault(week.state, own or WEEK_WORDS[week.state])
    markup = '<svg class="cadence-sample" viewBox="-1 -1 {} {}" width="{}" aria-hidden="true">{}</svg> {}'
    size = CELL_WIDTH + 2, CELL_HEIGHT + 2, CELL_WIDTH + 2
    rows = ((format_html(markup, *size, _shape(state, 0, 0), named[state]),) for state in WEEK_WORDS if state in named)
    return format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}</li>", rows))


def cadence_summary(weeks: Sequence[Week]) -> str:
    """“39 tuần có báo cáo (31 tiếp nhận, 8 không phát sinh), 6 tuần không có báo cáo, 1 tuần không đến hạn”."""
    count = Counter(one.state for one in weeks)
    parts = [f"{count['done'] + count['none'] + count['late']} tuần có báo cáo"]
    parts[0] += f" ({count['done'] + count['late']} tiếp nhận, {count['none']} không phát sinh)"
    if count["missing"]:
        parts.append(f"{count['missing']} tuần không có báo cáo")
    if count["off"]:
        parts.append(f"{count['off']} tuần không đến hạn")
    return ", ".join(parts)


def _bar(group: Bar, left: float, slot: float) -> dict[str, Any]:
    top = _height(group.ratio) if group.ratio is not None else BARS_TOP + BARS_HEIGHT
    return {
        "label": group.label,
        "note": group.note,
        "share": group.share,
        "x": _coordinate(left + slot * 0.1),
        "width": _coordinate(slot * 0.8),
        "middle": _coordinate(left + slot / 2),
        "y": _coordinate(top),
        "height": _coordinate(BARS_TOP + BARS_HEIGHT - top),
        "above": _coordinate(top - 6),
        "lines": [] if group.ratio is not None else group.unknown.split(),
    }


def _height(ratio: Ratio) -> float:
    reached = min(max(float(ratio), 0.0), 1.0)
    return round(BARS_TOP + BARS_HEIGHT * (1 - reached), 1)


def _bars_summary(groups: Sequence[Bar], lines: Sequence[LevelLine]) -> str:
    said = ", ".join(f"{one.label} {one.share}" for one in groups)
    asked = ", ".join(f"{one.label} {formats.percent(one.ratio, 0)}" for one in lines)
    return f"{said}. Mức cần đạt: {asked}." if asked else f"{said}."


# The weeks of a year look the same on the strips of most units.
@lru_cache(maxsize=1024)
def _cell(week: Week, place: int, per_row: int) -> SafeString:
    x = (place % per_row) * (CELL_WIDTH + CELL_GAP)
    y = (place // per_row) * (CELL_HEIGHT + CELL_GAP)
    words = week.words or WEEK_WORDS[week.state]
    return format_html("<g><title>{}: {}</title>{}</g>", week.label, words, _shape(week.state, x, y))


def _shape(state: str, x: int, y: int) -> SafeString:
    fill = mark_safe(' fill="url(#gach-cheo)"') if state == "off" else ""
    cross = ""
    if state == "missing":
        cross = format_html('<path class="cadence-cross" d="M{} {}l6 8m0-8l-6 8"/>', x + 2.5, y + 4)
    if state == "part":
        cross = format_html('<path class="cadence-cross" d="M{} {}l6 -8"/>', x + 2.5, y + 12)
    markup = '<rect class="cadence-cell cadence-{}" x="{}" y="{}" width="{}" height="{}" rx="2"{}/>{}'
    return format_html(markup, state, x, y, CELL_WIDTH, CELL_HEIGHT, fill, cross)


def _coordinate(value: float) -> str:
    return f"{value:.1f}"
