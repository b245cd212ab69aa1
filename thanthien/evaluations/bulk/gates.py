"""One gate × all dossiers: does the condition that bars or caps recognition hold?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from thanthien.core.acting import seen as seen_values
from thanthien.core.acting.bulk import Bulk, BulkRow, BulkWords, Column, Progress, Told, seen_of, was_seen
from thanthien.core.formats import NOTHING
from thanthien.criteria.gate_rules import Gate
from thanthien.evaluations.actions.gates import may_state_gate, state_gates, too_soon
from thanthien.evaluations.actions.moves import lock
from thanthien.evaluations.forms.gates import LABELS, LABELS_OF_HEADS, WORDS, GateForm, HeadsAsked, code_of
from thanthien.evaluations.gate_days import stated_from
from thanthien.evaluations.heads import Term
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.permissions import keeps_every_head, keeps_heads
from thanthien.evaluations.queries import council_pages as pages
from thanthien.evaluations.queries.gate_data import GateData, gate_data
from thanthien.evaluations.queries.heads import terms_of_year, unknown_heads
from thanthien.evaluations.queries.phases import not_open_yet
from thanthien.evaluations.queries.successions import called_by_code
from thanthien.evaluations.workflow import DEEDS, STEPS, Deed

_WARNING_OF_HEADS = (
    "Đơn vị có người đứng đầu bị kỷ luật, truy cứu vì việc trong chức vụ này {effect}. Ghi “Không có” là xác nhận cho "
    "từng người nêu trong danh sách, theo thời gian giữ chức vụ."
)


@dataclass
class StateGate(Bulk):
    """State one gate for the dossiers whose word was changed on the list. ``sent``: the words chosen there."""

    cycle: Cycle
    gate: Gate
    sent: QueryDict

    given = (Column("Ghi mới"),)
    asked = "Căn cứ"

    @property
    def columns(self) -> tuple[Column, ...]:
        """What stands there now; of heads, who they are."""
        return (Column("Đang ghi"), *([Column("Người đứng đầu trong năm")] if self.gate.of_heads else []))

    @property
    def labels(self) -> dict[bool | None, str]:
        """The words to choose from."""
        return LABELS_OF_HEADS if self.gate.of_heads else LABELS

    @property
    def words(self) -> BulkWords:
        """What the pages say."""
        cap, names = self.gate.cap, self.cycle.level_names
        effect = "không được công nhận" if cap is None else f"không quá {names.name(cap)}"
        return BulkWords(
            title=self.gate.question,
            button="Ghi xác nhận",
            warning=_WARNING_OF_HEADS.format(effect=effect)
            if self.gate.of_heads
            else f"Đơn vị được ghi “{LABELS[True]}” {effect}. Cần ghi căn cứ của từng đơn vị.",
            back=reverse("council-gates", args=[self.cycle.pk]),
            back_label="Trường hợp không công nhận, khống chế mức độ",
            none_chosen="Chưa có thay đổi nào để kiểm tra.",
        )

    def every(self) -> list[pages.GateRow]:
        """The dossiers in which the gate counts now."""
        return pages.gate_rows(self.by, self.cycle, self.gate)

    def found(self) -> list[pages.GateRow]:
        """Those in which it may be stated: figures don't tell it, and its day is there."""
        if too_soon(self.gate, self.cycle):
            return []
        rows = [row for row in self._theirs() if row.figures.asks]
        early = not_open_yet(
            [row.dossier for row in rows if row.dossier.status in STEPS["accept"].sources], DEEDS[Deed.STATE_GATES]
        )
        return [row for row in rows if row.dossier.pk not in early]

    def _theirs(self) -> list[pages.GateRow]:
        """Those of which the person may say it: of a body that said nothing, whoever concludes may."""
        return [row for row in self.every() if may_state_gate(self.by, row.dossier, self.gate.key)]

    def allowed(self) -> bool:
        """The body that the set names, or who concludes; the action asks for each dossier."""
        return bool(self._theirs())

    def rows(self, only: Collection[int] | None = None) -> list[BulkRow]:
        """What is stated of each, and what is to be."""
        found = [row for row in self.found() if only is None or row.dossier.pk in only]
        return self._shown_rows(found, self._terms(found))

    def _shown_rows(self, found: Sequence[pages.GateRow], terms: Mapping[int, Sequence[Term]]) -> list[BulkRow]:
        return [self._row(row, terms[row.dossier.pk]) for row in found]

    def _terms(self, rows: Sequence[pages.GateRow]) -> dict[int, tuple[Term, ...]]:
        """The heads of each dossier's unit in the year; none for a gate that doesn't ask of them."""
        found = terms_of_year(self.cycle, self.gate, [row.dossier.unit for row in rows])
        return {row.dossier.pk: found[row.dossier.unit_id] for row in rows}

    def _row(self, row: pages.GateRow, terms: Sequence[Term]) -> BulkRow:
        pk, stored = row.dossier.pk, code_of(row.fact.holds)
        chosen = self._chosen(pk, stored)
        heads = ("; ".join(term.told for term in terms) or NOTHING,) if self.gate.of_heads else ()
        unknown = unknown_heads(self.cycle, self.gate, terms)
        return BulkRow(
            key=pk,
            name=row.dossier.unit.name,
            cells=(f"{LABELS[True]}: {row.fact.note}" if row.fact.holds else LABELS[row.fact.holds], *heads),
            problems=(unknown,) if unknown else (),
            given=(self.labels[WORDS[chosen]],),
            mark=f"{stored}.{row.fact.version}",
            field=f"c{pk}" if self._needs_ground(row.dossier, chosen) else "",
        )

    def _needs_ground(self, dossier: Dossier, chosen: str) -> bool:
        """A hit has its ground; so has every word that is said instead of a body."""
        instead = self.gate.body in dossier.silent_bodies and chosen == code_of(False)
        return instead or chosen == code_of(True)

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
        found = [row for row in self.found() if row.dossier.pk in keys]
        terms = self._terms(found)
        rows = self._shown_rows(found, terms)
        grounds = {row.key for row in rows if row.field}
        return GateForm({row.key: row.name for row in rows}, grounds, self._asked(found, terms), **bound)

    def _asked(self, found: Sequence[pages.GateRow], terms: dict[int, tuple[Term, ...]]) -> HeadsAsked | None:
        if not self.gate.of_heads:
            return None
        hit = {row.dossier.pk for row in found if self._chosen(row.dossier.pk, code_of(row.fact.holds)) == "co"}
        return HeadsAsked(terms, hit)

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
            "rows": [
                (row, chosen, data.beside(row.dossier), shown.cells[-1], keeps_heads(self.by, row.dossier.unit))
                for row, chosen, shown in zip(found, words, rows, strict=True)
            ],
            "options": [(code, self.labels[holds]) for code, holds in WORDS.items()],
            "without_heads": [shown for shown in rows if shown.problems],
            "sees_heads": self.gate.of_heads and keeps_every_head(self.by),
            "problems": told.problems,
            "typed": {name: text for name, text in told.typed.items() if not name.startswith("h")},  # but the words
            "seen": seen_values.pack(seen_of(rows)),
        }
        return render(request, "evaluations/council/gate.html", context, status=told.status)

    def _data(self, dossiers: Sequence[Dossier]) -> GateData:
        """What the gate rests on, beside each unit."""
        names = called_by_code([self.gate.body] if self.gate.body else [])
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
        return f"Đã ghi xác nhận cho {state_gates(by=self.by, key=self.gate.key, words=words)} hồ sơ."


def _word(mark: Any) -> str:
    """The word in a row's mark (“co.3”)."""
    return str(mark).partition(".")[0]


def _shown(seen: Any, mark: str) -> str:
    """The word that the list showed; what is stored where it wasn't sent."""
    return _word(seen[-1] if isinstance(seen, list) and seen else mark)
