"""The figure of receptions and dialogues (3.1.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.urls import reverse

from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question
from thanthien.engagement.enums import Head, Presided
from thanthien.engagement.kinds import PLANS, RECEPTIONS
from thanthien.engagement.queries import Asked, Counted, clock_day, counted_of, days_of, month_of, told_of
from thanthien.engagement.reception_records import PlannedReception, Reception
from thanthien.engagement.receptions import FIGURE, USUAL_PER, Frequency, lower_of
from thanthien.measures.figures import Absent, Basis, Finding, Ratio, RecordLine, fingerprint
from thanthien.measures.periods import Period
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.queries import NO_PERIOD, lines_read_of

KEY = FIGURE
NAMES = {Head.PARTY: "cấp ủy", Head.GOVERNMENT: "chính quyền"}
_NOTHING_DUE = "Thời kỳ này không có buổi nào phải tổ chức theo quy định và lịch đã công khai."
_PER = (("iso_week", "mỗi tuần"), ("month", "mỗi tháng"))


def _asked(scope: Scope) -> Asked:
    frequency = {
        str(head): Frequency(
            RECEPTION_SESSIONS_HELD.whole(scope, f"{head}_times"),
            "iso_week" if RECEPTION_SESSIONS_HELD.setting(scope, f"{head}_per") == "iso_week" else "month",
        )
        for head in Head
    }
    return Asked(frequency, RECEPTION_SESSIONS_HELD.share(scope, "delegated_share"))


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(
        lambda found: {unit: _finding(found.get(unit)) for unit in scope.units},
        counted_of(scope, _asked(scope), measure=KEY),
    )


def _timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    return {unit: timeliness(told) for unit, told in told_of(scope, _asked(scope)).items()}


def _finding(counted: Counted | None) -> Finding:
    if counted is None or not any(one.months for one in counted.heads.values()):
        return Finding(Absent(NO_PERIOD))
    lower = lower_of(counted.heads)
    if lower is None:
        return Finding(Absent(_NOTHING_DUE))
    chosen = counted.heads[lower]
    told = [
        *((RECEPTIONS.key, one.id, one.version) for one in counted.sessions),
        *((PLANS.key, one.id, one.version) for one in counted.plans),
    ]
    figure = Ratio(Decimal(chosen.held), Decimal(chosen.due))
    return Finding(figure, fingerprint(told), Basis(len(counted.sessions)), _note(counted))


def _note(counted: Counted) -> str:
    """“cấp ủy 20/24 buổi; chính quyền 47/52 buổi, trong đó ủy quyền 3”."""
    words = []
    for head, name in NAMES.items():
        one = counted.heads[head]
        delegated = f", trong đó ủy quyền {number(one.delegated)}" if one.delegated else ""
        words.append(f"{name} {number(one.held)}/{number(one.due)} buổi{delegated}")
    return "; ".join(words)


# --- What lies behind ---


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    """The sessions told of the due months and what the calendar promised in them, in order of days."""
    months = scope.due("month", unit)
    if not months:
        return []
    first, last = days_of(months)
    held = Reception.objects.known_at(scope.known).between(first, last).filter(unit=unit)
    plans = PlannedReception.objects.filter(unit=unit, planned_on__range=(first, last), made_at__lte=scope.known)
    asked = _asked(scope)
    counted = counted_of(scope, asked, measure=KEY).answer().get(unit)
    promised = {one.id for one in counted.plans} if counted else set()
    sessions = [_of_session(one, month_of(months, one.day, asked.frequency[one.head]), scope) for one in held]
    lines = [
        *marked(sessions, scope, RECEPTIONS),
        *(_of_plan(one, month_of(months, one.planned_on, asked.frequency[one.head]), promised) for one in plans),
    ]
    own = [line for line in lines if line.key or months[0].first <= line.day <= months[-1].last]
    return sorted(own, key=lambda line: (line.day, line.url))


def _of_session(one: Reception, month: Period | None, scope: Scope) -> RecordLine:
    limit = scope.counts_until(month) if month else None
    late = limit is not None and one.told_at >= limit
    accepted = month is not None and scope.is_accepted(KEY, one.unit_id, month.key)
    marks = []
    if one.presided != Presided.HEAD:
        marks.append(f"{one.get_presided_display()}: {one.delegate}; {one.basis}")
    if one.instead_of:
        marks.append(f"bù cho ngày {date_vn(one.instead_of)}")
    why = "tháng này không tính" if month is None else "ghi quá hạn" if late and not accepted else ""
    words = f"{_who(one)}: đã tổ chức, {number(one.received)} lượt người, {number(one.matters)} vụ việc"
    return RecordLine(
        one.day, words, reverse("receptions-record", args=[one.pk]), not why, why, month.label if month else "",
        public=True, marks=tuple(marks), key=month.key if month else "", told_at=one.told_at,
        record=one.pk, typist=one.entered_by_id, limit=limit,
    )  # fmt: skip


def _of_plan(one: PlannedReception, month: Period | None, promised: Collection[int]) -> RecordLine:
    """A day of the calendar: it makes the denominator, also when it was moved or taken back later. Public since the day
    that was typed, but not before it was told."""
    told_on = clock_day(one.told_at)
    marks = [f"ghi lúc {datetime_vn(one.told_at)}"] if told_on > one.day else []
    if one.ended_at is not None:
        marks.append("đã hủy" if one.end_reason else "đã đổi")
    why = "" if one.pk in promised else "tháng này không tính" if month is None else "sửa ngay trong ngày ghi"
    return RecordLine(
        one.planned_on, f"{_who(one)}: có trong lịch, công khai ngày {date_vn(max(one.day, told_on))}",
        reverse("reception-plans-record", args=[one.pk]), not why, why, month.label if month else "", public=True,
        marks=tuple(marks), key=month.key if month else "", record=one.pk, typist=one.entered_by_id,
    )  # fmt: skip


def _who(one: Reception | PlannedReception) -> str:
    return f"{one.get_meeting_display().capitalize()} của {one.get_head_display()}"


RECEPTION_SESSIONS_HELD = Measure(
    key=KEY,
    title="Buổi tiếp công dân, đối thoại của người đứng đầu",
    sentence=(
        "Xét riêng từng người đứng đầu (cấp ủy, chính quyền), cộng theo tháng trọn vẹn: số buổi đã tổ chức (mỗi ngày "
        "một buổi, không quá số buổi phải tổ chức của tháng, kể cả buổi ngoài lịch bù cho buổi đã hoãn) ÷ số buổi phải "
        "tổ chức, là số lớn hơn giữa số buổi theo [quy định] và số buổi trong lịch đã công khai, kể cả buổi sau đó đổi "
        "hoặc hủy, trừ buổi sửa ngay trong ngày ghi; buổi theo tuần thuộc tháng có ngày thứ Năm của tuần. Buổi ủy "
        "quyền có lý do được tính tối đa [20%] số buổi phải tổ chức, làm tròn xuống; buổi do người được giao phụ trách "
        "chủ trì khi khuyết chức vụ, có văn bản, được tính là của người đứng đầu. Lấy tỷ lệ của người thấp hơn. Kết "
        "quả phải ghi trước 24 giờ ngày làm việc thứ [2] sau tháng."
    ),
    form="ratio",
    asks=_asks,
    records=_lines,
    late_period="month",
    timeliness=_timeliness,
    unit="buổi",
    numerator="buổi đã tổ chức",
    denominator="buổi phải tổ chức",
    settings=(
        Setting("party_times", "số buổi của người đứng đầu cấp ủy", 2),
        Setting("party_per", "kỳ của số buổi đó (cấp ủy)", USUAL_PER["party"], _PER),
        Setting("government_times", "số buổi của người đứng đầu chính quyền", 1),
        Setting("government_per", "kỳ của số buổi đó (chính quyền)", USUAL_PER["government"], _PER),
        Setting("delegated_share", "phần được ủy quyền trên số buổi phải tổ chức", Decimal("0.2")),
    ),
    losses_stay=True,
    room="engagement",
    reads=lines_read_of(RECEPTIONS, PLANS),
    guards=(
        "a thin or late calendar (the greater of required and published is owed); days taken off it or moved to "
        "another month (they stay owed where they stood, unless mended on the day of entry); sessions piled into one "
        "month or one day (each month counts at most what it owed, a day one session); the head staying away "
        "(delegated ones count up to a share); a vacancy that is none (its document stands beside the session and is "
        "read by the appraising body; the duty stays)."
    ),
)
