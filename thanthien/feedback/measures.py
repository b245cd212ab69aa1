"""The figures of feedback: answered on time (1.2.4), made public (1.2.5), unanswered past the limit (the gate)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core.formats import VIETNAM, date_vn, number
from thanthien.core.question import Question
from thanthien.feedback.enums import (
    BESIDE_STAFF,
    BY_FILE,
    BY_OFFICE,
    BY_UNIT,
    CODE_SEEN,
    FROM_STAFF,
    KIND,
    NUMBERED,
    ROOM,
    Via,
)
from thanthien.feedback.known import Known, known_feedback
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import LONG, MEASURE, RESULTS_MEASURE, SHARE, can_read, readers
from thanthien.feedback.queries import limits_in
from thanthien.feedback.rules import (
    FORWARD_DAYS,
    GONE,
    LONG_DAYS,
    NORMAL_DAYS,
    PUBLISH_DAYS,
    STOP_DAYS,
    URGENT_DAYS,
    Round,
    Standing,
    standing_of,
)
from thanthien.feedback.workflow import HIDDEN, RESULTS, Actor, Status
from thanthien.measures.figures import Basis, Count, Figure, Finding, NothingArose, Ratio, RecordLine, fingerprint
from thanthien.measures.registry import Measure, Setting
from thanthien.measures.scope import Scope

_OF_UNIT = "do đơn vị ghi hoặc nhập từ tệp"
_NOTHING_DUE = "Không có phản ánh, góp ý nào đến hạn trả lời trong thời kỳ."
_NOTHING_OWED = "Không có kết quả nào phải công khai trong thời kỳ."


@dataclass(frozen=True, slots=True)
class Counted:
    """One round of a matter with how it stands at the end of the scope. ``due``: it is due for an answer in the unit's
    part of the span; ``owed``: its result is due for publishing in it."""

    known: Known
    round: Round
    standing: Standing
    due: bool
    owed: bool

    @property
    def is_hidden(self) -> bool:
        """Whether the matter is out of the unit's sight, with all its rounds."""
        return self.known.course.now.lane_by is not None

    @property
    def seen_code_ended_it(self) -> bool:
        """Whether it was withdrawn by a code that the unit saw: then it counts."""
        return self.round.code_seen and self.round.ended is Status.WITHDRAWN


def counted(scope: Scope) -> Question[dict[int, list[Counted]]]:
    """The rounds of each unit as known in the scope."""
    rows = known_feedback(scope.units, scope.span.first, scope.state_day, scope.known)
    return Question(partial(_counted_of, scope), rows)


def _counted_of(scope: Scope, rows: Iterable[Known]) -> dict[int, list[Counted]]:
    of_day, last = limits_in(scope), scope.state_day
    found: dict[int, list[Counted]] = defaultdict(list)
    for one in rows:
        first = max(scope.span.first, scope.starts.get(one.unit, scope.span.first))
        end = min(last, scope.ends.get(one.unit, last))
        for each in one.course.rounds:
            standing = standing_of(each, of_day(each.since), last)
            due = standing.due and first <= standing.settled_on <= end
            shown = standing.shown_on
            owed = standing.owes_result and shown is not None and first <= shown <= end
            found[one.unit].append(Counted(one, each, standing, due, owed))
    return found


Find = Callable[[Sequence[Counted], Scope], Finding]


def _asks(find: Find, scope: Scope) -> Question[Mapping[int, Finding]]:
    return Question(lambda every: {unit: find(every[unit], scope) for unit in scope.units}, counted(scope))


def _finding(figure: Figure, rests_on: Sequence[Counted], note: str = "") -> Finding:
    known = {one.known.id: one.known for one in rests_on}
    marks = fingerprint((KIND, one.id, one.version) for one in known.values())
    return Finding(figure, marks, Basis(len(known)), note)


def _share(part: Iterable[bool], whole: Sequence[Counted]) -> Ratio:
    return Ratio(Decimal(sum(part)), Decimal(len(whole)))


def _answered(every: Sequence[Counted], scope: Scope) -> Finding:
    due = [one for one in every if one.due]
    if not due:
        return _finding(NothingArose(_NOTHING_DUE), [], _note_of_answers(every, 0))
    return _finding(_share((one.standing.on_time for one in due), due), due, _note_of_answers(every, len(due)))


def _note_of_answers(every: Sequence[Counted], due: int) -> str:
    """How many it rests on, and how many left the denominator or moved their limit, by whose word."""
    gone = [one for one in every if one.round.ended in GONE and not one.standing.due]
    hidden = [one for one in every if one.is_hidden and one.round.ended in HIDDEN]
    lane = [one for one in hidden if one.round.lane_by is Actor.UNIT]
    told = [
        (due, "phản ánh đến hạn"),
        (sum(one.known.by_unit for one in every if one.due), _OF_UNIT),
        (sum(one.round.ended is Status.UNSOLVED for one in every if one.due), "kết thúc, chưa giải quyết được"),
        (sum(one.round.ended is Status.FORWARDED for one in every if one.due), "chuyển cơ quan khác"),
        (sum(one.standing.stopped > 0 for one in every if one.due), "có tạm dừng chờ bổ sung"),
        (sum(one.round.resorted for one in every if one.due), "đã phân loại lại"),
        (sum(one.round.ended is Status.SPAM for one in gone), "ghi không phải phản ánh"),
        (sum(one.round.ended is Status.JOINED for one in gone), "gộp"),
        (sum(one.round.ended is Status.WITHDRAWN for one in gone), "người gửi rút"),
        (sum(_is_lane_by_seen_code(one) for one in hidden), "chuyển kênh khiếu nại, tố cáo bằng mã mà đơn vị đã thấy"),
        (sum(not one.standing.due for one in lane), "đơn vị chuyển kênh khiếu nại, tố cáo hoặc cách ly"),
        (sum(one.due for one in hidden), "chuyển kênh khiếu nại, tố cáo hoặc cách ly sau khi quá hạn"),
        (sum(one.seen_code_ended_it for one in every if one.due), CODE_SEEN),
    ]
    return _numbers(told)


def _numbers(told: Sequence[tuple[int, str]]) -> str:
    """Those that aren't zero, in words."""
    return "; ".join(f"{number(many)} {words}" for many, words in told if many)


def _is_lane_by_seen_code(one: Counted) -> bool:
    """What its sender told the unit, which wrote it down. Of what was sent as a complaint nothing is told."""
    return one.known.via in BY_OFFICE and one.round.lane_by is not Actor.UNIT and not one.due


def _published(every: Sequence[Counted], scope: Scope) -> Finding:
    owed = [one for one in every if one.owed]
    exempt = sum(one.standing.exempt for one in every)
    told = [
        (len(owed), "kết quả phải công khai"),
        (sum(one.known.by_unit for one in owed), _OF_UNIT),
        (exempt, "kết quả được ghi không công khai"),
    ]
    note = _numbers(told)
    if not owed:
        return _finding(NothingArose(_NOTHING_OWED), [], note)
    return _finding(_share((one.standing.shown_in_time for one in owed), owed), owed, note)


def _overdue(every: Sequence[Counted], scope: Scope) -> Finding:
    whole = [one for one in every if one.due or one.standing.overdue]
    note = _note_of_answers(every, sum(one.due for one in every))
    return _finding(_share((one.standing.overdue for one in whole), whole), whole, note)


def _is_long(one: Counted, scope: Scope) -> bool:
    return one.standing.late_days(scope.state_day) > LONG_OVERDUE.whole(scope, "days")


def _long_overdue(every: Sequence[Counted], scope: Scope) -> Finding:
    late = [one for one in every if _is_long(one, scope)]
    return _finding(Count(len(late)), late, _note_of_answers(every, sum(one.due for one in every)))


# --- What lies behind them ------------------------------------------------------------------------------------------


def _lines(
    shows: Callable[[Counted], bool], why_not: Callable[[Counted, Scope], str], unit: int, scope: Scope
) -> list[RecordLine]:
    every = sorted(counted(scope).answer()[unit], key=lambda one: (one.known.received_on, one.known.id))
    shown = (one for one in every if not (one.is_hidden or one.known.hidden))
    return [_line(one, why_not(one, scope)) for one in shown if shows(one)]


def _line(one: Counted, why: str) -> RecordLine:
    known, again = one.known, one.round.number > 1
    url = reverse("feedback-one", args=[known.id])
    return RecordLine(
        one.round.since,
        f"{NUMBERED}{known.id}{', lần 2' if again else ''}, {Via(known.via).label}: {_words(one)}",
        f"{url}#lan-2" if again else url,
        not why,
        why,
        marks=tuple(_marks(one)),
        told_at=_told_at(one),
        record=known.id,
        typist=known.typist,
    )


def _told_at(one: Counted) -> datetime | None:
    """When the unit ended it. The minute of a sending, or of a step of the sender, may tell who that is."""
    return None if one.round.ended is Status.WITHDRAWN else one.round.published_at or one.round.ended_at


def _words(one: Counted) -> str:
    ended, standing = one.round.ended, one.standing
    told = f"hạn {date_vn(standing.due_on)}, {ended.label if ended else 'chưa trả lời'}"
    return f"{told} {date_vn(one.round.ended_on)}" if one.round.ended_on else told


def _marks(one: Counted) -> Iterator[str]:
    """What the reader of the figure should look at."""
    known, each, standing = one.known, one.round, one.standing
    if known.from_staff:
        yield FROM_STAFF
    if known.by_unit:
        yield BY_UNIT if known.via in BY_OFFICE else BY_FILE
    if one.seen_code_ended_it:
        yield CODE_SEEN
    if each.beside_staff:
        yield BESIDE_STAFF
    entered = (known.told_at.astimezone(VIETNAM).date() - known.received_on).days
    if entered > 0 and known.via != Via.GRASSROOTS:
        yield f"ghi lên hệ thống sau ngày tiếp nhận {number(entered)} ngày"
    if standing.stopped:
        yield f"tạm dừng {number(standing.stopped)} ngày làm việc chờ bổ sung"
    if each.resorted:
        yield "đã phân loại lại"
    if each.ended_on and each.ended in {*RESULTS, Status.FORWARDED} and not standing.on_time:
        yield f"ghi sau hạn trả lời {number((each.ended_on - standing.due_on).days)} ngày"
    if each.exempts and standing.owes_result and not standing.shown_in_time:
        yield "ghi không công khai sau hạn công khai"


def _why_late(one: Counted, scope: Scope) -> str:
    if not one.due:
        return "chưa đến hạn trong thời kỳ" if one.standing.due else "kết thúc trước khi đến hạn, không trả lời"
    return "" if one.standing.on_time else f"không trả lời trong hạn {date_vn(one.standing.due_on)}"


def _why_unpublished(one: Counted, scope: Scope) -> str:
    if not one.standing.owes_result:
        return "được ghi không công khai" if one.standing.exempt else "người gửi đề nghị xem lại trước hạn công khai"
    if not one.owed:
        return "chưa đến hạn công khai trong thời kỳ"
    return "" if one.standing.shown_in_time else f"không công khai trong hạn {date_vn(one.standing.publish_by)}"


def _why_not_overdue(one: Counted, scope: Scope) -> str:
    return "" if one.standing.overdue else "đã trả lời hoặc chưa quá hạn"


def _why_not_long(one: Counted, scope: Scope) -> str:
    return "" if _is_long(one, scope) else "chưa quá hạn lâu, hoặc đã trả lời"


def _of_answers(one: Counted) -> bool:
    return one.due or one.standing.due or one.round.ended in GONE


def _of_results(one: Counted) -> bool:
    return one.round.ended in RESULTS


def _of_waiting(one: Counted) -> bool:
    return one.due or one.standing.overdue


def reads_matters(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
    """Of the lines those whose matter the person may open. One statement."""
    if not can_read(user) or not lines:
        return ()
    rows = Feedback.objects.filter(readers(user), pk__in=[line.record for line in lines]).order_by()
    own = set(rows.values_list("pk", flat=True))
    return [line for line in lines if line.record in own]


_GUARD = (
    "matters that are never entered (anybody sends on the web, other systems are imported, and a code follows each); "
    "ending instead of answering (“closed unsolved” needs the chair's reason and is counted in the note, spam is the "
    "chair's word and is counted, a body puts back spam, joined and forwarded ones with their first limit, and what "
    "ends after its limit was missed counts as missed); stopping the clock (ten working days at most, each is marked); "
    "sorting an urgent one as a usual one (marked and counted; after the limit neither moves it); sending it to the "
    "legal channel or aside as a secret (with a reason; its body sends back what doesn't belong there; how many the "
    "unit sent stands in the note, and after the limit they count as missed); passing it on (with a reason; counted in "
    "the note); the code of what the unit wrote down, which it saw (withdrawn by it is missed, sent to the legal "
    "channel by it counts as sent by the unit, both are counted in the note). What a unit could blow up: the number of "
    "matters, by writing down or bringing in by a file what nobody told it and answering that with a standard answer "
    "(how many of those that count it wrote or brought in itself stands in the note, each line is marked; the "
    "denominator keeps them, as most who speak do so by phone or at the desk)."
)
_AS_ANSWERED = "as answered on time: the same matters and limits (tickets of the city's own systems are imported, too)."
ANSWERED_ON_TIME = Measure(
    key=MEASURE,
    title="Phản ánh, góp ý trả lời đúng hạn",
    sentence=(
        "Số phản ánh, góp ý được trả lời đúng hạn ÷ số đến hạn trả lời trong thời kỳ. Đúng hạn là lãnh đạo Ủy ban nhân "
        "dân duyệt trả lời trên hệ thống trong [10] ngày làm việc (loại khẩn: [3] ngày làm việc) sau ngày tiếp nhận, "
        "không kể những ngày làm việc chờ người gửi bổ sung, cộng lại không quá [10] ngày, và những ngày làm việc ở "
        "kênh khiếu nại, tố cáo hoặc bị cách ly trước khi được trả lại đơn vị. Phản ánh qua kênh ý kiến "
        "hằng tuần tính từ ngày ghi lên hệ thống. Kết thúc với lý do chưa giải quyết được tính như trả lời; chuyển cơ "
        "quan có thẩm quyền trong [3] ngày làm việc là đúng hạn. Phản ánh tính vào thời kỳ có ngày được trả lời đúng "
        "hạn, hoặc có hạn bị lỡ. Phản ánh được gộp, người gửi rút hoặc ghi không phải phản ánh trước khi lỡ hạn thì "
        "không tính; khiếu nại, tố cáo và nội dung nghi có bí mật nhà nước cũng không tính, trừ khi đơn vị chuyển đi "
        "sau khi lỡ hạn; người gửi chuyển sau khi đã kết thúc thì kết quả trước đó vẫn tính. Phản ánh do công chức "
        "ghi, hoặc gửi từ máy của cán bộ, mà rút bằng mã thì tính là không trả lời, chuyển kênh bằng mã thì tính như "
        "đơn vị chuyển, vì đơn vị đã thấy mã. Tạm dừng hoặc phân loại lại sau khi lỡ hạn không làm thay đổi hạn; ghi "
        "lại là khẩn thì tính từ ngày ghi. Người gửi đề nghị xem lại thì tính như phản ánh mới, từ ngày đề nghị. Cơ "
        "quan thẩm định có thể đưa trở lại với hạn cũ."
    ),
    form="ratio",
    asks=partial(_asks, _answered),
    records=partial(_lines, _of_answers, _why_late),
    unit="phản ánh",
    numerator="phản ánh, góp ý được trả lời đúng hạn",
    denominator="phản ánh, góp ý đến hạn trả lời",
    settings=(
        Setting("normal_days", "số ngày làm việc để trả lời, loại thông thường", NORMAL_DAYS),
        Setting("urgent_days", "số ngày làm việc để trả lời, loại khẩn", URGENT_DAYS),
        Setting("stop_days", "số ngày làm việc được tạm dừng, cộng lại", STOP_DAYS),
        Setting("forward_days", "số ngày làm việc để chuyển cơ quan khác", FORWARD_DAYS),
    ),
    room=ROOM.key,
    losses_stay=True,
    reads=reads_matters,
    guards=_GUARD,
)
RESULTS_PUBLISHED = Measure(
    key=RESULTS_MEASURE,
    title="Kết quả xử lý được công khai",
    sentence=(
        "Số kết quả được công khai trên hệ thống trong [5] ngày làm việc sau ngày trả lời ÷ số kết quả phải công khai, "
        "tính vào thời kỳ có ngày công khai đúng hạn hoặc có hạn bị lỡ. Phải công khai là mọi kết quả đã trả lời, kể "
        "cả kết thúc chưa giải quyết được, trừ kết quả mà lãnh đạo Ủy ban nhân dân ghi không công khai trong thời hạn "
        "đó, vì một trong các lý do: công khai sẽ lộ người gửi và người đó không đồng ý; việc riêng của một người, một "
        "hộ; bí mật nhà nước, bí mật công tác. Kết quả đã gỡ vào hạn công khai thì chưa được công "
        "khai; người gửi đề nghị xem lại hoặc chuyển kênh khiếu nại, tố cáo khi chưa công khai thì kết quả cũ không "
        "phải công khai."
    ),
    form="ratio",
    asks=partial(_asks, _published),
    records=partial(_lines, _of_results, _why_unpublished),
    unit="kết quả",
    numerator="kết quả xử lý được công khai",
    denominator="kết quả xử lý phải công khai",
    settings=(Setting("publish_days", "số ngày làm việc để công khai kết quả", PUBLISH_DAYS),),
    room=ROOM.key,
    losses_stay=True,
    reads=reads_matters,
    guards=(
        "what it could blow up: as answered on time (counted in the note, each line is marked); "
        "marking results as personal (how many are exempt stands beside the figure; an exemption after the limit takes "
        "nothing back and is marked); publishing for a day (public is what is so at its limit)."
    ),
)
OVERDUE_SHARE = Measure(
    key=SHARE,
    title="Phản ánh, góp ý quá hạn chưa trả lời",
    sentence=(
        "Số phản ánh, góp ý quá thời hạn mà chưa trả lời vào ngày cuối thời kỳ ÷ số đến hạn trả lời trong thời kỳ cộng "
        "số quá hạn từ trước còn chưa trả lời; thời hạn như ở số liệu trả lời đúng hạn, kể cả phản ánh nhập từ tổng "
        "đài và ứng dụng của thành phố. Không có phản ánh nào thì là 0."
    ),
    form="ratio",
    asks=partial(_asks, _overdue),
    records=partial(_lines, _of_waiting, _why_not_overdue),
    unit="phản ánh",
    numerator="phản ánh, góp ý quá hạn chưa trả lời",
    denominator="phản ánh, góp ý đến hạn trả lời",
    room=ROOM.key,
    reads=reads_matters,
    guards=_AS_ANSWERED,
)
LONG_OVERDUE = Measure(
    key=LONG,
    title="Phản ánh, góp ý quá hạn trên 30 ngày",
    sentence=(
        "Số phản ánh, góp ý chưa trả lời đã quá thời hạn hơn [30] ngày vào ngày cuối thời kỳ; thời hạn như ở số liệu "
        "trả lời đúng hạn."
    ),
    form="count",
    asks=partial(_asks, _long_overdue),
    records=partial(_lines, _of_waiting, _why_not_long),
    unit="phản ánh",
    settings=(Setting("days", "số ngày quá hạn", LONG_DAYS),),
    room=ROOM.key,
    reads=reads_matters,
    guards=_AS_ANSWERED,
)
