"""Opening a year, extending its deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.accounts.positions import is_office
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import WorkCalendar, next_working_day
from thanthien.core.formats import date_vn
from thanthien.core.queries import work_calendar
from thanthien.criteria.compiling import CompiledSet
from thanthien.criteria.models import CriteriaSet
from thanthien.criteria.rules import SetDefinition
from thanthien.evaluations.actions.figures import follow_extended
from thanthien.evaluations.actions.totals import compute_totals
from thanthien.evaluations.enums import Column, CouncilMode, CycleKind, HeardBeforeSigning, PaperAsked, Quorum
from thanthien.evaluations.extension_notices import tell_extended
from thanthien.evaluations.models import Answer, Cycle, Dossier, Extension, GateFact, Phase
from thanthien.evaluations.models.cycle import PILOT_WORD, latest_end
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.queries.deadlines import editing_is_over
from thanthien.evaluations.queries.figures import settings_of
from thanthien.evaluations.queries.successions import bodies_of
from thanthien.evaluations.states import TAKES_SYSTEM_VALUES
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey
from thanthien.measures.scope import SettingValue, Span
from thanthien.units.models import Agency, Unit


@dataclass(frozen=True, slots=True)
class Switches:
    """What cities do differently. Days of posting are calendar days, the other deadlines working days."""

    registration_needs_approval: bool = False
    posting_days: int = 5
    commune_meeting_required: bool = True
    heard_before_signing: str = HeardBeforeSigning.NONE
    proposal_asked: str = PaperAsked.NONE
    step_papers_asked: str = PaperAsked.NONE
    supplement_days: int = 3
    item_request_days: int = 3
    again_days: int = 10
    council_mode: str = CouncilMode.MEETING
    council_quorum: str = Quorum.NONE
    review_allowed: bool = True
    early_allowed: bool = False
    proceedings_required: bool = True
    explanation_days: int = 5
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A cycle as the standing office writes it down. ``phases``: (first day, last day) by key. ``span``: “thời kỳ số
    liệu”, by default the year; its cut-off follows from it. ``settings``: of measures, by measure and setting.
    ``units``: of a pilot those that take part; None: all."""

    criteria_set: CriteriaSet
    year: int
    title: str
    phases: Mapping[PhaseKey, tuple[date, date]]
    kind: str = CycleKind.OFFICIAL
    span: Span | None = None
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    units: frozenset[int] | None = None


@transaction.atomic
def open_cycle(*, by: User, plan: Plan) -> Cycle:
    """Open a year with an issued set: one dossier for each current unit, with its empty answers, at once.

    Raises Refused (not the standing office, set not issued, same cycle exists) or Invalid (phases).
    """
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được mở kỳ đánh giá.")
    chosen = CriteriaSet.objects.select_for_update().get(pk=plan.criteria_set.pk)
    if not chosen.is_issued:
        raise Refused("Chỉ mở kỳ với bộ tiêu chí đã ban hành.")
    if Cycle.objects.filter(criteria_set__scheme=chosen.scheme, year=plan.year, kind=plan.kind).exists():
        raise Refused("Đã có kỳ đánh giá cùng năm, cùng loại.")
    _check_phases(plan.phases)
    _check_span(plan)
    check_settings(chosen.parsed(), plan.settings)
    units = _taking_part(plan)
    check_bodies(chosen, {unit.kind for unit in units})
    cycle = _create(by, plan, chosen)
    create_dossiers(cycle, units)
    return cycle


def _taking_part(plan: Plan) -> list[Unit]:
    """Today's units; of a pilot, which is a trial, the chosen ones. Raises Invalid."""
    units = Unit.objects.current(clock.today()).in_vietnamese_order()
    if plan.units is None:
        return list(units)
    if plan.kind != CycleKind.TRIAL:
        raise Invalid({"scope": "Kỳ chính thức gồm mọi đơn vị; chỉ kỳ chấm thử được chọn một số đơn vị."})
    chosen = list(units.filter(pk__in=plan.units))
    if not chosen or len(chosen) < len(plan.units):
        raise Invalid({"units": "Cần chọn ít nhất một đơn vị đang hoạt động."})
    return chosen


def stated_gates(compiled: CompiledSet) -> list[str]:
    """Gates that a person states: the declared ones, and those on an indicator, for when its value can't tell."""
    return [gate.key for gate in compiled.gates if not gate.of_dossier]


def check_bodies(chosen: CriteriaSet, kinds: Iterable[str]) -> None:
    """Raises Refused when a set gives work to bodies that are no agencies, or no more. ``kinds``: of units."""
    wanted = {code for kind in kinds for code in bodies_of(chosen.compiled(kind))}
    gone = wanted - set(Agency.objects.at_work().filter(code__in=wanted).values_list("code", flat=True))
    if gone:
        raise Refused(missing_bodies_sentence(gone))
    named = Agency.objects.filter(code__in=wanted).select_related("passed_to").in_list_order()
    speaking = [one.passed_to if one.valid_to and one.passed_to else one for one in named]
    if ending := [one for one in speaking if one.valid_to is not None]:
        raise Refused([ENDING.format(one.name, date_vn(one.valid_to)) for one in ending])


ENDING = (
    "{} được giao việc trong bộ tiêu chí nhưng kết thúc hoạt động sau ngày {} và chưa có cơ quan tiếp nhận. Cần ghi cơ "
    "quan tiếp nhận, hoặc bỏ ghi kết thúc ở trang “Cơ quan”."
)


def missing_bodies_sentence(codes: Iterable[str]) -> str:
    """What to mend when bodies of a set are no agencies (any more)."""
    names = ", ".join(f"“{code}”" for code in sorted(codes))
    return f"Bộ tiêu chí giao việc cho cơ quan không có hoặc đã kết thúc hoạt động: {names}. Cần bổ sung cơ quan."


def _check_phases(phases: Mapping[PhaseKey, tuple[date, date]]) -> None:
    errors = {
        key.value: f"Cần nhập ngày bắt đầu và kết thúc của giai đoạn “{PHASE_LABELS[key]}”."
        for key in PhaseKey
        if key not in phases
    }
    last_end: date | None = None
    for key in PhaseKey:
        first, last = phases.get(key, (date.max, date.max))
        if key not in errors and first > last:
            errors[key.value] = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
        elif key not in errors and is_far(last):
            errors[key.value] = FAR
        elif key not in errors and last_end is not None and last < last_end:
            errors[key.value] = "Giai đoạn sau không được kết thúc trước giai đoạn liền trước."
        last_end = last if key not in errors else last_end
    if errors:
        raise Invalid(errors)


LAST_YEAR = 2201  # a cycle of 2200 ends in it
FAR = f"Ngày phải trước năm {LAST_YEAR + 1}."


def is_far(day: date) -> bool:
    """Whether a last day lies beyond every cycle there can be."""
    return day.year > LAST_YEAR


LONGEST_SPAN, MOST_LATE_DAYS = 366, 60  # days; working days


def _check_span(plan: Plan) -> None:
    """Figures of a year count for at most a year, which ends in it; its first one may begin later."""
    span = plan.span
    if span is None:
        return
    errors = {}
    if span.last.year != plan.year:
        errors["span_last"] = f"Thời kỳ số liệu phải kết thúc trong năm {plan.year}."
    if span.first > span.last:
        errors["span_last"] = "Ngày kết thúc phải từ ngày bắt đầu trở đi."
    elif (span.last - span.first).days >= LONGEST_SPAN:
        errors["span_first"] = "Thời kỳ số liệu dài nhất một năm."
    if not 0 <= span.late_days <= MOST_LATE_DAYS:
        errors["late_days"] = f"Hạn ghi sau kỳ từ 0 đến {MOST_LATE_DAYS} ngày làm việc."
    if errors:
        raise Invalid(errors)


def check_settings(definition: SetDefinition, values: Mapping[str, SettingValue]) -> None:
    """Raises Invalid for settings that no measure of the set declares, or that have another form."""
    declared = {f"{measure.key}.{setting.key}": setting for measure, setting in settings_of(definition)}
    wrong = [key for key, value in values.items() if key not in declared or not declared[key].takes(value)]
    if wrong:
        raise Invalid(dict.fromkeys(wrong, "Thông số này không đúng dạng hoặc không thuộc số liệu của bộ tiêu chí."))


def _create(by: User, plan: Plan, chosen: CriteriaSet) -> Cycle:
    switches = {name: getattr(plan.switches, name) for name in Switches.__slots__}
    span = plan.span or Span(date(plan.year, 1, 1), date(plan.year, 12, 31))
    cycle = Cycle.objects.create(
        criteria_set=chosen,
        year=plan.year,
        title=_title(plan),
        kind=plan.kind,
        pilot=plan.units is not None,
        span_first=span.first,
        span_last=span.last,
        as_of=span.cut_off,
        late_days=span.late_days,
        measure_settings=dict(plan.settings),
        opened_by=by,
        opened_at=clock.now(),
        **switches,
    )
    Phase.objects.bulk_create(
        Phase(cycle=cycle, key=key, starts_on=first, ends_on=last) for key, (first, last) in plan.phases.items()
    )
    return cycle


def _title(plan: Plan) -> str:
    """A pilot is called so wherever its title stands: in lists, letters, files and seals."""
    if plan.units is None or PILOT_WORD in plan.title.lower():
        return plan.title
    return f"{plan.title} ({PILOT_WORD})"


def create_dossiers(cycle: Cycle, units: Iterable[Unit]) -> list[Dossier]:
    """A dossier for each of these units, with its empty answers."""
    dossiers = Dossier.objects.bulk_create(
        Dossier(cycle=cycle, set_turn=cycle.set_turn, unit=unit, status_since=clock.now()) for unit in units
    )
    indicators = {row.code: row for row in cycle.criteria_set.indicators.all()}
    answers, facts = [], []
    for dossier in dossiers:
        answers += [Answer(dossier=dossier, indicator=indicators[code]) for code in dossier.compiled.by_code]
        facts += [GateFact(dossier=dossier, key=key) for key in stated_gates(dossier.compiled)]
    Answer.objects.bulk_create(answers, batch_size=2000)
    GateFact.objects.bulk_create(facts, batch_size=2000)
    compute_totals(Column.SELF, cycle, [(dossier, {}) for dossier in dossiers])
    return dossiers


@dataclass(frozen=True, slots=True)
class More:
    """More time: until when a phase is extended, why, and whether later phases move by as many days; else only those
    that would end before it, to its end. ``to_working_days``: a last day that is off becomes the next working day."""

    key: PhaseKey
    ends_on: date
    reason: str
    move_later: bool = False
    to_working_days: bool = False

    def ends(self, now: Mapping[str, date], calendar: WorkCalendar) -> dict[PhaseKey, date]:
        """The last days that this gives, of the phase first, where these hold now."""
        ends_on = next_working_day(self.ends_on, calendar) if self.to_working_days else self.ends_on
        later = later_ends(self.key, ends_on, now, move_later=self.move_later)
        if self.to_working_days:
            later = {key: next_working_day(day, calendar) for key, day in later.items()}
        return {self.key: ends_on} | later


@transaction.atomic
def extend(
    *, by: User, cycle: Cycle, key: PhaseKey, unit: Unit | None, ends_on: date, reason: str, move_later: bool = False,
    to_working_days: bool = False,
) -> Extension:  # fmt: skip
    """Give a later last day of one phase to all units or to one, later than the one that holds for them now; later
    phases move along (see :class:`More`). Answers of dossiers whose time was over follow the platform's figures again.
    Raises Refused or Invalid.
    """
    hold_calendar(cycle.pk)
    return extend_held(by, cycle, unit, More(key, ends_on, reason, move_later, to_working_days))


def hold_calendar(cycle_id: int) -> None:
    """Nobody extends a phase of the cycle meanwhile. In a transaction, before dossiers are locked."""
    list(Phase.objects.select_for_update().filter(cycle=cycle_id).order_by("pk"))


def extend_held(by: User, cycle: Cycle, unit: Unit | None, more: More) -> Extension:
    """The same, with the calendar locked."""
    if not is_office(by):
        raise Refused("Chỉ cơ quan thường trực được gia hạn.")
    cycle = Cycle.objects.select_related("criteria_set__scheme").get(pk=cycle.pk)  # with what was granted meanwhile
    ends = latest_end(cycle.phases.all(), cycle.extensions.all(), unit.pk if unit else None)
    errors = {}
    if more.ends_on <= ends[more.key]:
        errors["ends_on"] = f"Ngày gia hạn phải sau ngày {ends[more.key]:%d/%m/%Y}."
    elif is_far(more.ends_on):
        errors["ends_on"] = FAR
    if not more.reason.strip():
        errors["reason"] = "Cần ghi lý do gia hạn."
    if errors:
        raise Invalid(errors)
    stood_still = _whose_time_is_over(cycle, unit)
    days = more.ends(ends, work_calendar())
    granted = Extension.objects.bulk_create(
        Extension(
            cycle=cycle, key=key, unit=unit, ends_on=day, reason=_told(more, key, cycle.council_mode),
            granted_by=by, granted_at=clock.now(),
        )
        for key, day in days.items()
    )  # fmt: skip
    tell_extended(granted, by=by)
    follow_extended(cycle, stood_still)
    return granted[0]


def _told(more: More, key: PhaseKey, mode: str) -> str:
    reason = more.reason.strip()
    return reason if key == more.key else f"Theo gia hạn “{phase_label(more.key, mode)}”: {reason}"


def later_ends(key: PhaseKey, ends_on: date, ends: Mapping[str, date], *, move_later: bool) -> dict[PhaseKey, date]:
    """The last days of later phases that move with the extension of one, in the order of the procedure."""
    order = list(PhaseKey)
    moved = {
        later: ends[later] + (ends_on - ends[key]) if move_later else max(ends[later], ends_on)
        for later in order[order.index(key) + 1 :]
    }
    return {later: day for later, day in moved.items() if day > ends[later]}


def _whose_time_is_over(cycle: Cycle, unit: Unit | None) -> list[int]:
    """Dossiers whose answers can't be written any more, and so don't follow the platform's figures."""
    rows = Dossier.objects.filter(editing_is_over(cycle, clock.today()), cycle=cycle, status__in=TAKES_SYSTEM_VALUES)
    return list((rows.filter(unit=unit) if unit else rows).values_list("pk", flat=True))
