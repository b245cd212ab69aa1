"""The part of the year of ``test_locks`` that comes after a result was told."""

from __future__ import annotations

from datetime import date

from tests.evaluations.scenario import Year, fresh, pdf
from thanthien.evaluations.actions import (
    adjustments,
    city_returns,
    council,
    decision_corrections,
    decisions,
    proceedings,
)
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, DecisionKind
from thanthien.evaluations.models import Decision
from thanthien.evaluations.scored import Entry


def returned_and_concluded_again(year: Year, code: str) -> None:
    """On the day of the announcement."""
    office, secretary = fresh(year.people.office), fresh(year.people.secretary)
    pk, cycle = year.dossier(code).pk, year.cycle
    for number in ("812/UBND-NC", "813/UBND-NC"):
        paper = Printed(number, date(2026, 3, 16), "Người ký", pdf())
        city_returns.record_return(by=office, cycle_id=cycle.pk, dossier_ids=[pk], reason="Rà lại", paper=paper)
        if number == "812/UBND-NC":
            city_returns.keep_results(by=secretary, cycle_id=cycle.pk, dossier_ids=[pk], reason="Sổ đủ")
    city_returns.reopen_items(by=secretary, cycle_id=cycle.pk, codes={pk: ["1.1"]}, reason="Xem lại")
    row = year.conclusion(code, "1.1")
    other = Entry(AnswerState.VALUE, {"numerator": "41", "denominator": "52"}, "Thêm một tuần")
    council.conclude_item(by=secretary, conclusion_id=row.pk, version=row.version, entry=other)
    city_returns.finish_again(by=secretary, dossier_id=pk, session=Session(date(2026, 3, 16)))


def heard_and_changed(year: Year, code: str) -> None:
    """Proceedings, once dropped and once decided; an adjustment, once dropped and once decided; a correction."""
    office, chair, secretary, pk = (
        fresh(year.people.office), year.who(code, "chair"), fresh(year.people.secretary), year.dossier(code).pk,
    )  # fmt: skip
    day = date(2026, 3, 24)
    for number in ("15/TB-SNV", "16/TB-SNV"):
        (row,) = proceedings.open_proceedings(
            by=office, cycle_id=year.cycle.pk, levels={pk: 0}, grounds="Hậu kiểm",
            notice=Printed(number, day, "Người ký", pdf()),
        )  # fmt: skip
        if number == "15/TB-SNV":
            proceedings.drop_proceeding(by=office, proceeding_id=row.pk, reason="Đã khắc phục", version=row.version)
    row = proceedings.extend_explanation(
        by=office, proceeding_id=row.pk, due_on=date(2026, 4, 20), reason="Bão", version=row.version
    )
    row = proceedings.explain(
        by=chair, proceeding_id=row.pk, text="Đã sửa", documents=[year.document(code)], version=row.version
    )
    proceedings.conclude_proceeding(by=office, proceeding_id=row.pk, level=0, text="Chưa đủ", version=row.version)
    decisions.change_recognitions(
        by=office, cycle_id=year.cycle.pk, kind=DecisionKind.REVOCATION,
        paper=Printed("13/QĐ-UBND", day, "Người ký", pdf()), verdicts={pk: decisions.Verdict(0, "Hậu kiểm")},
    )  # fmt: skip
    for number in ("77/QĐ-UBND", "78/QĐ-UBND"):
        adjustment = adjustments.open_adjustment(
            by=office, dossier_id=pk, settlement=Printed(number, day, "Người ký", pdf()), grounds="Khiếu nại đúng",
            codes=["2.2"], version=year.dossier(code).version,
        )  # fmt: skip
        if number == "77/QĐ-UBND":
            adjustments.drop_adjustment(by=office, adjustment_id=adjustment.pk, reason="Rút đơn", version=0)
    weaker = Entry(AnswerState.VALUE, {"option": "khong"}, "Khiếu nại")
    adjustments.conclude_adjusted(by=secretary, item_id=adjustment.items.get().pk, version=0, entry=weaker)
    adjustments.record_adjustment(
        by=office, adjustment_id=adjustment.pk, paper=Printed("14/QĐ-UBND", day, "Người ký", pdf()),
        adjusted=adjustments.Adjusted(1, "Khiếu nại", Session(day)), version=0,
    )  # fmt: skip
    found = Decision.objects.order_by("pk")[0]
    decision_corrections.correct_decision(
        by=office, decision_id=found.pk, paper=Printed("45/TB-UBND", day, "Người ký", pdf()),
        right=decision_corrections.Right(number="21/QĐ-UBND"), seen=None,
    )  # fmt: skip
