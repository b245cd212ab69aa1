"""A made-up year of weekly reports, for the units whose thôn and tổ dân phố are listed: most weeks heard, some thinly,
some late, some missing, a few corrected; one unit enters its missed weeks all at once at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.queries import work_calendar
from thanthien.grassroots.enums import Topic
from thanthien.grassroots.kinds import REPORTS
from thanthien.measures.periods import Period, periods_in
from thanthien.records.actions import Entry, correct, enter_all
from thanthien.units.models import Hamlet, Unit

_TEXTS = {
    Topic.ENVIRONMENT: "Điểm tập kết rác gần nhà văn hóa chưa được thu gom đúng giờ.",
    Topic.INFRASTRUCTURE: "Đèn đường ở ngõ chính hỏng, buổi tối đi lại khó.",
    Topic.PROCEDURES: "Người dân đề nghị hướng dẫn rõ hơn giấy tờ khi đăng ký khai sinh.",
    Topic.LAND: "Đề nghị sớm trả lời đơn về ranh giới thửa đất.",
}
_LATE = timedelta(days=20)


def make_weekly_reports(people: Mapping[str, User], *, full: str, seed_number: int) -> int:
    """Reports of this year up to today; returns how many. The village head of the unit coded ``full`` speaks for its
    first thôn, tổ dân phố."""
    rng = Random(seed_number)  # noqa: S311 - plausible data, no secrets
    today = clock.today()
    hamlets: dict[Unit, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().select_related("unit").order_by("unit__code", "sort_key", "pk"):
        hamlets.setdefault(hamlet.unit, []).append(hamlet)
    head = Membership.objects.filter(agency__unit__code=full, role=Role.VILLAGE_HEAD).first()
    if head and (own := next((found[0] for unit, found in hamlets.items() if unit.code == full), None)):
        head.hamlet = own
        head.save(update_fields=["hamlet"])
    weeks = periods_in("iso_week", today.replace(month=1, day=1), today, work_calendar())
    over = [week for week in weeks if week.last < today]
    count = 0
    for place, (unit, found) in enumerate(hamlets.items()):
        by = people.get(f"mttq.{unit.code}") or people[f"daumoi.{unit.code}"]
        count += _year_of(unit, found, over, by, rng, cheats=place == 1)
    return count


def _year_of(
    unit: Unit, hamlets: Sequence[Hamlet], weeks: Sequence[Period], by: User, rng: Random, *, cheats: bool
) -> int:
    quality = rng.uniform(0.55, 0.95)
    missed: list[Entry] = []
    count = 0
    for week in weeks:
        if week.first < unit.valid_from:
            continue
        heard = [hamlet for hamlet in hamlets if rng.random() < quality]
        entries = [_entry(unit, hamlet, week, rng) for hamlet in heard]
        chance = rng.random()
        if chance < 0.06:
            missed += entries
            continue
        moment = week.last + _LATE if chance < 0.1 else week.last
        with clock.set_to(min(moment, clock.today())):
            stored = enter_all(REPORTS, entries, by=by)
            if stored and chance > 0.95:
                first = stored[0]
                told = Entry(unit, first.day, {"nothing": True}, first.hamlet)
                correct(REPORTS, told, record_id=first.pk, version=1, reason="Ghi nhầm thôn, tổ dân phố", by=by)
        count += len(entries)
    if cheats and missed:
        count += len(enter_all(REPORTS, missed, by=by))
    return count


def _entry(unit: Unit, hamlet: Hamlet, week: Period, rng: Random) -> Entry:
    if rng.random() < 0.7:
        return Entry(unit, week.last, {"nothing": True}, hamlet)
    topic = rng.choice(list(_TEXTS))
    return Entry(unit, week.last, {"topic": topic, "text": _TEXTS[topic], "address": hamlet.name}, hamlet)
