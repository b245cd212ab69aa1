"""An appraising body's word on late records: periods are chosen, checked with what the word changes, and confirmed with
a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thanthien.core.acting.bulk import NAMED, Bulk, BulkRow, BulkWords, Column, Progress, Told
from thanthien.core.formats import number
from thanthien.measures.actions import accept_late, hold_words
from thanthien.measures.forms import LateForm
from thanthien.measures.late_page import LateRecords, after_posting, late_records, reach_words
from thanthien.measures.lateness import STANDS, LatePeriod
from thanthien.measures.registry import Measure, find
from thanthien.measures.terms import YearTerms
from thanthien.units.models import Unit

_VERBS = {True: "chấp nhận", False: "không chấp nhận"}


@dataclass
class LateWord(Bulk):
    """A word on the late records of one figure (``key``) of one unit: they count (``accepted``), or don't."""

    code: str
    key: str
    year: YearTerms
    accepted: bool

    columns = (
        Column("Bản ghi quá hạn", number=True),
        Column("Ghi vào lúc nào"),
        Column("Hiện nay"),
    )

    @cached_property
    def unit(self) -> Unit:
        """Whose records they are."""
        return Unit.objects.get(code=self.code)

    @cached_property
    def measure(self) -> Measure:
        """The figure. Raises LookupError where there is none."""
        found = find(self.key)
        if found is None:
            raise LookupError(self.key)
        return found

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        warning = (
            "Bản ghi quá hạn của các kỳ dưới đây sẽ được tính như bản ghi đúng hạn."
            if self.accepted
            else "Bản ghi quá hạn của các kỳ dưới đây không được tính. Ý kiến và lý do được lưu, kể cả khi các kỳ này "
            "trước đó chưa được tính."
        )
        readers = f"{self.unit.name}, cơ quan thẩm định tiêu chí này, cơ quan theo dõi của thành phố và Hội đồng"
        return BulkWords(
            title=f"Ý kiến {_VERBS[self.accepted]} bản ghi quá hạn",
            button=f"{_VERBS[self.accepted].capitalize()} bản ghi quá hạn",
            warning=f"{warning} {readers} xem được ý kiến và lý do.",
            back=reverse("measures-late", args=[self.code, self.key, self.year.key]),
            back_label=f"Bản ghi quá hạn, {self.unit.name}",
            noun="kỳ",
            name_heading="Kỳ",
            none_chosen="Cần chọn ít nhất một kỳ.",
        )

    def now(self) -> LateRecords:
        """The late records as they stand."""
        return late_records(self.by, self.unit, self.measure, self.year)

    def allowed(self) -> bool:
        """Someone of an appraising body that has no part in the unit."""
        return self.now().may_say

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """The periods with late records; those of which it was said already can't be chosen."""
        return [self._row(one) for one in self.now().periods if only is None or one.number in only]

    def _row(self, one: LatePeriod) -> BulkRow:
        known = one.word is self.accepted
        return BulkRow(
            key=one.number,
            name=one.period.label.capitalize(),
            cells=(number(len(one.lines)), one.words.partition(", ")[2], STANDS[one.word]),
            problems=(f"Kỳ này đã có ý kiến {_VERBS[self.accepted]} từ trước.",) if known else (),
            mark=str(one.said[0].pk) if one.said else "",
        )

    def hold(self, keys: Collection[int]) -> None:
        """Nobody else says anything of the unit meanwhile."""
        hold_words([self.unit.pk])

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The reason."""
        return LateForm(**bound)

    def remarks(self, rows: Sequence[BulkRow]) -> list[str]:
        """How many records of how many periods are meant, when they came, and what the word changes."""
        now = self.now()
        meant = [one for one in now.periods if one.number in {row.key for row in rows}]
        reaches = now.reach({one.period.key: self.accepted for one in meant})
        told = [f"{number(_records(meant))} bản ghi quá hạn của {number(len(meant))} kỳ."]
        return [*told, *filter(None, [after_posting(meant, reaches)]), *map(reach_words, reaches)]

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Say it, and name the periods."""
        meant = [one for one in self.now().periods if one.number in keys]
        accept_late(
            by=self.by, unit=self.unit, measure=self.key, periods=[one.period.key for one in meant],
            reason=form.cleaned_data["reason"], accepted=self.accepted,
        )  # fmt: skip
        named = [one.period.label for one in sorted(meant, key=lambda one: one.period)]
        others = len(named) - NAMED
        more = f" và {number(others)} kỳ khác" if others > 0 else ""
        told = f"{number(_records(meant))} bản ghi quá hạn của {number(len(meant))} kỳ"
        return f"Đã ghi ý kiến {_VERBS[self.accepted]} {told}: {', '.join(named[:NAMED])}{more}."

    def choose(self, request: HttpRequest, told: Told) -> HttpResponse:
        """The page of late records."""
        return show_late(request, self.now(), told)


def _records(periods: Sequence[LatePeriod]) -> int:
    return sum(len(one.lines) for one in periods)


def show_late(request: HttpRequest, page: LateRecords, told: Told) -> HttpResponse:
    """The page of late records, with what was chosen on it before and why nothing was done."""
    reaches = page.reach(page.undecided)
    context = {
        "page": page,
        "unit": page.unit,
        "measure": page.measure,
        "entered": page.entered,
        "timeliness": page.timeliness,
        "reaches": reaches,
        "after_posting": after_posting(page.periods, reaches),
        "told": told,
        "picked": {int(key) for key in told.picked if key.isascii() and key.isdigit()},
    }
    return render(request, "measures/late.html", context, status=told.status)
