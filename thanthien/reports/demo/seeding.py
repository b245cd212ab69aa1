"""Makes the whole demo once: place, people, criteria sets, the trial year and the year in progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from django.conf import settings
from django.db import connection, transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.formats import number
from thanthien.criteria import actions as criteria
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle
from thanthien.measures.scope import Span
from thanthien.notices.actions import in_the_past
from thanthien.reports.demo import people as demo_people
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.fast_days import make_fast_days
from thanthien.reports.demo.hamlets import make_hamlets
from thanthien.reports.demo.notices import make_notices
from thanthien.reports.demo.official import OfficialYear
from thanthien.reports.demo.phases import ISSUED, OFFICIAL, TRIAL, TRIAL_CLOSED, Offsets, Timeline
from thanthien.reports.demo.story import Say
from thanthien.reports.demo.trial import TrialYear
from thanthien.reports.demo.weekly import make_weekly_reports, stopping_units
from thanthien.units.actions import load_units
from thanthien.units.models import Unit

DEFAULT_SEED = 2026
_SETS = settings.BASE_DIR / "thanthien/criteria/sets"
# The trial year stands on the first version; the year in progress on the second, whose figures come from records.
SETS = {
    CycleKind.TRIAL: _SETS / "chinh-quyen-than-thien-2026.yaml",
    CycleKind.OFFICIAL: _SETS / "chinh-quyen-than-thien-2026-v2.yaml",
}
# The unit in which every role has a person; the first unit of the place where it is unknown.
FULL_UNIT = "11413"
_OPENED_BEFORE = {CycleKind.TRIAL: -402, CycleKind.OFFICIAL: -92}


class SeedRefused(Exception):
    """The demo can't be made here; the message says why, in Vietnamese."""


def is_filled() -> bool:
    """Whether somebody already works in this database."""
    return User.objects.exists() or Cycle.objects.exists()


@transaction.atomic
def seed(*, seed_number: int, say: Say) -> None:
    """Make the demo in one transaction: all of it is there, or nothing. Raises SeedRefused."""
    if not settings.DEMO:
        raise SeedRefused("Chỉ tạo dữ liệu minh họa khi đặt DEMO=on.")
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    load_units(by=None)
    load_calendar(by=None)
    units = list(Unit.objects.current().in_vietnamese_order())
    full = FULL_UNIT if any(unit.code == FULL_UNIT for unit in units) else units[0].code
    demo_people.found_union(next(unit for unit in units if unit.code == full))
    people = demo_people.create_people(rng, demo_people.posts_of(units, full))
    # Numbers of their own: the story of the years doesn't depend on them.
    people |= demo_people.create_people(Random(seed_number), demo_people.fronts_of(units))  # noqa: S311
    say(f"{len(units)} đơn vị, {len(people)} người")
    make_hamlets(units, full=full, seed_number=seed_number, by=people["quantri"])
    days = _timeline(units)
    with in_the_past():
        first = _issued_set(people, days.day(ISSUED[CycleKind.TRIAL]), CycleKind.TRIAL)
        trial = _open(people, first, days, CycleKind.TRIAL, TRIAL)
        first_drive = Drive(trial, people, rng)
        quality = first_drive.quality
        numbers = make_fast_days(units, people, quality, full=full, seed_number=seed_number)
        say(f"{number(numbers)} quyết định và số liệu ngày giải quyết nhanh")
        TrialYear(first_drive, days, say).tell()
        second = _issued_set(people, days.day(ISSUED[CycleKind.OFFICIAL]), CycleKind.OFFICIAL)
        official = _open(people, second, days, CycleKind.OFFICIAL, OFFICIAL)
        reports = make_weekly_reports(people, quality, full=full, seed_number=seed_number)
        say(f"{number(reports)} báo cáo hằng tuần")
        drive, stopped = Drive(official, people, rng, before=quality), stopping_units(full, seed_number)
        OfficialYear(drive, days, say, full=full, stopped=stopped).tell()
    make_notices(people, official, say)


def _timeline(units: Sequence[Unit]) -> Timeline:
    days = Timeline(clock.today(), max(unit.valid_from for unit in units))
    try:
        days.day(min(ISSUED.values()))
    except ValueError:
        raise SeedRefused("Đơn vị mới thành lập nên chưa đủ thời gian để minh họa một kỳ đánh giá đã qua.") from None
    return days


def _issued_set(people: Mapping[str, User], day: date, kind: CycleKind) -> CriteriaSet:
    number = "01/QĐ-SNV (minh họa)" if kind == CycleKind.TRIAL else "02/QĐ-SNV (minh họa)"
    with clock.set_to(day):
        draft = do(criteria.import_draft, by=people["lanhdao.snv"], text=SETS[kind].read_text(encoding="utf-8"))
        return do(criteria.issue, by=people["lanhdao.snv"], set_id=draft.pk, decision_number=number, decision_date=day)


def _open(people: Mapping[str, User], chosen: CriteriaSet, days: Timeline, kind: CycleKind, offsets: Offsets) -> Cycle:
    year = days.demo_day.year if kind == CycleKind.OFFICIAL else days.demo_day.year - 1
    title = f"Kỳ đánh giá năm {year}" if kind == CycleKind.OFFICIAL else f"Chấm thử năm {year}"
    with clock.set_to(days.day(_OPENED_BEFORE[kind])):
        plan = cycles.Plan(
            criteria_set=chosen, year=year, title=title, kind=kind, phases=days.phases(offsets),
            span=_trial_span(days, year) if kind == CycleKind.TRIAL else None,
            switches=cycles.Switches(decided_by="Ủy ban nhân dân thành phố Hải Phòng"),
        )  # fmt: skip
        opened = do(cycles.open_cycle, by=people["chuyenvien"], plan=plan)
    _refresh_statistics()
    return opened


def _trial_span(days: Timeline, year: int) -> Span:
    """The year, or what of it was over when the trial's conditions were stated."""
    return Span(date(year, 1, 1), min(date(year, 12, 31), days.day(TRIAL_CLOSED)))


def _refresh_statistics() -> None:
    """Inside one long transaction the server would plan for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
