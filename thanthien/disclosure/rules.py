"""Rules R1–R9 of publishing: Điều 12, 13, 14 of Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15. Pure; no Django.

Each rule is a function of what is known of one document (R1–R4, R6, R7) or of one period (R5, R8, R9).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thanthien.core.calendar import WorkCalendar, add_working_days
from thanthien.disclosure.items import SPOTS, Item, Spot

# Forms of publishing, by the letters of khoản 1 Điều 12.
POSTED, WEB, BROADCAST, BY_HEADS, TO_BODIES = "a", "b", "c", "d", "h"
DAYS = 5  # working days from the document to its publication
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One form in which a document was made public: from its first day to its last (None: until further notice), where
    posted. ``told_at``: when the platform knew; ``photographed``: a photograph proves it; ``hamlet``: the thôn, tổ dân
    phố whose head told it there."""

    form: str
    first: date
    last: date | None = None
    spots: frozenset[Spot] = frozenset()
    told_at: datetime | None = None
    photographed: bool = False
    id: int = 0
    version: int = 1
    typist: int | None = None
    hamlet: int | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it is public in this form on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Check:
    """What a rule says of a document: ``met``, or None while its time has not run out; ``words`` say it."""

    rule: str
    met: bool | None
    words: str


# --- R1, R2 ---------------------------------------------------------------------------------------------------------


def last_day(day: date, calendar: WorkCalendar, days: int = DAYS) -> date:
    """R1: a document is made public within 05 working days of its day, where no other law says otherwise (khoản 3 Điều
    12)."""
    return add_working_days(day, days, calendar)


def first_on_web(shown: Iterable[Shown]) -> date | None:
    """R2: what Điều 11 names stands on the unit's web page, where it has one (khoản 1 Điều 13). The first day on it."""
    return min((one.first for one in shown if one.form == WEB), default=None)


def first_at_office(shown: Iterable[Shown]) -> date | None:
    """The first day on which it was posted at the office."""
    return min((one.first for one in shown if one.form == POSTED and "office" in one.spots), default=None)


# --- R3, R4, R6, R7 -------------------------------------------------------------------------------------------------


def days_on_end(shown: Iterable[Shown], until: date) -> int:
    """The most days on end, up to ``until``, on which at least one of these forms ran."""
    spans = sorted((one.first, min(one.last or until, until)) for one in shown if one.first <= until)
    most, begun, ended = 0, date.min, date.min
    for first, last in spans:
        if first > ended + _ONE_DAY or ended == date.min:
            begun, ended = first, last
        ended = max(ended, last)
        most = max(most, (ended - begun).days + 1)
    return most


def posted_days(shown: Iterable[Shown], spot: Spot, until: date) -> int:
    """R3: for how many days on end it was posted at a place (khoản 2 Điều 13 asks for 30 at each of three)."""
    return days_on_end((one for one in shown if one.form == POSTED and spot in one.spots), until)


def spots_lacking(shown: Sequence[Shown], item: Item, until: date) -> list[Spot]:
    """R3: the places at which it was not posted for as many days on end as the item asks."""
    return [spot for spot in item.places if posted_days(shown, spot, until) < max(item.posting_days, 1)]


def is_permanent_on(shown: Iterable[Shown], day: date) -> bool:
    """R4: khoản 4, 13 Điều 11 are posted at the office all the time (khoản 2 Điều 13): they are on this day."""
    return any(one.form == POSTED and "office" in one.spots and one.runs_on(day) for one in shown)


def is_on_web_on(shown: Iterable[Shown], day: date) -> bool:
    """Whether it stands on the unit's web page on a day."""
    return any(one.form == WEB and one.runs_on(day) for one in shown)


def broadcast_days(shown: Iterable[Shown], until: date) -> int:
    """R6: for how many days on end it was on the loudspeakers (khoản 3 Điều 13 asks for 03)."""
    return days_on_end((one for one in shown if one.form == BROADCAST), until)


def is_told_by_heads(shown: Iterable[Shown]) -> bool:
    """R7: sent to heads of thôn, tổ dân phố, who tell people (khoản 4 Điều 13)."""
    return any(one.form == BY_HEADS for one in shown)


def hamlets_told(shown: Iterable[Shown], hamlets: Collection[int]) -> int:
    """R7: in how many of these thôn, tổ dân phố the head told people."""
    return len({one.hamlet for one in shown if one.form == BY_HEADS and one.hamlet in hamlets})


def is_told_everywhere(shown: Sequence[Shown], hamlets: Collection[int]) -> bool:
    """R7: the committee told that it sent it to the heads, or every head confirmed that people were told; of a unit
    without a list of thôn, tổ dân phố any form through heads."""
    by_committee = any(one.form == BY_HEADS and one.hamlet is None for one in shown)
    return by_committee or (hamlets_told(shown, hamlets) == len(hamlets) if hamlets else is_told_by_heads(shown))


# --- R5, R8, R9: of a period ----------------------------------------------------------------------------------------


def quarter_is_listed(lists: Sequence[Sequence[Shown]], spots: Collection[Spot], until: date) -> bool:
    """R5: the list of what was published is made each quarter and posted at office, nhà văn hóa, điểm sinh hoạt (khoản
    2 Điều 13). ``lists``: the forms of each list of the quarter."""
    return any(all(posted_days(shown, spot, until) for spot in spots) for shown in lists)


def year_is_planned(plans: Sequence[Sequence[Shown]]) -> bool:
    """R8: each year has a plan of what is published, how, when, for how long and by whom (khoản 1 Điều 14), and the
    plan is public."""
    return any(plans)


def is_reported(reports: Sequence[Sequence[Shown]]) -> bool:
    """R9: results are reported to the people's council and sent to Mặt trận Tổ quốc for supervision (khoản 3 Điều 14):
    a report went to the bodies."""
    return any(any(one.form == TO_BODIES for one in shown) for shown in reports)


def period_rule(item: Item, told: Sequence[Sequence[Shown]], until: date) -> str:
    """What the rule of an item about publishing itself still lacks, of the forms of each of its documents; empty where
    it is kept, and where the item names none."""
    if item.rule == "R5" and not quarter_is_listed(told, item.places, until):
        return "danh sách chưa niêm yết đủ ở trụ sở, nhà văn hóa, điểm sinh hoạt cộng đồng"
    if item.rule == "R8" and not year_is_planned(told):
        return "kế hoạch chưa được công khai bằng hình thức nào"
    if item.rule == "R9" and not is_reported(told):
        return "báo cáo chưa gửi Mặt trận Tổ quốc và các tổ chức chính trị - xã hội"
    return ""


# --- All rules of one document --------------------------------------------------------------------------------------


def checks(
    day: date, items: Sequence[Item], shown: Sequence[Shown], calendar: WorkCalendar, today: date, days: int = DAYS,
    hamlets: Collection[int] = (),
) -> list[Check]:  # fmt: skip
    """What R1–R4, R6, R7 say of a document of a day, of those rules that any of its items asks for. ``hamlets``: the
    thôn, tổ dân phố of the unit."""
    limit = last_day(day, calendar, days)
    found = []
    if any(item.web for item in items):
        found.append(_in_time("R2", "đưa lên trang thông tin điện tử", first_on_web(shown), limit, today))
    if any("office" in item.places for item in items):
        found.append(_in_time("R1", "niêm yết tại trụ sở", first_at_office(shown), limit, today))
    posted = max((item for item in items if item.posting_days), key=lambda one: one.posting_days, default=None)
    if posted is not None:
        found.append(_posted(posted, shown, limit, today))
    if any(item.period == "permanent" for item in items):
        met = is_permanent_on(shown, today)
        words = "đang niêm yết thường xuyên" if met else f"chưa niêm yết thường xuyên tại trụ sở; hạn {limit:%d/%m/%Y}"
        found.append(Check("R4", _unless_time_runs(met, limit, today), words))
    asked = max((item.broadcast_days for item in items), default=0)
    if asked:
        found.append(_broadcast(asked, shown, limit, today))
    if any(item.hamlets for item in items):
        found.append(_told_by_heads(shown, hamlets, limit, today))
    return found


def _unless_time_runs(met: bool, limit: date, today: date) -> bool | None:
    """What is not kept yet is no fault before its last day is over: khoản 3 Điều 12 gives all forms the same days."""
    return met or (False if today > limit else None)


def _told_by_heads(shown: Sequence[Shown], hamlets: Collection[int], limit: date, today: date) -> Check:
    met, sent = is_told_everywhere(shown, hamlets), is_told_by_heads(shown)
    words = f"{'đã' if sent else 'chưa'} gửi trưởng thôn, tổ trưởng tổ dân phố"
    if hamlets:
        words += f"; đã báo {hamlets_told(shown, hamlets)}/{len(hamlets)} thôn, tổ dân phố"
    return Check("R7", _unless_time_runs(met, limit, today), words if met else f"{words}; hạn {limit:%d/%m/%Y}")


def _broadcast(asked: int, shown: Sequence[Shown], limit: date, today: date) -> Check:
    """R6, once begun in time, may still run."""
    told = broadcast_days(shown, today)
    runs = any(one.form == BROADCAST and one.runs_on(today) for one in shown)
    met = None if runs and told < asked else _unless_time_runs(told >= asked, limit, today)
    ends = "" if told >= asked or runs else f"; hạn {limit:%d/%m/%Y}"
    return Check("R6", met, f"truyền thanh liên tục {told}/{asked} ngày{ends}")


def _in_time(rule: str, doing: str, first: date | None, limit: date, today: date) -> Check:
    if first is None:
        return Check(rule, False if today > limit else None, f"chưa {doing}; hạn {limit:%d/%m/%Y}")
    late = "" if first <= limit else f", quá hạn {limit:%d/%m/%Y}"
    return Check(rule, first <= limit, f"{doing} ngày {first:%d/%m/%Y}{late}")


def _posted(item: Item, shown: Sequence[Shown], limit: date, today: date) -> Check:
    lacking = spots_lacking(shown, item, today)
    if not lacking:
        return Check("R3", True, f"niêm yết đủ {item.posting_days} ngày liên tục ở các nơi")
    counted = [f"{SPOTS[spot]} {posted_days(shown, spot, today)}/{item.posting_days} ngày" for spot in lacking]
    now = {spot for one in shown if one.form == POSTED and one.runs_on(today) for spot in one.spots}
    runs = now >= set(lacking)
    met = None if runs else _unless_time_runs(False, limit, today)
    ends = "" if runs else f"; hạn {limit:%d/%m/%Y}"
    return Check("R3", met, f"{'đang niêm yết' if runs else 'niêm yết chưa đủ'}: {', '.join(counted)}{ends}")
