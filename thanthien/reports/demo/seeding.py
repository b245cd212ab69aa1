"""Makes the whole demo once: place, people, criteria sets, the last year, the year that runs, and a pilot beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from django.conf import settings
from django.db import connection, transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.core.formats import number
from thanthien.core.queries import city_calendar
from thanthien.criteria import actions as criteria
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import cycles, set_changes, waivers
from thanthien.evaluations.actions.papers import record_paper
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import CycleKind, HeardBeforeSigning, PaperAsked, PaperKind, Quorum
from thanthien.evaluations.models import Cycle
from thanthien.notices.actions import in_the_past
from thanthien.records.keeping import keep_duties
from thanthien.reports.demo import people as demo_people
from thanthien.reports.demo import texts
from thanthien.reports.demo.channels import make_channels
from thanthien.reports.demo.democracy import make_democracy
from thanthien.reports.demo.disclosures import make_disclosures
from thanthien.reports.demo.doing import do
from thanthien.reports.demo.drive import Drive
from thanthien.reports.demo.fast_days import make_fast_days
from thanthien.reports.demo.feedback import make_feedback
from thanthien.reports.demo.hamlets import make_hamlets
from thanthien.reports.demo.heads import make_heads
from thanthien.reports.demo.home_service import make_home_service
from thanthien.reports.demo.initiatives import make_initiatives
from thanthien.reports.demo.notices import make_notices
from thanthien.reports.demo.offices import make_offices
from thanthien.reports.demo.other_systems import make_other_systems
from thanthien.reports.demo.outreach import make_outreach
from thanthien.reports.demo.phases import (
    ISSUED,
    PILOT_OPENED,
    DemoDays,
    WholeYear,
    around,
    demo_days,
    pilot_phases,
)
from thanthien.reports.demo.pilot import PilotStory
from thanthien.reports.demo.privacy import make_privacy
from thanthien.reports.demo.questions import make_questions
from thanthien.reports.demo.receptions import make_receptions
from thanthien.reports.demo.rooms import use_from
from thanthien.reports.demo.staff import make_staff
from thanthien.reports.demo.standard_answers import make_standard_answers
from thanthien.reports.demo.story import Say
from thanthien.reports.demo.support import make_support
from thanthien.reports.demo.weekly import make_weekly_reports, stopping_units
from thanthien.reports.demo.whole import WholeYearStory
from thanthien.units.actions import load_units
from thanthien.units.models import Unit

DEFAULT_SEED = 2026
_SETS = settings.BASE_DIR / "thanthien/criteria/sets"
# The last year stands on the first version; the running one goes over to the second, whose figures come from records,
# and the pilot stands on it.
SETS = {
    1: _SETS / "chinh-quyen-than-thien-2026.yaml",
    2: _SETS / "chinh-quyen-than-thien-2026-v2.yaml",
}
# The unit in which every role has a person; the first unit of the place where it is unknown.
FULL_UNIT = "11413"
# With fewer units the pilot lacks a state.
_FEWEST_IN_PILOT = 30


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
    days = _days(units)
    codes = sorted(unit.code for unit in units)
    stopped = stopping_units(full, seed_number)
    with in_the_past():
        use_from(days.running.year, units, by=people["chuyenvien"])
        first = _issued_set(people, days.last.days.day(ISSUED), 1)
        last = Drive(_open_year(people, first, days.last, CycleKind.TRIAL), people, rng)
        numbers = make_fast_days(units, people, last.quality, full=full, seed_number=seed_number)
        say(f"{number(numbers)} quyết định và số liệu ngày giải quyết nhanh")
        requests = make_home_service(units, people, last.quality, full=full, seed_number=seed_number)
        say(f"{number(requests)} đề nghị phục vụ tại nhà")
        WholeYearStory(last, days.last.days, say).tell()
        reports = make_weekly_reports(
            people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(reports)} báo cáo hằng tuần")
        shifts = make_support(units, people, last.quality, year=days.running.year, seed_number=seed_number)
        say(f"{number(shifts)} lần phân công và có mặt ở ca hỗ trợ")
        sessions = make_receptions(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(sessions)} buổi tiếp công dân, đối thoại trong lịch, đã tổ chức, cam kết")
        activities = make_outreach(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(activities)} hoạt động thăm hỏi, lời chúc mừng, cuộc gặp gỡ")
        offices = make_offices(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(offices)} bản ghi, ảnh về trụ sở, truyền thanh, ứng dụng")
        democracy = make_democracy(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(democracy)} bản ghi về dân chủ ở cơ sở")
        staff = make_staff(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(staff)} bản ghi về đội ngũ cán bộ, công chức")
        disclosures = make_disclosures(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(disclosures)} bản ghi về nội dung công khai")
        matters = make_feedback(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(matters)} phản ánh, góp ý")
        standards = make_standard_answers(people, next(unit for unit in units if unit.code == full))
        say(f"{number(standards)} mẫu trả lời phản ánh")
        handed_in = make_other_systems(people, next(unit for unit in units if unit.code == full))
        say(f"{number(handed_in)} phản ánh do tổng đài 1022 gửi")
        channels = make_channels(
            units, people, last.quality, full=full, seed_number=seed_number, year=days.running.year
        )  # fmt: skip
        say(f"{number(channels)} bản ghi, ảnh về phương tiện tiếp nhận phản ánh")
        second = _tell_running(people, first, days, Random(seed_number), last.quality, say)  # noqa: S311
        pilot = _open_pilot(people, second, days, pilot_units(codes, [full, *stopped], seed_number))
        drive = Drive(pilot, people, rng, before=last.quality)
        PilotStory(drive, around(days.today), say, full=full, stopped=stopped).tell()
    heads = make_heads(units, people, year=days.running.year, seed_number=seed_number)
    say(f"{number(heads)} nhiệm kỳ của người đứng đầu")
    make_notices(people, pilot, say)
    make_questions(people, say)
    make_privacy(people, say)
    say(f"{number(keep_duties())} việc theo kỳ cho bảng theo dõi")


def _days(units: Sequence[Unit]) -> DemoDays:
    try:
        earliest = max(unit.valid_from for unit in units)
        return demo_days(clock.today(), city_calendar(), earliest=earliest, least=settings.LEAST_DAYS_BEFORE_TET)
    except ValueError:
        raise SeedRefused("Đơn vị mới thành lập nên chưa đủ thời gian để minh họa một kỳ đánh giá đã qua.") from None


def pilot_units(codes: Sequence[str], among: Sequence[str], seed_number: int) -> list[str]:
    """Half of the units take part in the pilot, as many as its story needs at the least: these among them."""
    wanted = max(_FEWEST_IN_PILOT, len(codes) // 2)
    others = [code for code in codes if code not in among]
    Random(seed_number).shuffle(others)  # noqa: S311 - plausible data, no secrets
    return sorted([*among, *others][:wanted])


def _tell_running(
    people: Mapping[str, User], first: CriteriaSet, days: DemoDays, rng: Random, quality: Mapping[str, float], say: Say
) -> CriteriaSet:
    """The official year up to today; the second version of its set."""
    second = None if days.changed else _issued_set(people, days.second_issued, 2)
    cycle = _open_year(people, second or first, days.running, CycleKind.OFFICIAL)
    drive = Drive(cycle, people, rng, before=quality)

    def go_over() -> None:
        nonlocal second
        if second is None and days.changed is not None:
            second = _issued_set(people, days.second_issued, 2)
            _change_set(people, drive.cycle, second, days.changed)
            drive.read_again()

    story = WholeYearStory(drive, days.running.days, say, between=go_over)
    story.tell()
    if second is None:
        raise SeedRefused("Kỳ đang chạy chưa đến ngày điều chỉnh bộ tiêu chí.")
    say(f"{number(make_initiatives(people, quality, year=days.running.year))} lần ghi về mô hình sáng tạo")
    drive.compute_figures()
    drive.foresee()
    story.on_mondays(-49, 0, drive.foresee)
    say(f"{cycle.title}: số liệu, dự báo")
    return second


def _change_set(people: Mapping[str, User], cycle: Cycle, chosen: CriteriaSet, day: date) -> None:
    """The running year goes over to the second version, by a decision."""
    head, printed = people["lanhdao.snv"], Printed("2150/QĐ-UBND (minh họa)", day, texts.CITY_SIGNER)
    ids = list(cycle.dossiers.values_list("pk", flat=True))
    with clock.set_to(day):
        paper = do(
            record_paper, by=head, kind=PaperKind.SET_CHANGE, cycle_id=cycle.pk, dossier_ids=ids, printed=printed
        )  # fmt: skip
        order = set_changes.SetChangeOrder(chosen.pk, paper.pk, day, texts.SET_CHANGED)
        do(set_changes.change_set, by=head, cycle_id=cycle.pk, order=order)


def _issued_set(people: Mapping[str, User], day: date, version: int) -> CriteriaSet:
    number = f"0{version}/QĐ-SNV (minh họa)"
    with clock.set_to(day):
        draft = do(criteria.import_draft, by=people["lanhdao.snv"], text=SETS[version].read_text(encoding="utf-8"))
        return do(criteria.issue, by=people["lanhdao.snv"], set_id=draft.pk, decision_number=number, decision_date=day)


_SWITCHES = cycles.Switches(
    decided_by="Ủy ban nhân dân thành phố Hải Phòng", heard_before_signing=HeardBeforeSigning.FRONT,
    proposal_asked=PaperAsked.NUMBER, council_quorum=Quorum.TWO_THIRDS,
)  # fmt: skip


def _open_year(people: Mapping[str, User], chosen: CriteriaSet, year: WholeYear, kind: CycleKind) -> Cycle:
    title = f"Kỳ đánh giá năm {year.year}" if kind == CycleKind.OFFICIAL else f"Chấm thử năm {year.year}"
    plan = cycles.Plan(
        criteria_set=chosen, year=year.year, title=title, kind=kind, phases=year.phases, switches=_SWITCHES
    )  # fmt: skip
    return _open(people, plan, year.opens)


def _open_pilot(people: Mapping[str, User], chosen: CriteriaSet, days: DemoDays, codes: Sequence[str]) -> Cycle:
    year = days.running.year
    plan = cycles.Plan(
        criteria_set=chosen, year=year, title=f"Chấm thử, thí điểm năm {year}", kind=CycleKind.TRIAL,
        phases=pilot_phases(days.today, city_calendar()), switches=_SWITCHES,
        units=frozenset(Unit.objects.filter(code__in=codes).values_list("pk", flat=True)),
    )  # fmt: skip
    return _open(people, plan, days.today + timedelta(PILOT_OPENED))


def _open(people: Mapping[str, User], plan: cycles.Plan, day: date) -> Cycle:
    with clock.set_to(day):
        opened = do(cycles.open_cycle, by=people["chuyenvien"], plan=plan)
        if opened.kind == CycleKind.OFFICIAL:
            _waive_on_islands(people, opened)
    _refresh_statistics()
    return opened


def _waive_on_islands(people: Mapping[str, User], cycle: Cycle) -> None:
    """What is not applied to the farthest island, where the place has it."""
    code, indicator, printed = texts.WAIVED
    for dossier in cycle.dossiers.filter(unit__code=code):
        do(
            waivers.waive, by=people["chuyenvien"], dossier_id=dossier.pk, codes=[indicator],
            reason=texts.WAIVED_REASON, printed=Printed(printed[0], clock.today(), printed[1]),
        )  # fmt: skip


def _refresh_statistics() -> None:
    """Inside one long transaction the server would plan for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
