"""What the lists to check tell of a dossier."""

from __future__ import annotations

from thanthien.core.acting.bulk import Column
from thanthien.core.components.basics import level_badge, level_name
from thanthien.core.formats import NOTHING, points
from thanthien.evaluations.enums import Column as ScoreColumn
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.council_pages import Totals
from thanthien.evaluations.queries.intake import Completeness

SHOWN_CODES = 8
_HIGHEST = 9  # no scheme has more levels


def dress_level(text: str) -> str:
    """The name of a level with its coloured digit."""
    level = _LEVELS.get(text, -1)
    return text if level == -1 else level_badge(level)


_LEVELS: dict[str, int | None] = {level_name(level): level for level in (None, *range(_HIGHEST + 1))}

SCORES = (
    Column("Tự chấm", number=True),
    Column("Thẩm định", number=True),
    Column("Kết luận", number=True),
    Column("Mức độ tính được", dress=dress_level),
    Column("Mức độ đề nghị", dress=dress_level),
)


def score_cells(dossier: Dossier, totals: Totals) -> tuple[str, ...]:
    """Points of the three columns, computed and proposed level: the cells of `SCORES`."""
    return (
        *(points_of(totals, column) for column in ScoreColumn.values),
        computed_level(totals),
        "Theo mức độ tính được" if dossier.proposed_level is None else level_name(dossier.proposed_level),
    )


def points_of(totals: Totals, column: str) -> str:
    """The points of a column, as text."""
    return points(totals[column].points) if column in totals else NOTHING


def computed_level(totals: Totals) -> str:
    """The level that the engine computed for the council's column."""
    council = totals.get(ScoreColumn.COUNCIL)
    return level_name(council.level if council else None)


def completeness_words(found: Completeness) -> str:
    """“Thiếu số liệu: 1.1, 2.1. Thiếu minh chứng: 1.2.”"""
    told = []
    if found.missing:
        told.append(f"Thiếu số liệu: {_codes(found.missing)}.")
    if found.unproven:
        told.append(f"Thiếu minh chứng: {_codes(found.unproven)}.")
    if found.unanswered:
        told.append(f"{found.unanswered} ý kiến chưa giải trình.")
    return " ".join(told) or "Đủ số liệu, minh chứng."


def _codes(codes: tuple[str, ...]) -> str:
    shown = ", ".join(codes[:SHOWN_CODES])
    return shown if len(codes) <= SHOWN_CODES else f"{len(codes)} tiêu chí: {shown}…"
