"""The city's decisions on many dossiers: recorded as two lists with the signed document, and published."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from thanthien.accounts.positions import is_office
from thanthien.core.acting import seen as seen_values
from thanthien.core.acting.bulk import BulkRow, BulkWords, Column, Progress, Told, seen_of
from thanthien.core.acting.bulk_jobs import long_act
from thanthien.core.formats import date_vn
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.actions.moves import check, lock
from thanthien.evaluations.bulk.cells import computed_level, level_column, points_of
from thanthien.evaluations.bulk.of_cycle import OfCycle
from thanthien.evaluations.enums import Column as ScoreColumn
from thanthien.evaluations.forms.decisions import DecisionForm, DecisionPaperForm, VerdictRow
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries import decision_pages as pages
from thanthien.evaluations.queries.council_pages import Totals, stored_totals
from thanthien.evaluations.queries.editions import draft_results_fingerprint
from thanthien.evaluations.states import DECIDABLE
from thanthien.evaluations.workflow import Status

RESULTS_MARK = "Mã kiểm tra kết quả (SHA-256) của danh sách này, để ghi vào văn bản quyết định"


@dataclass
class DecisionBulk(OfCycle):
    """An act of the standing office around a decision."""

    @property
    def home(self) -> str:
        """From the council's conclusion to publication."""
        return reverse("decision-home", args=[self.cycle_id])

    def allowed(self) -> bool:
        """The standing office."""
        return is_office(self.by)

    def dossiers(self, statuses: Collection[Status], only: Collection[int] | None) -> list[Dossier]:
        """Those at these steps; or just these, at whatever step they are."""
        found = pages.dossiers_at(self.by, self.cycle_id, statuses if only is None else tuple(Status))
        return list(found if only is None else found.filter(pk__in=only))


@dataclass
class RecordDecision(DecisionBulk):
    """Choose dossiers and levels, check the two lists, record them with the signed document. ``sent``: what was chosen
    for each dossier."""

    sent: QueryDict

    @property
    def columns(self) -> tuple[Column, ...]:
        """The result."""
        names = self.cycle.level_names
        return (
            Column("Điểm kết luận", number=True),
            level_column("Mức độ tính được", names),
            level_column("Mức độ đề nghị", names),
        )

    @property
    def given(self) -> tuple[Column, ...]:
        """The level chosen."""
        return (level_column("Mức độ quyết định", self.cycle.level_names),)

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Ghi nhận quyết định",
            button="Ghi nhận quyết định",
            warning="Cần so hai danh sách với văn bản đã ký. Sau khi ghi nhận, từng hồ sơ được niêm phong và quyết "
            "định không sửa được nữa.",
            back=self.home,
            back_label="Quyết định",
            none_chosen="Cần chọn ít nhất một hồ sơ.",
        )

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Dossiers that can be decided on; recognised ones first, by level."""
        found = self.verdicts(only)
        found.sort(key=lambda verdict: -int(verdict.level) if verdict.level.isdecimal() else 0)
        return [self._row(verdict) for verdict in found]

    def verdicts(self, only: Collection[int] | None = None) -> list[VerdictRow]:
        """Dossiers that can be decided on, each with the level chosen."""
        found = self.dossiers(DECIDABLE, only)
        totals, problems = stored_totals(found), check(found, "decide", by=self.by)
        endings = pages.endings_of(found)
        verdicts = [self._verdict(one, totals.get(one.pk, {}), tuple(problems.get(one.pk, ()))) for one in found]
        for verdict in verdicts:
            if step := endings.get(verdict.dossier.pk):
                day = date_vn(step.at)
                verdict.ending = f"{verdict.dossier.label} ngày {day}" + (f": {step.reason}" if step.reason else "")
        return verdicts

    def _verdict(self, dossier: Dossier, totals: Totals, problems: tuple[str, ...]) -> VerdictRow:
        council = totals.get(ScoreColumn.COUNCIL)
        verdict = VerdictRow(
            dossier=dossier,
            computed=council.level if council else None,
            cells=tuple(points_of(totals, column) for column in ScoreColumn.values),
            problems=problems,
            level="" if dossier.proposed_level is None else str(dossier.proposed_level),
        )
        if self.sent:
            verdict.read(self.sent)
        return verdict

    def _row(self, verdict: VerdictRow) -> BulkRow:
        names = self.cycle.level_names
        level = names.name(int(verdict.level)) if verdict.level.isdecimal() else ""
        return BulkRow(
            key=verdict.dossier.pk,
            name=verdict.dossier.unit.name,
            cells=(verdict.cells[-1], names.name(verdict.computed), names.name(verdict.dossier.proposed_level)),
            given=(level,),
            problems=verdict.problems,
            section="Chưa đạt" if verdict.level == "0" else "Đạt chuẩn, theo mức độ",
        )

    def _by_key(self, rows: Sequence[BulkRow]) -> list[VerdictRow]:
        return self.verdicts([row.key for row in rows])

    def faults(self, rows: Sequence[BulkRow]) -> list[str]:
        """Levels and reasons that are missing."""
        return [f"{one.dossier.unit.name}: {one.error}" for one in self._by_key(rows) if one.error]

    def remarks(self, rows: Sequence[BulkRow]) -> list[str]:
        """How units ended that handed nothing in, and where the decision says something else than the council
        proposed."""
        names, verdicts = self.cycle.level_names, self._by_key(rows)
        endings = [f"{one.dossier.unit.name}: {one.ending}" for one in verdicts if one.ending]
        return endings + [
            f"{one.dossier.unit.name}: đề nghị {names.name(one.dossier.proposed_level)}, quyết định "
            f"{names.name(one.number)}. Lý do: {one.reason}"
            for one in verdicts
            if one.changed and not one.error
        ]

    def marks(self, rows: Sequence[BulkRow]) -> list[tuple[str, str]]:
        """The fingerprint of these results, which the text of the decision may name."""
        return [(RESULTS_MARK, _results(self._by_key(rows)))]

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The document; and, unseen, what was chosen for each dossier."""
        return DecisionForm(keys, pages.in_no_decision(self.cycle_id, keys), **bound)

    def choose(self, request: HttpRequest, told: Told) -> HttpResponse:
        """Every dossier with the level to decide."""
        verdicts = self.verdicts()
        for verdict in verdicts:
            verdict.included = not self.sent or str(verdict.dossier.pk) in told.picked
        ready = [verdict for verdict in verdicts if not verdict.problems]
        faults = [verdict for verdict in ready if verdict.included and verdict.error]
        context = {
            "cycle": self.cycle,
            "results": _results([one for one in ready if one.included]),
            "ready": ready,
            "held": [verdict for verdict in verdicts if verdict.problems],
            "problems": () if faults else told.problems,
            "faults": faults,
            "typed": {name: text for name, text in told.typed.items() if name in DecisionPaperForm.base_fields},
            "seen": seen_values.pack(seen_of(self.rows())),
        }
        return render(request, "evaluations/decisions/record.html", context, status=told.status)

    def hold(self, keys: Collection[int]) -> None:
        """Nobody moves them meanwhile."""
        lock(self.by, keys)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Record the decision."""
        typed = cast("DecisionForm", form)
        made = decisions.record_decision(
            by=self.by, cycle=self.cycle, paper=typed.printed(), verdicts=typed.verdicts(keys)
        )
        return f"Đã ghi nhận {made} cho {len(keys)} hồ sơ; mỗi hồ sơ đã được niêm phong."


def _results(verdicts: Sequence[VerdictRow]) -> str:
    return draft_results_fingerprint({one.dossier: one.number for one in verdicts if not one.error})


@long_act("evaluations.publish", "Công bố kết quả")
@dataclass
class PublishResults(DecisionBulk):
    """Publish every decided dossier."""

    whole = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """The three levels."""
        headings = ("Mức độ tính được", "Mức độ đề nghị", "Mức độ quyết định")
        return tuple(level_column(heading, self.cycle.level_names) for heading in headings)

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        return BulkWords(
            title="Công bố kết quả",
            button="Công bố",
            warning="Khi công bố, mọi người xem được mức độ, điểm kết luận, cách tính, lý do của điểm trực tiếp và của "
            "mức khác mức độ tính được. Minh chứng, phần giải trình của đơn vị và tên công chức không được công khai.",
            back=self.home,
            back_label="Quyết định",
            nothing="Chưa có hồ sơ nào chờ công bố. Cần ghi nhận quyết định trước.",
        )

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """Decided dossiers."""
        found = self.dossiers([Status.DECIDED], only)
        totals, names = stored_totals(found), self.cycle.level_names
        return [
            BulkRow(
                key=one.pk,
                name=one.unit.name,
                cells=(
                    computed_level(totals.get(one.pk, {}), names),
                    names.name(one.proposed_level),
                    names.name(one.decided_level),
                ),
            )
            for one in found
        ]

    def hold(self, keys: Collection[int]) -> None:
        """Nobody publishes, decides or lowers meanwhile; in the order in which publishing locks."""
        Cycle.objects.select_for_update(no_key=True).get(pk=self.cycle_id)
        lock(self.by, keys)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """Publish them, as one decision."""
        done = decisions.publish(by=self.by, cycle=self.cycle, seen=keys)
        return f"Đã công bố kết quả của {len(done)} đơn vị."
