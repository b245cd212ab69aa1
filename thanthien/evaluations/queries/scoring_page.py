"""One indicator of a self-score with everything that its page shows, read once and frozen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.scoring import Result, explain, score_indicator
from thanthien.criteria.words import ENTERED_BY, rule_words, value_words
from thanthien.evaluations.enums import AnswerState, Origin
from thanthien.evaluations.models import Answer, AnswerEvidence, Dossier, ReturnItem
from thanthien.evaluations.permissions import can_add_evidence, can_assign, can_edit_answer, enters
from thanthien.evaluations.queries.contents import Content, contents_beside
from thanthien.evaluations.queries.deadlines import EditingDays, editing_days
from thanthien.evaluations.queries.figure_door import Door, door_of
from thanthien.evaluations.queries.phases import opening_of
from thanthien.evaluations.queries.requests import with_state
from thanthien.evaluations.queries.returns import items_asked
from thanthien.evaluations.queries.self_score import (
    ASKED_ANEW,
    CountedAnswer,
    ItemMark,
    answers_of,
    changes_of,
    evidence_of,
    last_answer,
    last_save,
    mark_of,
    proven_codes,
    score_of,
)
from thanthien.evaluations.queries.set_changes import Adjusted, adjusted, codes_of
from thanthien.evaluations.queries.sums import GroupSum, Sums, sums_of
from thanthien.evaluations.scored import engine_answer
from thanthien.evaluations.value_texts import change_text
from thanthien.evaluations.workflow import DEEDS, STEPS, Deed, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points of the item with the sentence that explains them; ``state`` as the engine tells it."""

    points: Decimal | None
    maximum: Decimal
    state: str
    explanation: str
    proposes_not_applicable: bool


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One indicator in the list at the side."""

    answer: Answer
    mark: ItemMark
    current: bool

    @property
    def compiled(self) -> CompiledIndicator:
        return self.answer.compiled

    @property
    def asked_anew(self) -> bool:
        """Does a change of the set ask to score it, and nobody has?"""
        return self.mark is ASKED_ANEW

    @property
    def html_id(self) -> str:
        """Identifier without dots, so that selectors need no escape."""
        return f"muc-{self.compiled.code.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class TreeGroup:
    """A group of the set: its sum, and those of its indicators that are listed."""

    sum: GroupSum
    rows: tuple[TreeRow, ...]


@dataclass(frozen=True, slots=True)
class SavedItem:
    """What changes on the page when the answer is saved."""

    answer: Answer
    outcome: Outcome
    sums: Sums
    row: TreeRow


@dataclass(frozen=True, slots=True)
class Change:
    """One save of the answer in the history, with what it said. ``who``: “Hệ thống” where the answer followed the
    platform's figure, “Điều chỉnh bộ tiêu chí” where a change of the set opened it."""

    row: Any
    words: str

    @property
    def by_person(self) -> bool:
        return self.row.updated_by is not None

    @property
    def who(self) -> str:
        if not self.by_person and self.row.origin != Origin.SYSTEM:
            return "Điều chỉnh bộ tiêu chí"
        return str(self.row.updated_by) if self.by_person else "Hệ thống"


@dataclass(frozen=True, slots=True)
class SystemFigure:
    """What the platform computed: ``words``, “” where there is none, and then ``absent`` says why; ``taken``: the save
    by which somebody took it over, None where nobody did; ``change``: how the answer followed it last."""

    words: str
    absent: str
    as_of: date | None
    taken: Change | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """The page of one indicator. ``closed``: why the person can't write here now, “” when they can; ``following``: the
    next indicator under the filter; ``last``: the unit's answer of an earlier year; ``door``: to the records behind the
    platform's figure; ``contents``: what rooms tell of the items of a declared checklist."""

    answer: CountedAnswer
    outcome: Outcome
    sums: Sums
    tree: tuple[TreeGroup, ...]
    following: Answer | None
    due: date | None
    closed: str
    may_assign: bool
    may_attach: bool
    requests: tuple[Any, ...]
    returned: tuple[ReturnItem, ...]
    evidence: tuple[AnswerEvidence, ...]
    last: Answer | None
    changes: tuple[Change, ...]
    system: SystemFigure
    door: Door | None
    adjusted: Adjusted | None
    contents: tuple[Content, ...]

    @property
    def dossier(self) -> Dossier:
        dossier: Dossier = self.answer.dossier
        return dossier

    @property
    def compiled(self) -> CompiledIndicator:
        compiled: CompiledIndicator = self.answer.compiled
        return compiled

    @property
    def records_say(self) -> str:
        """How many records the platform counted for the indicator: “32 bản ghi”; empty where it counted none."""
        return self.door.behind.basis_words if self.door else ""

    @property
    def shows_other(self) -> bool:
        """Does the commune say something else than the platform, or does the platform say nothing?"""
        said = self.answer.state != AnswerState.MISSING and not self.answer.follows
        return said or self.answer.system_state == AnswerState.MISSING

    @property
    def rule_words(self) -> str:
        """How points come about."""
        return rule_words(self.compiled.definition, self.compiled.step)

    @property
    def last_words(self) -> str:
        """What the unit said in the earlier year."""
        return value_words(self.compiled.definition, self.last.value) if self.last else ""


def item_page(user: User, dossier: Dossier, code: str, *, only_mine: bool) -> ItemPage | None:
    """Everything about one indicator; the caller has loaded the dossier through ``own_dossiers``. None when the set has
    no such indicator. ``only_mine``: list and lead through the person's own indicators only."""
    rows = rows_of(dossier)
    answer = next((row for row in rows if row.indicator.code == code), None)
    if answer is None:
        return None
    days = editing_days(dossier)
    closed = _why_closed(user, answer, days)
    requests = tuple(
        with_state(dossier.item_requests.filter(indicator_id=answer.indicator_id)).select_related("body__passed_to")
    )  # fmt: skip
    returned = dossier.status == Status.RETURNED
    sums = sums_of(dossier, score_of(dossier, rows), proven_codes(rows))
    listed, anew = [row for row in rows if not only_mine or _is_own(user, row)], codes_of(dossier)
    changes = [Change(row, _change_words(answer, row, before)) for row, before in changes_of(answer)]
    return ItemPage(
        answer=answer,
        outcome=outcome_of(answer),
        sums=sums,
        tree=tuple(_group(group, listed, answer, anew) for group in sums.groups),
        following=following(user, rows, answer, only_mine=only_mine),
        due=days.told,
        closed=closed,
        may_assign=can_assign(user, dossier),
        may_attach=_may_attach(user, answer, days)
        or (enters(user, answer) and any(one.still_open for one in requests)),
        requests=requests,
        returned=tuple(items_asked([dossier]).filter(indicator=answer.indicator_id)) if returned else (),
        evidence=tuple(evidence_of(answer, user)),
        last=last_answer(answer),
        changes=tuple(changes[:_CHANGES_SHOWN]),
        system=_system_figure(answer, changes),
        door=door_of(user, dossier, answer.compiled),
        adjusted=adjusted(dossier, code),
        contents=contents_beside(dossier, answer.compiled),
    )


_CHANGES_SHOWN = 10


def _change_words(answer: Answer, row: Any, before: Any) -> str:
    """What a save says; of one that followed the platform's figure, from what to what, and to which day."""
    if row.updated_by is not None or row.origin != Origin.SYSTEM:
        return words_of(answer, row)
    said = (before.state, before.value), (row.state, row.value)
    return f"{change_text(answer.compiled.definition, *said)} (đến {date_vn(row.system_as_of)})"


def _system_figure(answer: Answer, changes: Sequence[Change]) -> SystemFigure:
    taken = next((one for one in changes if one.by_person), None)
    newest = changes[0] if changes and not changes[0].by_person else None
    return SystemFigure(
        words=system_words(answer),
        absent=answer.system_reason if answer.system_state == AnswerState.MISSING else "",
        as_of=answer.system_as_of,
        taken=taken if answer.follows else None,
        change=newest if answer.follows else None,
    )


def rows_of(dossier: Dossier) -> list[CountedAnswer]:
    """All answers of a dossier in the order of the set, each with its dossier in hand. One statement."""
    rows = answers_of([dossier])[dossier.pk]
    for row in rows:
        row.dossier = dossier
    return rows


def following(user: User, rows: Sequence[Answer], answer: Answer, *, only_mine: bool) -> Answer | None:
    """The item after this one; of the person's own, the next that still waits for a value, from the start again."""
    place = next(index for index, row in enumerate(rows) if row.pk == answer.pk)
    after = [*rows[place + 1 :]]
    if not only_mine:
        return next(iter(after), None)
    own = (row for row in [*after, *rows[:place]] if _is_own(user, row))
    return next((row for row in own if row.points is None and row.state != AnswerState.NOT_APPLICABLE), None)


def first_open(user: User, rows: Sequence[Answer]) -> Answer | None:
    """The first item that still waits for a value, own ones first; the very first one when none does."""
    waiting = [row for row in rows if row.state == AnswerState.MISSING]
    own = [row for row in waiting if _is_own(user, row)]
    return next(iter(own or waiting or rows), None)


def _is_own(user: User, answer: Answer) -> bool:
    """Handed to the person, or what their body of the unit enters beside the People's Committee."""
    by_other_body = bool(answer.compiled.definition.entered_by) and enters(user, answer)
    return answer.assignee_id == user.pk or by_other_body


def outcome_of(answer: Answer) -> Outcome:
    """What the answer yields."""
    compiled = answer.compiled
    given = engine_answer(compiled.definition, answer)
    scored = score_indicator(compiled, given)
    return Outcome(
        points=scored.points,
        maximum=compiled.maximum,
        state=scored.state,
        explanation=explain(compiled, given, scored) if given is not None else "",
        proposes_not_applicable=scored.proposes_not_applicable,
    )


def saved_item(answer: Answer, result: Result, proven: Collection[str]) -> SavedItem:
    """The parts of the page that a save renews; no statement where the set never changed."""
    return SavedItem(
        answer=answer,
        outcome=outcome_of(answer),
        sums=sums_of(answer.dossier, result, proven),
        row=_tree_row(answer, int(answer.indicator.code in proven), codes_of(answer.dossier), current=True),
    )


def _group(group: GroupSum, listed: Sequence[CountedAnswer], current: Answer, anew: Collection[str]) -> TreeGroup:
    own = (row for row in listed if row.indicator.group_code == group.code)
    return TreeGroup(group, tuple(_tree_row(row, row.documents, anew, current=row.pk == current.pk) for row in own))


def _tree_row(answer: Answer, documents: int, anew: Collection[str], *, current: bool) -> TreeRow:
    """``anew``: what a change of the set asks to score again, or for the first time."""
    expects_evidence, asked = bool(answer.compiled.definition.evidence), answer.indicator.code in anew
    return TreeRow(answer, mark_of(answer, documents, expects_evidence=expects_evidence, anew=asked), current)


def _may_attach(user: User, answer: Answer, days: EditingDays) -> bool:
    return can_add_evidence(user, answer) and not days.is_over(clock.today())


def _why_closed(user: User, answer: Answer, days: EditingDays) -> str:
    if can_edit_answer(user, answer) and not days.is_over(clock.today()):
        return _not_begun(answer.dossier)
    if (other := answer.compiled.definition.entered_by) and not enters(user, answer):
        return f"Tiêu chí này do {ENTERED_BY[other]} nhập; cơ quan khác chỉ xem."
    if not enters(user, answer):
        return "Vai trò của anh/chị chỉ được xem hồ sơ, không chấm điểm và không gắn minh chứng."
    if not answer.dossier.is_editable:
        return f"Hồ sơ đang ở trạng thái “{answer.dossier.label}” nên không sửa được."
    if days.is_over(clock.today()):
        return f"Quá hạn ngày {days.last:%d/%m/%Y}; cần sửa thì đề nghị cơ quan thường trực gia hạn."
    if answer.assignee is not None:
        return f"Tiêu chí này được giao cho {answer.assignee}."
    return "Anh/chị xem được nhưng không chấm tiêu chí này."


def _not_begun(dossier: Dossier) -> str:
    """What is begun goes on: only the first answer waits for the phase."""
    if dossier.status not in STEPS["start"].sources:
        return ""
    opening = opening_of(dossier.cycle, DEEDS[Deed.TYPE_ANSWERS], dossier)
    return f"Chưa đến ngày tự chấm: mở từ ngày {date_vn(opening.day)}." if opening else ""


# --- Two people at once ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone saved meanwhile: what stands now, the save that put it there, and what was typed beside it."""

    theirs: Answer
    save: Any
    their_words: str
    my_words: str

    @property
    def who(self) -> str:
        """Who saved it."""
        return Change(self.save, "").who


def conflict_with(theirs: Answer, my_words: str) -> Conflict:
    """Both contents side by side. One statement."""
    return Conflict(theirs, last_save(theirs), words_of(theirs, theirs), my_words)


def words_of(answer: Answer, said: Any) -> str:
    """What a row or an entry (state, value, reason) says of the answer's indicator."""
    if said.state == AnswerState.VALUE:
        return value_words(answer.compiled.definition, said.value)
    return f"Không phát sinh: {said.reason}" if said.state == AnswerState.NOT_APPLICABLE else "Chưa chấm"


def system_words(answer: Answer) -> str:
    """What the platform computed; empty when there is no figure."""
    if answer.system_state == AnswerState.NOT_APPLICABLE:
        return f"Không phát sinh: {answer.system_reason}"
    return value_words(answer.compiled.definition, answer.system_value) if answer.system_value is not None else ""
