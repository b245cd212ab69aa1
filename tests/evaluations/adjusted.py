"""A running year whose set is adjusted: the second version of the small set, and the act that brings the year to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.evaluations.scenario import GOOD, SMALL_SET, Year, fresh, on, pdf
from tests.recorder import recorded
from thanthien.core import clock
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import answers, papers, set_changes
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.models import Dossier, Paper, SetChange

DAY = date(2026, 1, 19)
PRINTED = Printed("15/QĐ-UBND", DAY, "Nguyễn Văn A, Chủ tịch")

# What the second version says otherwise: 1.1 has another title, 1.2 another maximum, 2.1 is gone, 2.3 is new, level 1
# asks for more.
_RULE = "max: 2\n        rule: {kind: pass_fail}"
CHANGES = (
    ("version: 1", "version: 2"),
    ("title: Tuần có tiếp nhận", "title: Tuần có tiếp nhận phản ánh"),
    ("max: 2\n        rule: {kind: linear", "max: 3\n        rule: {kind: linear"),
    (
        f"- code: '2.1'\n        title: Có quy định\n        {_RULE}\n        bodies: [so-noi-vu]\n",
        f"- code: '2.3'\n        title: Có mô hình\n        {_RULE}\n        bodies: [mttq]\n",
    ),
    ("title: Mức độ 1, total_at_least: 60%", "title: Mức độ 1, total_at_least: 65%"),
)


def second_text(*more: tuple[str, str], changes: tuple[tuple[str, str], ...] = CHANGES) -> str:
    """The file of the second version; ``more``: what it says otherwise besides."""
    text = SMALL_SET.read_text(encoding="utf-8")
    for before, after in (*changes, *more):
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


@recorded
def second_set(year: Year, text: str | None = None, day: date = DAY) -> CriteriaSet:
    """The second version, issued."""
    head = fresh(year.people.head)
    with on(day):
        draft = import_draft(by=head, text=text or second_text())
        return issue(by=head, set_id=draft.pk, decision_number="02/QĐ-SNV", decision_date=day)


@recorded
def decision(year: Year, number: str = PRINTED.number, day: date = DAY) -> Paper:
    """The decision about the set, recorded for every dossier of the year."""
    with on(day):
        return papers.record_paper(
            by=fresh(year.people.head), kind=PaperKind.SET_CHANGE, cycle_id=year.cycle.pk,
            dossier_ids=Dossier.objects.filter(cycle=year.cycle).values_list("pk", flat=True),
            printed=replace(PRINTED, number=number, signed_on=day, file=pdf()),
        )  # fmt: skip


def change(year: Year, *, chosen: CriteriaSet, day: date = DAY, by: Any = None, **changes: Any) -> SetChange:
    """The act as its page asks for it."""
    paper = changes.pop("paper", None) or decision(year)
    order = set_changes.SetChangeOrder(chosen.pk, paper.pk, DAY, "Điều chỉnh theo thực tiễn")
    with clock.set_to(day):
        return set_changes.change_set(
            by=fresh(by or year.people.head), cycle_id=year.cycle.pk, order=replace(order, **changes)
        )


def adjust(year: Year, text: str | None = None) -> None:
    """Bring the year to the second version."""
    _adjust(year, text)
    year.cycle.refresh_from_db()  # what is put back is rows, not this object


@recorded
def _adjust(year: Year, text: str | None) -> None:
    change(year, chosen=second_set(year, text))


def adjust_early(year: Year, code: str) -> None:
    """Bring the year to a second version on 13/01, in which 1.2 alone takes “không phát sinh” otherwise, and score it
    again with the same value."""
    day = date(2026, 1, 13)
    chosen = second_set(year, second_text(changes=(CHANGES[0], ("effect: excluded", "effect: full"))), day)
    change(year, chosen=chosen, day=day, paper=decision(year, day=day), effective_on=day)
    year.cycle.refresh_from_db()
    with on(day):
        year.save(code, "1.2", answers.Draft(GOOD["1.2"]))
