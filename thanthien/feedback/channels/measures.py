"""The figure of channels that work (1.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question
from thanthien.feedback.channels.catalogue import kind_title
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.queries import MEASURE, Standing, month_of, standings
from thanthien.feedback.channels.rules import DAYS, Channel, Message, Sign, Trial, oldest_day
from thanthien.feedback.enums import KIND, NUMBERED, ROOM
from thanthien.feedback.measures import reads_matters
from thanthien.measures.figures import Basis, Finding, Number, RecordLine, fingerprint
from thanthien.measures.registry import Measure, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.models import SHELF
from thanthien.records.queries import lines_read_of

_LATE, _NO_PHOTOGRAPH, _LATE_PHOTOGRAPH = "ghi quá hạn", "chưa có ảnh", "ảnh thêm quá hạn"


def _days(scope: Scope) -> int:
    return LIVE_CHANNELS.whole(scope, "days")


def _asks(scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_finding, standings(scope, _days(scope)))


def _finding(standing: Standing) -> Finding:
    counted = [one for one in standing.channels if one.id in standing.signs]
    signs = [standing.signs[one.id] for one in counted]
    records = {(CHANNELS.key, one.id, one.version) for one in counted}
    records |= {(TESTS.key if one.what == "test" else KIND, one.id, one.version) for one in signs}
    # A photograph proves as much as its test.
    tested = {one.id for one in signs if one.what == "test"}
    pictures = [(SHELF, picture, 1) for one in standing.tests if one.id in tested for picture in one.photographs]
    live = Number(Decimal(len(standing.live)))
    return Finding(live, fingerprint([*records, *pictures]), Basis(len(records)), _note(standing))


def _note(standing: Standing) -> str:
    """Which kinds show no sign of life, and how many messages the office could have made alone."""
    alone = sum(bool(one.why) for one in standing.messages if one.day <= standing.day)
    told = [
        f"chưa có bằng chứng hoạt động: {', '.join(standing.dead)}" if standing.dead else "",
        f"{number(alone)} ý kiến do cán bộ ghi hoặc gửi từ máy của cán bộ không lấy làm bằng chứng" if alone else "",
    ]
    words = "; ".join(word for word in told if word)
    return words[:1].upper() + words[1:]


# --- What lies behind it --------------------------------------------------------------------------------------------


def _lines(unit: int, scope: Scope) -> list[RecordLine]:
    """The channels, the tests and the messages of the days that count; of those in a lane by now nobody is told."""
    standing, days = standings(scope, _days(scope)).answer()[unit], _days(scope)
    first, last = oldest_day(standing.day, days), standing.day
    limit = scope.counts_until(month_of(last))
    lines = [_channel_line(one, standing, limit) for one in standing.told if one.first <= last]
    lines += [_test_line(one, standing, scope) for one in standing.tests if first <= one.day <= last]
    seen = [one for one in standing.messages if not one.hidden]
    lines += [_message_line(one, standing) for one in seen if first <= one.day <= last]
    return marked(lines, scope, CHANNELS, TESTS)


def _name(one: Channel | Trial) -> str:
    return f"{kind_title(one.kind)} ({one.where})"


def _channel_line(one: Channel, standing: Standing, limit: datetime) -> RecordLine:
    sign, month = standing.signs.get(one.id), month_of(standing.day)
    why = "" if sign else _why_not_live(one, standing)
    seen = f", {_sign_words(sign)}" if sign else ""
    return RecordLine(
        one.first, f"Phương tiện: {_name(one)}{seen}", reverse("feedback-channels-record", args=[one.id]), not why, why,
        month.label, public=True, key=month.key, told_at=one.told_at, record=one.id, typist=one.typist, limit=limit,
    )  # fmt: skip


def _why_not_live(one: Channel, standing: Standing) -> str:
    if not one.used_on(standing.day):
        return "không dùng vào ngày tính"
    return "không có bằng chứng hoạt động" if one in standing.channels else _LATE


def _sign_words(sign: Sign) -> str:
    words = "kiểm tra gần nhất" if sign.what == "test" else "ý kiến gần nhất"
    return f"{words} ngày {date_vn(sign.day)}"


def _test_line(one: Trial, standing: Standing, scope: Scope) -> RecordLine:
    month = month_of(one.day)
    limit, shown_at = scope.counts_until(month), one.photographed_at
    shown_late = shown_at is not None and shown_at >= limit
    why = _why_no_sign(one, standing, limit)
    words = f"Kiểm tra: {_name(one)}, {'đang hoạt động' if one.works else 'không hoạt động'}"
    return RecordLine(
        one.day, words, reverse("channel-tests-record", args=[one.id]), not why, why, month.label, public=True,
        marks=(f"{_LATE_PHOTOGRAPH}, lúc {datetime_vn(shown_at)}",) if shown_late and shown_at else (),
        key=month.key, told_at=one.told_at, late_since=limit if shown_late else None, record=one.id, typist=one.typist,
        limit=limit,
    )  # fmt: skip


def _why_no_sign(one: Trial, standing: Standing, limit: datetime) -> str:
    """Why a test isn't the last sign of a channel; one that found it dead counts as such."""
    if any(sign.what == "test" and sign.id == one.id for sign in standing.signs.values()):
        return ""
    if not any(one.is_of(channel) for channel in standing.channels):
        return "phương tiện không còn dùng, đã đổi loại hoặc nơi đặt, số, địa chỉ"
    if not one.works:
        return ""
    if not one.photographs:
        return _NO_PHOTOGRAPH
    if one not in standing.proving:
        return _LATE if one.told_at >= limit else _LATE_PHOTOGRAPH
    return "có bằng chứng sau, hoặc sau đó phương tiện không hoạt động"


def _message_line(one: Message, standing: Standing) -> RecordLine:
    """Without the minute in which it came: that may tell who sent it, or who sent the next one."""
    why = one.why or _why_no_last_sign(one, standing.signs.values())
    return RecordLine(
        one.day, f"{NUMBERED}{one.id}, ý kiến qua {kind_title(one.kind)}",
        reverse("feedback-one", args=[one.id]), not why, why, record=one.id, typist=one.typist,
    )  # fmt: skip


def _why_no_last_sign(one: Message, signs: Iterable[Sign]) -> str:
    is_sign = any(sign.what == "message" and sign.id == one.id for sign in signs)
    return "" if is_sign else "có bằng chứng sau, hoặc không có phương tiện loại này"


def _timeliness(scope: Scope) -> Mapping[int, Timeliness]:
    return {
        unit: timeliness((one.told_at, scope.counts_until(month_of(one.day)), one.came_at) for one in standing.tests)
        for unit, standing in standings(scope, _days(scope)).answer().items()
    }


def _reads(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
    """Of the lines those whose record or matter the person may open."""
    above = reverse("feedback-list")
    matters = [line for line in lines if line.url.startswith(above)]
    read = {*lines_read_of(CHANNELS, TESTS)(user, lines), *reads_matters(user, matters)}
    return [line for line in lines if line in read]


LIVE_CHANNELS = Measure(
    key=MEASURE,
    title="Phương tiện tiếp nhận đang hoạt động",
    sentence=(
        "Số loại phương tiện tiếp nhận phản ánh, góp ý mà vào ngày cuối thời kỳ đơn vị có ít nhất một phương tiện đang "
        "dùng, đã ghi trong danh sách, có bằng chứng hoạt động không quá [90] ngày trước ngày đó. Bằng chứng là một ý "
        "kiến nhận qua loại phương tiện đó, hoặc một lần Mặt trận Tổ quốc, Ban Thanh tra nhân dân, Ban Giám sát đầu tư "
        "của cộng đồng kiểm tra phương tiện thấy đang hoạt động, có ảnh. Lần kiểm tra và ảnh phải ghi trước 24 giờ "
        "ngày làm việc thứ [2] sau tháng kiểm tra; phương tiện phải ghi trước 24 giờ ngày làm việc thứ [2] sau tháng "
        "có ngày cuối thời kỳ. Ý kiến do công chức ghi, ý kiến gửi trên trang công khai từ máy của cán bộ, ý kiến "
        "ghi không phải phản ánh, người gửi rút, thuộc khiếu nại, tố cáo hoặc nghi có bí mật nhà nước không là bằng "
        "chứng. Lần kiểm tra thấy không hoạt động thì bằng chứng từ ngày đó trở về trước không tính."
    ),
    form="number",
    asks=_asks,
    records=_lines,
    late_period="month",
    timeliness=_timeliness,
    unit="loại phương tiện",
    settings=(Setting("days", "số ngày nhiều nhất kể từ bằng chứng hoạt động gần nhất", DAYS),),
    room=ROOM.key,
    reads=_reads,
    guards=(
        "channels that are dead (each needs a sign that the committee can't make alone: a test with a photograph by a "
        "body that supervises it, a message sent from no device of its staff); one channel told under several names "
        "(kinds are the city's list, each counts once; a test speaks of the channel as it was called and placed "
        "then); messages that officials write down themselves (they prove nothing, whatever is done by the code, "
        "which the officials saw; how many there were stands in the note); what was found dead (it stays so until "
        "something came since, told whenever, with or without a photograph). Left: somebody of the "
        "office may send a message on the web from a device of their own, which revives that one kind."
    ),
)
