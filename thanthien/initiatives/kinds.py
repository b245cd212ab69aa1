"""The kinds of record of creative models, and what can't stand beside what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.formats import date_vn, number
from thanthien.initiatives.enums import ROOM
from thanthien.initiatives.models import Adoption, BodyWord, Initiative, ProgressReport, Recognition
from thanthien.initiatives.permissions import (
    MEASURE,
    can_judge,
    can_read,
    can_recognise,
    can_register,
    judges_as,
    recognises_as,
    registers_as,
    spans_judged,
)
from thanthien.measures.acceptances import tell_accepted
from thanthien.measures.periods import Period, whole_span
from thanthien.measures.permissions import can_accept_late
from thanthien.measures.scope import Span
from thanthien.records.kinds import Beside, Photographs, RecordKind
from thanthien.records.readers import own_unit_or_all
from thanthien.units.models import Unit
from thanthien.units.queries import latest_figures

_GONE = "Mô hình này không còn trong danh sách đăng ký."
_OTHER_UNIT = "Mô hình này là của đơn vị khác."
_OWN_UNIT = "Mô hình này là của chính đơn vị; áp dụng là việc của đơn vị khác."
_EARLIER = "Ngày này trước ngày đăng ký mô hình."
_NOT_BEGUN = "Mô hình triển khai từ ngày {}; báo cáo kết quả có ngày từ đó trở đi."
_REPORTED = "Mô hình đã có báo cáo kết quả ngày {} nên không triển khai sau ngày đó."
_TOO_MANY = "Nhiều hơn dân số của đơn vị ({} người). Ô này ghi số người, mỗi người một lần; số lượt ghi ở ô “Kết quả”."
_MOST_PEOPLE = 1_000_000  # where the population of the unit isn't known
_UNBELIEVABLE = "Số người này quá lớn. Ô này ghi số người, mỗi người một lần; số lượt ghi ở ô “Kết quả”."
_NO_REPORT = "Mô hình chưa có báo cáo kết quả nên chưa xác nhận được."
_NOT_JUDGED = "Cơ quan của anh/chị không thẩm định mô hình của đơn vị trong năm này, hoặc đã gửi phiếu thẩm định."
_TOO_LATE = "Mô hình được đăng ký trên hệ thống sau thời kỳ số liệu của năm này nên không xác nhận cho năm này được."
_SPOKEN_OF = "Đã có ý kiến của cơ quan thẩm định hoặc quyết định công nhận nên không đính chính đăng ký được."
_LAST_REPORT = "Cơ quan thẩm định đã có ý kiến theo báo cáo này nên không hủy được; cần sửa thì đính chính."
_PARTIAL_OFFICE = "Người từng làm việc hoặc tham gia ở đơn vị trong năm thì không ghi, hủy được quyết định công nhận."
_PARTIAL = "Người từng làm việc hoặc tham gia ở đơn vị trong thời kỳ đánh giá thì không xác nhận được mô hình."

Check = Callable[[Any, Initiative], dict[str, str]]


def _beside(begin: Callable[[], Check]) -> Callable[[Sequence[Any]], Beside]:
    """What is told is told of a model that stands, on its day of registering or later. One statement, and those of the
    check, which begins anew with each look."""

    def refused(made: Sequence[Any]) -> Beside:
        check = begin()
        rows = Initiative.objects.standing().filter(origin__in={one.initiative for one in made}).select_related("unit")
        known: Mapping[UUID, Initiative] = {row.origin: row for row in rows}
        found = {one.key: _refusal(one, known.get(one.initiative), check) for one in made}
        return Beside(refused={key: faults for key, faults in found.items() if faults})

    return refused


def _refusal(one: Any, initiative: Initiative | None, check: Check) -> dict[str, str]:
    if initiative is None:
        return {"": _GONE}
    return {"day": _EARLIER} if one.day < initiative.day else check(one, initiative)


def _of_its_unit(one: Any, initiative: Initiative) -> dict[str, str]:
    return {} if one.unit_id == initiative.unit_id else {"": _OTHER_UNIT}


def _of_its_time() -> Check:
    """Nothing came yet of what has not begun, and nobody beside the people of the unit has the good of it. One
    statement where somebody tells of people."""
    figures = cache(latest_figures)

    def check(one: ProgressReport, initiative: Initiative) -> dict[str, str]:
        faults = _of_its_unit(one, initiative)
        if not faults and one.day < initiative.started_on:
            faults = {"day": _NOT_BEGUN.format(date_vn(initiative.started_on))}
        if one.people and not faults:
            figure = figures().get(one.unit_id)
            most = figure.population if figure else None
            if one.people > (most or _MOST_PEOPLE):
                faults = {"people": _TOO_MANY.format(number(most)) if most else _UNBELIEVABLE}
        return faults

    return check


def _of_another(one: Any, initiative: Initiative) -> dict[str, str]:
    return {"": _OWN_UNIT} if one.unit_id == initiative.unit_id else {}


def _of_a_judge(one: BodyWord, initiative: Initiative) -> dict[str, str]:
    """A body speaks of models that it judges in that year, of results that were told, by people without a part in the
    unit (the rule of appraisal). A correction takes a word of its old year away, too."""
    if faults := _of_its_unit(one, initiative):
        return faults
    by: Any = one.entered_by
    faults = _no_word(by, one.unit, one.year) or _not_of_the_year(initiative, by, one.year)
    if not faults and isinstance(one.corrects, BodyWord) and one.corrects.year != one.year:
        faults = _no_word(by, one.unit, one.corrects.year)
    if faults:
        return faults
    told = ProgressReport.objects.standing().filter(initiative=initiative.origin)
    return {} if told.exists() else {"": _NO_REPORT}


def _of_the_city() -> Check:
    """Who has a part in the unit records no recognition of it: the rule of confirmations. Asked once of each unit, for
    a decision names many models."""
    known: dict[tuple[Any, ...], bool] = {}

    def check(one: Recognition, initiative: Initiative) -> dict[str, str]:
        if faults := _of_its_unit(one, initiative):
            return faults
        first = min((one.day, one.corrects.day) if one.corrects else (one.day,))
        asked = one.entered_by, one.unit, first.year
        if asked not in known:
            known[asked] = _is_apart(one.entered_by, one.unit, first)
        return {} if known[asked] else {"": _PARTIAL_OFFICE}

    return check


def _is_apart(by: Any, unit: Unit, day: date) -> bool:
    return can_accept_late(by, unit, day.replace(month=1, day=1))


def _no_word(by: User, unit: Unit, year: int) -> dict[str, str]:
    """Why a person says, changes and takes back nothing of the unit's models in a year; empty where they may."""
    spans = spans_judged(by, unit, year)
    if not spans:
        return {"year": _NOT_JUDGED}
    return {} if can_accept_late(by, unit, min(span.first for span in spans)) else {"": _PARTIAL}


def _not_of_the_year(initiative: Initiative, by: User, year: int) -> dict[str, str]:
    """A model counts for a year only when it was registered here in its days or earlier (the figure asks the same)."""
    last = max(span.last for span in spans_judged(by, initiative.unit, year))
    return {"year": _TOO_LATE} if initiative.told_at >= clock.end_of(last) else {}


def tell_figures(told: Sequence[Any], by: User) -> None:
    """A word of a body reaches figures that were computed for good already, as its word on late records does. One
    statement, and those of each unit."""
    for unit in Unit.objects.filter(pk__in={one.unit_id for one in told}).order_by("pk"):
        tell_accepted(unit, MEASURE, ())


def _tell_words(told: Sequence[BodyWord], by: User) -> None:
    """The same of the years of these words, and of those from which a correction took one away. Raises Refused for a
    year that is decided."""
    for unit in {one.unit for one in told}:
        own = [one for one in told if one.unit == unit]
        years = {word.year for one in own for word in (one, one.corrects) if isinstance(word, BodyWord)}
        spans = {span for year in years for span in spans_judged(by, unit, year)}
        tell_accepted(unit, MEASURE, sorted({month.key for span in spans for month in _months_of(span)[-1:]}))


def _months_of(span: Span) -> tuple[Period, ...]:
    """The whole months of a span: what names its year to who keeps figures."""
    return whole_span("month", span.first, span.last)


def _take_back_words(told: Sequence[BodyWord], by: User) -> None:
    """A word is taken back only as long as it could be said. Raises Refused."""
    for one in told:
        if faults := _no_word(by, one.unit, one.year):
            raise Refused(next(iter(faults.values())))
    _tell_words(told, by)


def _take_back_recognitions(told: Sequence[Recognition], by: User) -> None:
    """Raises Refused for who has a part in the unit."""
    if not all(_is_apart(by, one.unit, one.day) for one in told):
        raise Refused(_PARTIAL_OFFICE)
    tell_figures(told, by)


# --- What a commune may still change --------------------------------------------------------------------------------


def _beside_initiatives(made: Sequence[Initiative]) -> Beside:
    """What was confirmed or recognised is not told otherwise afterwards, and nothing begins after its first report.
    Three statements, none without corrections."""
    mended = [one for one in made if one.corrects]
    origins = {one.origin for one in mended}
    words = (BodyWord, Recognition) if mended else ()
    spoken = {
        origin
        for model in words
        for origin in model.objects.standing().filter(initiative__in=origins).values_list("initiative", flat=True)
    }
    first: dict[UUID, date] = {}
    for origin, day in _reports_of(origins) if mended else ():
        first[origin] = min(day, first.get(origin, day))
    late = {
        one.key: {"started_on": _REPORTED.format(date_vn(first[one.origin]))}
        for one in mended
        if one.origin in first and one.started_on > first[one.origin]
    }
    return Beside(refused=late | {one.key: {"": _SPOKEN_OF} for one in mended if one.origin in spoken})


def _reports_of(origins: Collection[UUID]) -> Iterable[tuple[UUID, date]]:
    rows = ProgressReport.objects.standing().filter(initiative__in=origins)
    return rows.order_by("pk").values_list("initiative", "day")


def _keep_last_report(told: Sequence[ProgressReport], by: User) -> None:
    """The last report of a model stays as long as a body's word rests on it. Raises Refused. Two statements."""
    models = {one.initiative for one in told}
    left, spoken = (
        set(model.objects.standing().filter(initiative__in=models).values_list("initiative", flat=True))
        for model in (ProgressReport, BodyWord)
    )
    if (models & spoken) - left:
        raise Refused(_LAST_REPORT)


INITIATIVES = RecordKind(
    key="initiatives.initiative",
    model=Initiative,
    title="Mô hình sáng tạo đã đăng ký",
    one="đăng ký mô hình",
    route="initiatives",
    fields=("title", "topic", "problem", "novelty", "doer", "started_on"),
    enters_as=registers_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_register,
    late_rule=False,
    lead="Tên, nội dung và ảnh có người đồng ý hiện trên trang công khai để đơn vị khác tham khảo. Không ghi họ tên.",
    beside=_beside_initiatives,
    photographs=Photographs(public=lambda rows: rows, hint="Ảnh mô hình đang hoạt động.", room=ROOM.key),
)
REPORTS = RecordKind(
    key="initiatives.report",
    model=ProgressReport,
    title="Báo cáo kết quả mô hình",
    one="báo cáo kết quả",
    route="initiative-reports",
    fields=("results", "people"),
    enters_as=registers_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_register,
    late_rule=False,
    lead="Ghi kết quả bằng số ở những gì đếm được. Báo cáo hiện trên trang công khai của mô hình.",
    beside=_beside(_of_its_time),
    withdrawn=_keep_last_report,
)
WORDS = RecordKind(
    key="initiatives.word",
    model=BodyWord,
    title="Ý kiến của cơ quan thẩm định về mô hình",
    one="ý kiến về mô hình",
    route="initiative-words",
    fields=("verdict", "document", "year", "words"),
    enters_as=judges_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_judge,
    late_rule=False,
    lead="Ngày ghi là ngày của văn bản. Ghi được đến khi cơ quan gửi phiếu thẩm định; đơn vị không sửa được.",
    beside=_beside(lambda: _of_a_judge),
    follow=_tell_words,
    withdrawn=_take_back_words,
)
RECOGNITIONS = RecordKind(
    key="initiatives.recognition",
    model=Recognition,
    title="Quyết định công nhận mô hình",
    one="quyết định công nhận",
    route="initiative-recognitions",
    fields=("document", "signer"),
    enters_as=recognises_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_recognise,
    late_rule=False,
    lead="Ngày ghi là ngày ký. Số liệu của năm tính quyết định ký trong thời kỳ số liệu.",
    beside=_beside(_of_the_city),
    follow=tell_figures,
    withdrawn=_take_back_recognitions,
)
ADOPTIONS = RecordKind(
    key="initiatives.adoption",
    model=Adoption,
    title="Áp dụng mô hình của đơn vị khác",
    one="lần ghi áp dụng",
    route="initiative-adoptions",
    fields=("outcome", "words"),
    enters_as=registers_as,
    readers=own_unit_or_all,
    may_open=can_read,
    may_write=can_register,
    late_rule=False,
    lead="Tình hình thay đổi thì ghi lần mới; trang của mô hình nêu lần ghi sau cùng của mỗi đơn vị.",
    beside=_beside(lambda: _of_another),
)
