"""The versions of its criteria set under which a running year goes on: what changed when, by which decision, and what
of it is still to be scored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thanthien.criteria.comparing import Change, Comparison, Fate, compare, compare_all
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import UNIT_KINDS
from thanthien.criteria.values import ValueProblem, parse_value
from thanthien.criteria.words import value_words
from thanthien.evaluations.enums import AnswerState, PaperKind
from thanthien.evaluations.models import Answer, Cycle, Dossier, EarlierAnswer, Paper, SetChange
from thanthien.evaluations.queries.waivers import why_not_waived
from thanthien.evaluations.states import SUBMITTED_ON, sources_of
from thanthien.evaluations.workflow import Status

NAMED = 10  # units that a sentence names
_SETTLED = (
    "đã có kết quả theo bộ tiêu chí hiện nay; kết quả đã thông báo hoặc quyết định không thay đổi, nên kỳ này không "
    "điều chỉnh được nữa"
)


def versions_for(cycle: Cycle) -> QuerySet[CriteriaSet]:
    """The issued sets to which the cycle could go over: of the same scheme and year."""
    current = cycle.criteria_set
    rows = CriteriaSet.objects.filter(scheme_id=current.scheme_id, year=current.year, status=SetStatus.ISSUED)
    return rows.exclude(pk=current.pk).select_related("scheme").order_by("-version")


def papers_for(cycle: Cycle) -> QuerySet[Paper]:
    """Recorded decisions of an adjustment that none rests on yet, the newest first."""
    rows = Paper.objects.standing().filter(cycle=cycle, kind=PaperKind.SET_CHANGE)
    return rows.exclude(pk__in=SetChange.objects.filter(cycle=cycle).values("paper_id")).order_by("-signed_on", "-pk")


def set_changes(cycle: Cycle) -> list[SetChange]:
    """What changed the set of the cycle, in turn. One statement, none where it never changed."""
    if not cycle.set_turn:
        return []
    rows = SetChange.objects.filter(cycle=cycle).select_related("paper", "from_set", "to_set", "changed_by")
    return list(rows.order_by("turn"))


def changes_with(set_id: int) -> list[SetChange]:
    """Changes of years to this version or from it, the latest first: all of them are public. One statement."""
    rows = SetChange.objects.filter(Q(from_set=set_id) | Q(to_set=set_id))
    rows = rows.select_related("cycle", "paper", "from_set", "to_set")
    return list(rows.order_by("-effective_on", "-pk"))


def comparison_of(change: SetChange, kind: str = "") -> Comparison:
    """What the change did; for one kind of unit, where given."""
    before, after = change.from_set.parsed(), change.to_set.parsed()
    return compare(before, after, kind) if kind else compare_all(before, after)


# --- Before it is done ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carried:
    """What a change does with the answers of a dossier: so many that say something stay (``kept``), are to be scored
    again (``again``), are gone (``gone``); ``new`` are asked for the first time."""

    kept: int
    again: int
    new: int
    gone: int


def carried(cycle: Cycle, dossiers: Sequence[Dossier], after: CriteriaSet) -> dict[int, Carried]:
    """The same for each dossier. One statement."""
    said: dict[int, Counter[Fate]] = defaultdict(Counter)
    by_kind = {kind: _fates(cycle, after, kind) for kind in {dossier.unit.kind for dossier in dossiers}}
    kinds = {dossier.pk: dossier.unit.kind for dossier in dossiers}
    rows = Answer.objects.filter(dossier__in=dossiers).exclude(state=AnswerState.MISSING)
    for pk, code in rows.order_by().values_list("dossier_id", "indicator__code"):
        said[pk][by_kind[kinds[pk]][code]] += 1
    new = {kind: sum(fate == Fate.NEW for fate in fates.values()) for kind, fates in by_kind.items()}
    return {
        pk: Carried(said[pk][Fate.SAME], said[pk][Fate.TOUCHED], new[kind], said[pk][Fate.GONE])
        for pk, kind in kinds.items()
    }


def _fates(cycle: Cycle, after: CriteriaSet, kind: str) -> dict[str, Fate]:
    return {one.code: one.fate for one in compare(cycle.criteria_set.parsed(), after.parsed(), kind).items}


def why_not(cycle: Cycle, dossiers: Sequence[Dossier], after: CriteriaSet) -> list[str]:
    """What keeps the cycle under its set, each with the units meant and what to do; empty when nothing does."""
    with_city = [one for one in dossiers if one.status in SUBMITTED_ON]
    reopened = sources_of("reopen")
    back = [one for one in with_city if one.status in reopened]
    settled = [one for one in with_city if one.status not in reopened]
    highest = after.level_names.highest
    bare = [one for one in dossiers if one.waived and _loses_too_much(one, after)]
    aiming = [one for one in dossiers if one.target_level is not None and one.target_level > highest]
    told = (
        (settled, _SETTLED),
        (back, "đã nộp theo bộ tiêu chí hiện nay; cần trả lại hoặc mở lại để tự chấm trước khi điều chỉnh"),
        (bare, "có tiêu chí không áp dụng mà phiên bản mới không thể thiếu"),
        (aiming, f"có mức độ phấn đấu cao hơn mức cao nhất của phiên bản mới ({after.level_names.name(highest)})"),
    )
    return [f"{len(some)} hồ sơ {why}: {_names(some)}." for some, why in told if some]


def _loses_too_much(dossier: Dossier, after: CriteriaSet) -> bool:
    """Can the new version not do without what is not applied to the unit?"""
    whole = after.compiled(dossier.unit.kind)
    return bool(why_not_waived(whole, [code for code in dossier.waived if code in whole.by_code]))


def _names(dossiers: Sequence[Dossier]) -> str:
    named = ", ".join(one.unit.name for one in dossiers[:NAMED])
    more = len(dossiers) - NAMED
    return f"{named} và {more} đơn vị khác" if more > 0 else named


def goes_back(dossier: Dossier, comparison: Comparison) -> bool:
    """Whether the dossier goes back to self-scoring: its draft hangs, is signed or was returned, and a result of its
    kind of unit could come out otherwise."""
    return comparison.counts and Status(dossier.status) in sources_of("change_set")


# --- After it was done ----------------------------------------------------------------------------------------------


def codes_anew(cycle: Cycle) -> Mapping[str, frozenset[str]]:
    """By kind of unit the indicators that changes of this year touched or brought. No statement where none did."""
    found: dict[str, set[str]] = defaultdict(set)
    for change in set_changes(cycle):
        for kind in UNIT_KINDS:
            found[kind] |= set(comparison_of(change, kind).codes(Fate.TOUCHED, Fate.NEW))
    return {kind: frozenset(codes) for kind, codes in found.items()}


def codes_of(dossier: Dossier) -> frozenset[str]:
    """The same of one dossier."""
    return codes_anew(dossier.cycle).get(dossier.unit.kind, frozenset())


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What the last change that reached an indicator says of it, and what stood there before."""

    change: SetChange
    of: Change
    dossier: Dossier
    earlier: EarlierAnswer | None = None

    @property
    def is_new(self) -> bool:
        """Is the indicator asked for the first time?"""
        return self.of.fate == Fate.NEW

    @property
    def earlier_words(self) -> str:
        """What stood there, as the version before reads it."""
        before = self.change.from_set.compiled(self.dossier.unit.kind).by_code[self.of.code].definition
        earlier = self.earlier
        if earlier is None or earlier.state != AnswerState.VALUE:
            return f"Không phát sinh: {earlier.reason}" if earlier else ""
        return value_words(before, earlier.value)

    @property
    def fits(self) -> bool:
        """Could the value be entered again as it is?"""
        if self.earlier is None or self.earlier.state != AnswerState.VALUE:
            return False
        try:
            parse_value(self.dossier.compiled.by_code[self.of.code].definition, self.earlier.value)
        except ValueProblem:
            return False
        return True


def adjusted(dossier: Dossier, code: str) -> Adjusted | None:
    """The same; None where no change reached the indicator. No statement where the set never changed."""
    for change in reversed(set_changes(dossier.cycle)):
        of = next((one for one in comparison_of(change, dossier.unit.kind).items if one.code == code), None)
        if of is not None and of.fate in (Fate.TOUCHED, Fate.NEW):
            rows = EarlierAnswer.objects.filter(change=change, dossier=dossier, indicator__code=code)
            return Adjusted(change, of, dossier, rows.first())
    return None


def codes_open_anew(dossier: Dossier) -> list[str]:
    """The codes of these in one dossier, in the order of the set. No statement where the set never changed."""
    if not dossier.cycle.set_turn:
        return []
    return list(open_anew([dossier]).order_by("indicator__position").values_list("indicator__code", flat=True))


def open_anew(dossiers: Iterable[Dossier]) -> QuerySet[Answer]:
    """Answers of dossiers that are to be scored again, or for the first time, by a change of the set, and are not yet.
    The dossiers have unit and cycle in hand."""
    wanted: dict[frozenset[str], list[int]] = defaultdict(list)
    codes = {one.cycle: codes_anew(one.cycle) for one in dossiers}
    for dossier in dossiers:
        if own := codes[dossier.cycle].get(dossier.unit.kind):
            wanted[own].append(dossier.pk)
    rows = Answer.objects.none()
    for own, ids in wanted.items():
        rows = rows | Answer.objects.filter(dossier__in=ids, indicator__code__in=own, state=AnswerState.MISSING)
    return rows
