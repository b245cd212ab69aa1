"""Rows of the city board as they are shown. The page has up to 150 of them, so what a row says is made ready here
once, instead of cell by cell in the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.components.basics import level_badge, level_name, status_tag
from thanthien.core.formats import NOT_SCORED, NOTHING, date_vn, percent, points
from thanthien.core.templatetags.thanthien import highlight
from thanthien.evaluations.held_back import held_back
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.templatetags.dossiers import status_name, status_tone
from thanthien.reports.queries.board import BoardRow


class Score(NamedTuple):
    """One column as texts: points, and their share of the applicable maximum."""

    points: str
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on the board. ``due`` and ``aim`` are empty, a column is None, where there is nothing to say."""

    code: str
    url: str
    name: str
    status: str
    since: str
    due: str
    late: bool
    progress: str
    own: Score | None
    appraised: Score | None
    council: Score | None
    outlook: str
    aim: str

    @property
    def columns(self) -> SafeString:
        """The cells of the three columns. A narrow screen shows only the one that counts most."""
        fullest = self.council or self.appraised or self.own
        own = _cell("Tự chấm", self.own, fullest, NOT_SCORED)
        return own + _cell("Thẩm định", self.appraised, fullest) + _cell("Hội đồng", self.council, fullest)

    @property
    def in_words(self) -> str:
        """What a narrow screen leaves out of the row."""
        parts = [
            f"Từ ngày {self.since}, hạn {self.due}" if self.due else f"Từ ngày {self.since}",
            f"Đã chấm {self.progress}",
            f"Đăng ký {self.aim}" if self.aim else "",
            f"Tự chấm {self.own.points} ({self.own.share})" if self.own else "",
            f"Thẩm định {self.appraised.points} ({self.appraised.share})" if self.appraised else "",
        ]
        return " ".join(f"{part}." for part in parts if part)


def lines(cycle: Cycle, rows: Sequence[BoardRow], words: str = "") -> list[Line]:
    """The rows of one cycle, ready to be shown; where ``words`` stand in a name they are marked."""
    dossiers = reverse("dossier-detail", args=[cycle.pk, "0"]).removesuffix("0/")  # one look-up for all rows
    return [_line(cycle, row, f"{dossiers}{row.dossier.unit.code}/", words) for row in rows]


def _line(cycle: Cycle, row: BoardRow, url: str, words: str) -> Line:
    dossier: Any = row.dossier  # with the annotations of ``standings``
    name = dossier.unit.name
    return Line(
        code=dossier.unit.code,
        url=url,
        name=highlight(name, words) if words else name,
        status=_status(dossier.status),
        since=date_vn(dossier.status_since),
        due=date_vn(row.due_on) if row.due_on else "",
        late=row.late,
        progress=f"{dossier.answered}/{dossier.expected}",
        own=_score(dossier.self_points if dossier.answered else None, dossier.self_share),
        appraised=_score(dossier.appraised_points, dossier.appraised_share),
        council=_score(dossier.council_points, dossier.council_share),
        outlook=outlook(cycle, dossier),
        aim=level_name(dossier.target_level) if dossier.target_level else "",
    )


def _score(found: Decimal | None, share: float | None) -> Score | None:
    return None if found is None else Score(points(found), percent(share))


def _cell(column: str, score: Score | None, fullest: Score | None, empty: str = NOTHING) -> SafeString:
    if score is None:
        markup = '<td data-label="{}" class="num nowrap only-wide"><span class="soft">{}</span></td>'
        return format_html(markup, column, empty)
    markup = '<td data-label="{}" class="num nowrap{}"><span>{} <span class="soft">({})</span></span></td>'
    return format_html(markup, column, "" if score is fullest else " only-wide", *score)


def outlook(cycle: Cycle, row: Any) -> SafeString:
    """The level foreseen of a row of ``standings``, or the range while it is open; beside it whether it is decided
    or depends on conditions, and the condition that keeps it below its points."""
    level = _range(row.level_low, row.level_high) if row.foreseen is None else _badge(row.foreseen)
    held = held_back(cycle.criteria_set.compiled(row.unit.kind), row.gates or (), row.level_high)
    return format_html(
        '<span class="nowrap">{}</span>{}{}',
        level,
        format_html('<small class="board-aim soft">{}</small>', note) if (note := _note(row)) else "",
        format_html('<small class="held-back">{}</small>', held) if held else "",
    )


def _note(row: Any) -> str:
    if row.basis == "decided":
        return "theo quyết định"
    return "khi đủ điều kiện" if row.foreseen is not None and row.level_low != row.foreseen else ""


def _range(low: int, high: int) -> str:
    return f"{level_name(low)} {NOTHING} {level_name(high)}"


# The same few tags stand in every row.
@cache
def _status(status: str) -> SafeString:
    return status_tag(status_name(status), status_tone(status))


@cache
def _badge(level: int) -> SafeString:
    return level_badge(level)
