"""The figures of the items of two laws (1.1.1, 1.1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.question import Question
from thanthien.disclosure.cells import LATE, Cell, Document, Sample, Statement, fault_of
from thanthien.disclosure.days import Days
from thanthien.disclosure.enums import ROOM
from thanthien.disclosure.items import Law
from thanthien.disclosure.kinds import DISCLOSURES, NOTHING, POSTINGS, SAMPLES
from thanthien.disclosure.owed import UnitCells, cells_of
from thanthien.disclosure.periods import label_of
from thanthien.disclosure.rules import DAYS, POSTED, WEB
from thanthien.measures.figures import Absent, Basis, Finding, Ratio, RecordLine, fingerprint
from thanthien.measures.periods import Period, period_of
from thanthien.measures.registry import Measure, Setting, of_each_unit
from thanthien.measures.scope import Scope
from thanthien.measures.terms import Terms
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.marks import marked
from thanthien.records.queries import NO_PERIOD, lines_read_of

DEMOCRACY, CORRUPTION = "disclosure.democracy_items_compliant", "disclosure.anticorruption_items_compliant"
_LAWS: dict[str, tuple[Law, ...]] = {DEMOCRACY: ("democracy",), CORRUPTION: ("corruption",)}


def _cells(measure: str, scope: Scope) -> Question[dict[int, UnitCells]]:
    days = (DEMOCRACY_ITEMS if measure == DEMOCRACY else CORRUPTION_ITEMS).whole(scope, "days")
    return cells_of(scope, measure=measure, laws=_LAWS[measure], days=days)


def _asks(measure: str, scope: Scope) -> Question[Mapping[int, Finding]]:
    return of_each_unit(_finding, _cells(measure, scope))


def _finding(unit: UnitCells) -> Finding:
    if not unit.cells:
        return Finding(Absent(NO_PERIOD))
    share = Ratio(Decimal(unit.met), Decimal(len(unit.cells)))
    named = {name for cell in unit.cells for name in _names(cell)}
    silent = sum(not (one.met or one.documents or one.sample or one.withdrawn) for one in unit.cells)
    note = f"{number(silent)} nội dung × kỳ chưa có văn bản công khai, chưa báo không phát sinh." if silent else ""
    return Finding(share, fingerprint(named), Basis(len(named)), note)


def _names(cell: Cell) -> Iterator[tuple[str, int, int]]:
    """All records that a cell rests on: documents with the forms that prove them, a statement, a sample."""
    for document in cell.documents:
        yield DISCLOSURES.key, document.id, document.version
        yield from ((POSTINGS.key, one.id, one.version) for one in document.shown if one.form in (POSTED, WEB))
    if cell.statement is not None:
        yield NOTHING.key, cell.statement.id, cell.statement.version
    if cell.withdrawn is not None:
        yield DISCLOSURES.key, cell.withdrawn.id, cell.withdrawn.version
    if cell.sample is not None:
        yield SAMPLES.key, cell.sample.id, cell.sample.version


# --- What lies behind -----------------------------------------------------------------------------------------------


def _lines(measure: str, unit: int, scope: Scope) -> list[RecordLine]:
    found = _cells(measure, scope).answer()[unit]
    documents: dict[int, list[Cell]] = {}
    statements: dict[int, list[Cell]] = {}
    for cell in found.cells:
        for document in cell.documents:
            documents.setdefault(document.id, []).append(cell)
        if cell.statement is not None:
            statements.setdefault(cell.statement.id, []).append(cell)
    lines = [_document_line(number, cells) for number, cells in documents.items()]
    lines += [_statement_line(one, statements[one.id]) for one in found.told.statements if one.id in statements]
    lines += [*_left_statements(found, statements), *_withdrawn_lines(found)]
    codes = {cell.due.item.code for cell in found.cells}
    lines += [_sample_line(one, found) for one in _first_of_each(found.told.samples, codes)]
    return sorted(marked(lines, scope, DISCLOSURES, NOTHING, SAMPLES), key=lambda line: (line.day, line.url))


def _document_line(number: int, cells: Sequence[Cell]) -> RecordLine:
    own = {cell.due.item.code: one for cell in cells for one in cell.documents if one.id == number}
    document = max(own.values(), key=_complete_at)
    complete_at = _complete_at(document)
    faults = {
        code: fault_of(cell.due, own[code]) for cell in cells if cell.due.on is None for code in (cell.due.item.code,)
    }
    lacking = {cell.due.item.code: cell.why for cell in cells if cell.due.on is not None and not cell.met}
    why = "; ".join(dict.fromkeys(one for one in (*faults.values(), *lacking.values()) if one))
    counts = any(not fault for fault in faults.values()) or any(cell.met for cell in cells if cell.due.on is not None)
    # Of one that counts for some of its items it is told why not for the others.
    apart = [f"{code}: {told}" for code, told in (faults | lacking).items() if told] if counts else []
    late = next((cell.due for cell in cells if faults.get(cell.due.item.code) == LATE), None)
    due = [late] if late else [cell.due for cell in cells if cell.due.on is None and complete_at < cell.due.until]
    codes = ", ".join(cell.due.item.code for cell in cells)
    quarter = period_of("quarter", document.limit)
    return RecordLine(
        document.day, f"{document.title} ({codes})", reverse("disclosures-record", args=[document.id]), counts,
        "" if counts else why, quarter.label, True, (*_marks(document), *apart), quarter.key,
        complete_at, record=document.id, typist=document.typist,
        limit=max((one.until for one in due), default=None),
    )  # fmt: skip


def _marks(document: Document) -> tuple[str, ...]:
    public = f"công khai trên hệ thống lúc {datetime_vn(document.public_at)}" if document.public_at else ""
    return tuple(one for one in (public, f"hạn công khai {date_vn(document.limit)}") if one)


def _complete_at(document: Document) -> datetime:
    """When the platform knew all that its figure asks of a document: that it was posted and on the web, wherever else
    it was posted later."""
    told = [
        min(known)
        for form in (POSTED, WEB)
        if (known := [one.told_at for one in document.shown if one.form == form and one.told_at is not None])
    ]
    return max([*told, document.public_at or document.told_at])


def _statement_line(one: Statement, cells: Sequence[Cell]) -> RecordLine:
    return RecordLine(
        one.day, f"Báo không phát sinh {label_of(one.key)}: {', '.join(cell.due.item.code for cell in cells)}",
        reverse("disclosure-nothing-record", args=[one.id]), True, "", label_of(one.key), True, (),
        cells[0].due.key, one.told_at, None, one.id, True, one.typist, limit=cells[0].due.until,
    )  # fmt: skip


def _left_statements(found: UnitCells, counted: Mapping[int, object]) -> Iterator[RecordLine]:
    """Statements that count for nothing: told too late for the periods that they speak of, or of something that was
    public and taken back."""
    for one in found.told.statements:
        own = [cell for cell in found.cells if cell.due.key == one.key and cell.due.item.code in one.codes]
        if not own or one.id in counted:
            continue
        late = any(not cell.due.in_time(one.told_at) for cell in own)
        why = LATE if late else next((cell.why for cell in own if cell.withdrawn is not None), "")
        if why:
            url, words = reverse("disclosure-nothing-record", args=[one.id]), f"Báo không phát sinh {label_of(one.key)}"
            due = own[0].due
            yield RecordLine(
                one.day, words, url, False, why, label_of(one.key), True, key=period_of("quarter", due.last).key,
                told_at=one.told_at, record=one.id, nothing=True, typist=one.typist, limit=due.until,
            )  # fmt: skip


def _withdrawn_lines(found: UnitCells) -> Iterator[RecordLine]:
    """Documents that everybody saw and that were taken back, where nothing took their place."""
    taken: dict[int, list[Cell]] = {}
    for cell in found.cells:
        if cell.withdrawn is not None:
            taken.setdefault(cell.withdrawn.id, []).append(cell)
    for cells in taken.values():
        document, due = cells[0].withdrawn, cells[0].due
        if document is not None:
            words = f"{document.title} ({', '.join(cell.due.item.code for cell in cells)})"
            yield RecordLine(
                document.day, words, reverse("disclosures-record", args=[document.id]), False, cells[0].why, due.label,
                True, _marks(document), due.key, _complete_at(document), record=document.id, typist=document.typist,
            )  # fmt: skip


def _first_of_each(samples: Sequence[Sample], codes: Collection[str]) -> list[Sample]:
    """Each sample once, of those that looked at any of these items."""
    return list({one.id: one for one in reversed(samples) if one.code in codes}.values())


def _sample_line(one: Sample, found: UnitCells) -> RecordLine:
    counts = any(cell.sample is not None and cell.sample.id == one.id for cell in found.cells)
    url = reverse("disclosure-samples-record", args=[one.id])
    why = "" if counts else "không làm đổi kết quả"
    return RecordLine(
        one.day, f"Kiểm tra: {one.words}", url, counts, why, public=True, record=one.id, typist=one.typist
    )


def _timeliness(measure: str, scope: Scope) -> Mapping[int, Timeliness]:
    return {unit: timeliness(_told(one)) for unit, one in _cells(measure, scope).answer().items()}


def _told(unit: UnitCells) -> Iterator[tuple[datetime, datetime]]:
    """When each document and statement of a due period was told whole, and from when on it was late."""
    limits = {cell.due.key: cell.due for cell in unit.cells if cell.due.on is None}
    for due in limits.values():
        cells = [cell for cell in unit.cells if cell.due.key == due.key]
        own = {one.id: one for cell in cells for one in cell.documents}
        codes = {cell.due.item.code for cell in cells}
        yield from ((_complete_at(one), due.until) for one in own.values() if one.public_at is not None)
        yield from (
            (one.told_at, due.until) for one in unit.told.statements if one.key == due.key and one.codes & codes
        )


_READS = lines_read_of(DISCLOSURES, NOTHING, SAMPLES)
_GUARD = (
    "hiding events: the denominator is the catalogue's items × periods, so silence is a miss and more documents never "
    "lower it; Mặt trận Tổ quốc or a body records that an item is wrong or hidden, and the unit changes no such word."
)

DEMOCRACY_ITEMS = Measure(
    key=DEMOCRACY,
    title="Nội dung công khai theo Luật Thực hiện dân chủ ở cơ sở",
    sentence=(
        "Số nội dung × kỳ của Điều 11 đã công khai đúng ÷ số nội dung × kỳ đến hạn trong thời kỳ. Kỳ là thường xuyên, "
        "năm hoặc quý tùy nội dung; nội dung khi phát sinh tính theo quý; nội dung của năm đến hạn khi hết thời kỳ. "
        "Văn bản thuộc kỳ chứa ngày cuối của thời hạn công khai, là ngày làm việc thứ [5] sau ngày văn bản. Một nội "
        "dung × kỳ đúng khi mọi văn bản của kỳ đã được công khai trên hệ thống, lên trang thông tin điện tử của đơn vị "
        "và niêm yết tại trụ sở trong thời hạn đó (nội dung thường xuyên: đang có trên trang thông tin điện tử và đang "
        "niêm yết vào ngày cuối thời kỳ), hoặc được báo “không phát sinh”, và đều được ghi trước 24 giờ ngày làm việc "
        "thứ [2] sau kỳ; kỳ không ai báo gì là không đúng. Một lần kiểm tra của Mặt trận Tổ quốc hoặc cơ quan thẩm "
        "định về kỳ đó (không ghi quý nào thì là quý của ngày kiểm tra) kết luận chưa đúng, hoặc có văn bản mà chưa "
        "công khai, thì nội dung × kỳ đó không đúng. Văn bản được công khai lại với ngày khác, hoặc thêm nội dung, thì "
        "tính từ lần công khai đó."
    ),
    form="ratio",
    asks=lambda scope: _asks(DEMOCRACY, scope),
    records=lambda unit, scope: _lines(DEMOCRACY, unit, scope),
    unit="nội dung",
    numerator="nội dung × kỳ công khai đúng",
    denominator="nội dung × kỳ đến hạn",
    late_period="quarter",
    timeliness=lambda scope: _timeliness(DEMOCRACY, scope),
    settings=(Setting("days", "số ngày làm việc để công khai văn bản", DAYS),),
    room=ROOM.key,
    reads=_READS,
    guards=_GUARD,
)


def days_of(terms: Terms, period: Period) -> Days:
    """By which days to publish in duties and boards go, of each law: those that the city set about its figure. Items of
    laws without a figure go by those of democracy."""
    return Days(
        DEMOCRACY_ITEMS.whole_by(terms, period, "days"),
        {"corruption": CORRUPTION_ITEMS.whole_by(terms, period, "days")},
    )


CORRUPTION_ITEMS = Measure(
    key=CORRUPTION,
    title="Nội dung công khai theo Luật Phòng, chống tham nhũng",
    sentence=(
        "Số nội dung × kỳ của Điều 10 đã công khai đúng ÷ số nội dung × kỳ đến hạn. Kỳ, thời hạn [5] ngày làm việc, "
        "hạn ghi đến 24 giờ ngày làm việc thứ [2] sau kỳ, báo “không phát sinh” và kết quả kiểm tra tính như ở số liệu "
        "theo Luật Thực hiện dân chủ ở cơ sở; đúng là đã công khai trên hệ thống, lên trang thông tin điện tử của đơn "
        "vị và niêm yết tại trụ sở. Một bản công khai có thể dùng cho cả hai luật."
    ),
    form="ratio",
    asks=lambda scope: _asks(CORRUPTION, scope),
    records=lambda unit, scope: _lines(CORRUPTION, unit, scope),
    unit="nội dung",
    numerator="nội dung × kỳ công khai đúng",
    denominator="nội dung × kỳ đến hạn",
    late_period="quarter",
    timeliness=lambda scope: _timeliness(CORRUPTION, scope),
    settings=(Setting("days", "số ngày làm việc để công khai văn bản", DAYS),),
    room=ROOM.key,
    reads=_READS,
    guards=_GUARD,
)
