"""Every word on one indicator, line by line, for the council's tables."""

from __future__ import annotations

from typing import Any

from thanthien.evaluations.enums import AnswerState, SheetStatus
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.modes import conclusion_label
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.item import sentence_of
from thanthien.evaluations.scored import ScoredRow
from thanthien.evaluations.value_texts import answer_text


def words_of(page: pages.DossierPage, row: pages.ItemRow) -> list[dict[str, Any]]:
    """Every column on one indicator, for the table: who, value, points, how they came, reason."""
    definition = row.compiled.definition
    lead = row.given[0] if definition.combine == "lead" and len(row.given) > 1 else None
    words = [_line("Tự chấm", row, row.comparison.answer, "tu-cham")]
    words += [
        _line(sheet.name, row, one, str(sheet.pk)) | {"lead": one is lead}
        for sheet, one in zip(page.sheets, row.items, strict=True)
        if one is not None
    ]
    asked = set(row.compiled.definition.bodies)
    words += [
        _EMPTY_LINE | {"who": sheet.name, "text": "không có ý kiến", "points": None, "sentence": ""}
        for sheet in page.sheets
        if sheet.status == SheetStatus.SILENT and sheet.body.code in asked
    ]
    if row.joined is not None and len(row.given) > 1:
        joined = {"who": "Điểm chung của các cơ quan", "points": row.joined.points, "sentence": row.joined.why}
        words.append(_EMPTY_LINE | joined)
    council_line = _line(conclusion_label(page.dossier.cycle.council_mode), row, row.conclusion)
    if row.conclusion.state == AnswerState.MISSING:
        council_line["text"] = "chưa kết luận"
    return [*words, council_line | {"strong": True}]


_EMPTY_LINE: dict[str, Any] = {"text": "", "reason": "", "pick": "", "lead": False, "strong": False}


def _line(who: str, row: pages.ItemRow, one: ScoredRow, pick: str = "") -> dict[str, Any]:
    """One line of the table; ``pick`` is what the form can start from."""
    return _EMPTY_LINE | {
        "who": who,
        "pick": pick,
        "text": answer_text(row.compiled.definition, one.state, one.value),
        "points": one.points,
        "sentence": "" if one.state == AnswerState.MISSING else sentence_of(row.compiled, one),
        "reason": one.reason,
    }


def former_words(found: Dossier) -> str:
    """What is told beside the proposed level when another one had been proposed with a reason and no longer is."""
    former = None if found.proposed_reason else pages.former_proposal(found)
    if former is None:
        return ""
    level, reason = former
    return (
        f"Đề nghị trước đây “{found.cycle.level_names.name(level)}” (lý do: {reason}) không còn, vì mức độ tính được "
        "đã đổi hoặc hồ sơ đã được xét lại. Nếu vẫn đề nghị khác mức độ tính được, cần ghi lại kèm lý do."
    )
