"""The kinds of record of receptions and dialogues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings

from thanthien.core.calendar import add_working_days
from thanthien.core.formats import date_vn
from thanthien.core.queries import work_calendar
from thanthien.engagement.permissions import can_read, can_write, enters_as
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception
from thanthien.engagement.receptions import FIGURE, USUAL_PER, Frequency
from thanthien.measures.periods import period_of
from thanthien.measures.terms import Terms
from thanthien.records.kinds import Beside, RecordKind
from thanthien.records.readers import own_unit_or_all

PLANS = RecordKind(
    key="engagement.planned_reception",
    model=PlannedReception,
    title="Lịch tiếp công dân, đối thoại",
    one="buổi trong lịch",
    route="reception-plans",
    fields=("head", "meeting", "planned_on", "hours", "venue"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    late_rule=False,
    own_day="planned_on",
    day_name="Ngày công khai",
    lead=(
        "“Ngày” là ngày công khai lịch; buổi vừa ghi có ngay trên trang công khai của đơn vị. Hoãn, đổi ngày thì đính "
        "chính buổi đó; buổi đã công khai vẫn tính vào số buổi phải tổ chức của tháng, kể cả khi đổi hoặc hủy."
    ),
)


def counted_day(one: Reception, terms: Terms) -> date:
    """The day by which a session belongs to a month, by the terms of its year: as the figure counts it."""
    return session_counts_on(one.head, one.day, terms)


def session_counts_on(head: str, day: date, terms: Terms) -> date:
    """The same of a session of a head on a day."""
    per = terms.setting(f"{FIGURE}.{head}_per", period_of("month", day), USUAL_PER[head])
    return Frequency(1, "iso_week" if per == "iso_week" else "month").counts_on(day)


RECEPTIONS = RecordKind(
    key="engagement.reception",
    model=Reception,
    title="Kết quả tiếp công dân, đối thoại",
    one="buổi tiếp công dân, đối thoại",
    route="receptions",
    fields=(
        "head", "meeting", "instead_of", "presided", "delegate", "basis", "received", "matters", "kinds",
        "case_numbers", "subject",
    ),
    roomy=frozenset({"instead_of", "delegate", "basis", "kinds", "case_numbers"}),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="month",
    counted_day=counted_day,
    lead=(
        "Chỉ ghi số lượng và mã số vụ việc. Nội dung khiếu nại, tố cáo, họ tên người dân ghi ở sổ tiếp công dân và Cơ "
        "sở dữ liệu quốc gia, không ghi ở đây."
    ),
)  # fmt: skip


_NO_SESSION = (
    "Ngày này không có buổi nào của {} trong lịch hoặc đã ghi kết quả. Cần xem lại ngày, hoặc ghi kết quả buổi đó "
    "trước."
)


def refuse_promises(made: Sequence[Promise]) -> Beside:
    """What was promised was promised at a session, held or in the calendar, and is answered within the days of the
    law. Three statements."""
    calendar, sessions = work_calendar(), _sessions_of(made)
    refused: dict[UUID, dict[str, str]] = {}
    for one in made:
        last = add_working_days(one.day, settings.RECEPTION_ANSWER_DAYS, calendar)
        if one.due_on > last:
            told = f"Hạn trả lời trong {settings.RECEPTION_ANSWER_DAYS} ngày làm việc, đến {date_vn(last)}."
            refused.setdefault(one.key, {})["due_on"] = told
        if not _stays(one) and (one.unit_id, one.head, one.day) not in sessions:
            refused.setdefault(one.key, {})["day"] = _NO_SESSION.format(one.get_head_display())
    return Beside(refused=refused)


def _stays(one: Promise) -> bool:
    """A correction that leaves the session: an answer, say."""
    old = one.corrects
    return isinstance(old, Promise) and (old.head, old.day) == (one.head, one.day)


def _sessions_of(made: Sequence[Promise]) -> set[tuple[int, str, date]]:
    """Units, heads and days of what was held or stands in the calendar. Two statements."""
    units, days = {one.unit_id for one in made}, {one.day for one in made}
    held = Reception.objects.standing().filter(unit__in=units, day__in=days)
    planned = PlannedReception.objects.standing().filter(unit__in=units, planned_on__in=days)
    return {
        *held.values_list("unit_id", "head", "day").order_by("pk"),
        *planned.values_list("unit_id", "head", "planned_on").order_by("pk"),
    }


PROMISES = RecordKind(
    key="engagement.promise",
    model=Promise,
    title="Cam kết sau tiếp công dân, đối thoại",
    one="cam kết",
    route="promises",
    fields=("head", "subject", "due_on", "public", "answered_on", "answer"),
    enters_as=enters_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_write,
    period="month",
    late_rule=False,
    beside=refuse_promises,
    lead="“Ngày” là ngày tiếp hoặc đối thoại. Việc hứa ghi ngắn, chung, không nêu tên người, không ghi nội dung đơn.",
)
