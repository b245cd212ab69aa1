"""What the lists to check tell of a dossier."""

from __future__ import annotations

from thanthien.core.acting.bulk import Column
from thanthien.core.components.basics import level_badge
from thanthien.core.formats import NOTHING, points
from thanthien.core.levels import LevelNames
from thanthien.evaluations.enums import Column as ScoreColumn
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.council_pages import Totals
from thanthien.evaluations.queries.intake import Completeness

SHOWN_CODES = 8


def level_column(heading: str, names: LevelNames) -> Column:
    """A column of levels, each with its coloured digit; other words stand as they are."""
    levels = {names.name(level): level for level in (None, *range(names.highest + 1))}
    return Column(heading, dress=lambda text: level_badge(levels[text], names) if text in levels else text)


def score_columns(names: LevelNames) -> tuple[Column, ...]:
    """The columns of `score_cells`."""
    return (
        Column("Tự chấm", number=True),
        Column("Thẩm định", number=True),
        Column("Kết luận", number=True),
        level_column("Mức độ tính được", names),
        level_column("Mức độ đề nghị", names),
    )


def score_cells(dossier: Dossier, totals: Totals, names: LevelNames) -> tuple[str, ...]:
    """Points of the three columns, computed and proposed level."""
    return (
        *(points_of(totals, column) for column in ScoreColumn.values),
        computed_level(totals, names),
        "Theo mức độ tính được" if dossier.proposed_level is None else names.name(dossier.proposed_level),
    )


def points_of(totals: Totals, column: str) -> str:
    """The points of a column, as text."""
    return points(totals[column].points) if column in totals else NOTHING


def computed_level(totals: Totals, names: LevelNames) -> str:
    """The level that the engine computed for the council's column."""
    council = totals.get(ScoreColumn.COUNCIL)
    return names.name(council.level if council else None)


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
