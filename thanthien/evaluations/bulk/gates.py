"""One gate × all dossiers: does the condition that bars or caps recognition hold?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from thanthien.core.acting import seen as seen_values
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress, Told, seen_of, was_seen
from thanthien.criteria.gate_rules import Gate
from thanthien.evaluations.actions.gates import may_state_gate, state_gates, too_soon
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.forms.gates import LABELS, WORDS, GateForm, code_of
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.gate_data import GateData, gate_data
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.workflow import DEEDS, STEPS, Deed


@dataclass
class StateGate(Bulk):
    """State one gate for the dossiers whose word was changed on the list. ``sent``: the words chosen there."""

    cycle: Cycle
    gate: Gate
    sent: QueryDict

    columns = (Column("Đang ghi"),)
    given = (Column("Ghi mới"),)
    asked = "Căn cứ"

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        cap, names = self.gate.cap, self.cycle.level_names
        effect = "không được công nhận" if cap is None else f"không quá {names.name(cap)}"
        return BulkWords(
            title=self.gate.question,
            button="Ghi điều kiện",
            warning=f"Đơn vị được ghi “{LABELS[True]}” {effect}. Cần ghi căn cứ của từng đơn vị.",
            back=reverse("council-gates", args=[self.cycle.pk]),
            back_label="Điều kiện",
            none_chosen="Chưa có thay đổi nào để kiểm tra.",
        )

    def every(self) -> list[pages.GateRow]:
        """The dossiers in which the gate counts now."""
        return pages.gate_rows(self.by, self.cycle, self.gate)

    def found(self) -> list[pages.GateRow]:
        """Those in which it may be stated: figures don't tell it, and its day is there."""
        if too_soon(self.gate, self.cycle):
            return []
        rows = [row for row in self.every() if row.figures.asks]
        early = not_open_yet(
            [row.dossier for row in rows if row.dossier.status in STEPS["accept"].sources], DEEDS[Deed.STATE_GATES]
        )
        return [row for row in rows if row.dossier.pk not in early]

    def allowed(self) -> bool:
        """The body that the set names, or the council's secretary; the action asks for each dossier."""
        rows = self.every()
        return bool(rows) and may_state_gate(self.by, rows[0].dossier, self.gate.key)

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """What is stated of each, and what is to be."""
        return [self._row(row) for row in self.found() if only is None or row.dossier.pk in only]

    def _row(self, row: pages.GateRow) -> BulkRow:
        pk, stored = row.dossier.pk, code_of(row.fact.holds)
        chosen = self._chosen(pk, stored)
        return BulkRow(
            key=pk,
            name=row.dossier.unit.name,
            cells=(f"{LABELS[True]}: {row.fact.note}" if row.fact.holds else LABELS[row.fact.holds],),
            given=(LABELS[WORDS[chosen]],),
            mark=f"{stored}.{row.fact.version}",
            field=f"c{pk}" if chosen == code_of(True) else "",
        )

    def _chosen(self, pk: int, stored: str) -> str:
        typed = self.sent.get(f"h{pk}", stored)
        return typed if typed in WORDS else stored

    def wanted(self, sent: QueryDict) -> frozenset[str]:
        """Dossiers for which another word was chosen than the list showed, and than stands there now."""
        seen = was_seen(sent)
        return frozenset(
            str(row.key) for row in self.rows() if self._is_new(row, _shown(seen.get(str(row.key)), row.mark))
        )

    def _is_new(self, row: BulkRow, shown: str) -> bool:
        stored = _word(row.mark)
        return self._chosen(row.key, stored) not in (shown, stored)

    def form(self, keys: Collection[int], **bound: Any) -> forms.Form:
        """The words, unseen, and a ground for each hit."""
        rows = self.rows(keys)
        return GateForm({row.key: row.name for row in rows}, {row.key for row in rows if row.field}, **bound)

    def choose(self, request: HttpRequest, told: Told) -> HttpResponse:
        """Every dossier with its word; what was typed stays, but where a colleague stated it meanwhile."""
        seen = was_seen(self.sent)
        found, rows = self.found(), self.rows()
        words = [self._kept(row, seen.get(str(row.key))) for row in rows]
        every = self.every()
        data = self._data([row.dossier for row in every])
        context = {
            "cycle": self.cycle,
            "gate": self.gate,
            "data": data,
            "too_soon": too_soon(self.gate, self.cycle),
            "stated_from": stated_from(self.gate, self.cycle),
            "by_figures": [(row, data.beside(row.dossier)) for row in every if not row.figures.asks],
            "rows": [(row, chosen, data.beside(row.dossier)) for row, chosen in zip(found, words, strict=True)],
            "options": [(code, LABELS[holds]) for code, holds in WORDS.items()],
            "problems": told.problems,
            "typed": {name: text for name, text in told.typed.items() if name.startswith("c")},  # the grounds
            "seen": seen_values.pack(seen_of(rows)),
        }
        return render(request, "evaluations/council/gate.html", context, status=told.status)

    def _data(self, dossiers: Sequence[Dossier]) -> GateData:
        """What the gate rests on, beside each unit."""
        names = pages.names_by_code([self.gate.body] if self.gate.body else [])
        return gate_data(self.by, self.cycle, self.gate, names, dossiers)

    def _kept(self, row: BulkRow, seen: Any) -> str:
        stored = _word(row.mark)
        return self._chosen(row.key, stored) if seen is None or seen == row.seen else stored

    def hold(self, keys: Collection[int]) -> None:
        """Nobody states a gate of these dossiers meanwhile."""
        lock(self.by, keys)

    def act(self, keys: Sequence[int], form: forms.Form, progress: Progress) -> str:
        """State them."""
        words = cast("GateForm", form).words(keys)
        return f"Đã ghi điều kiện cho {state_gates(by=self.by, key=self.gate.key, words=words)} hồ sơ."


def _word(mark: Any) -> str:
    """The word in a row's mark (“co.3”)."""
    return str(mark).partition(".")[0]


def _shown(seen: Any, mark: str) -> str:
    """The word that the list showed; what is stored where it wasn't sent."""
    return _word(seen[-1] if isinstance(seen, list) and seen else mark)
