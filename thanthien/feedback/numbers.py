"""Numbers of units: what was received, answered, is late, and was not made public, for bodies that watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from thanthien.accounts.models import User
from thanthien.accounts.positions import OF_UNIT, READS_RECORDS
from thanthien.core import clock
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import TEXT, WHOLE
from thanthien.feedback.models import Feedback
from thanthien.feedback.rules import LONG_DAYS
from thanthien.feedback.waiting import TO_CITY_AFTER
from thanthien.feedback.workflow import HIDDEN, OPEN, RESULTS, Status
from thanthien.units.models import Unit


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its numbers of the year."""

    unit: Unit
    received: int
    answered: int
    open: int
    late: int
    escalated: int
    long: int
    published: int
    exempt: int
    spam: int
    hidden: int


def number_units(user: User) -> list[Unit]:
    """The units whose numbers the person sees: all of today, or the own ones. One statement."""
    units = Unit.objects.current().in_vietnamese_order()
    return list(units if sees_lanes(user) else units.filter(pk__in=user.unit_ids(*OF_UNIT)))


def sees_lanes(user: User) -> bool:
    """Cơ quan theo dõi, thẩm định của thành phố; người của đơn vị không biết có khiếu nại, tố cáo hay không."""
    return user.has_role(*READS_RECORDS)


def unit_lines(units: Sequence[Unit], since: date, *, lanes: bool) -> list[UnitLine]:
    """The numbers of what was received since a day; what is open counts whenever it came. ``lanes``: with what is in
    the lanes that a unit doesn't see; without, no number tells that something is there. One statement."""
    today, waits, year = clock.today(), Q(status__in=OPEN), Q(received_on__gte=since)
    rows = Feedback.objects.filter(unit__in=[one.pk for one in units]).order_by().values("unit")
    if not lanes:
        rows = rows.exclude(status__in=HIDDEN)
    told = rows.annotate(
        received=Count("pk", filter=year),
        answered=Count("pk", filter=year & Q(status__in=RESULTS)),
        open=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(due_on__lt=today)),
        escalated=Count("pk", filter=waits & Q(due_on__lt=today - TO_CITY_AFTER)),
        long=Count("pk", filter=waits & Q(due_on__lt=today - timedelta(days=LONG_DAYS))),
        published=Count("pk", filter=year & Q(published_at__isnull=False)),
        exempt=Count("pk", filter=year & Q(status__in=RESULTS) & ~Q(exempt="")),
        spam=Count("pk", filter=year & Q(status=Status.SPAM)),
        hidden=Count("pk", filter=year & Q(status__in=HIDDEN)),
    )
    found = {pk: dict(zip(_NUMBERS, line, strict=True)) for pk, *line in told.values_list("unit", *_NUMBERS)}
    return [UnitLine(unit, **found.get(unit.pk, dict.fromkeys(_NUMBERS, 0))) for unit in units]


_NUMBERS = tuple(name for name in UnitLine.__dataclass_fields__ if name != "unit")


def number_table(lines: Sequence[UnitLine], *, lanes: bool) -> Table[UnitLine]:
    """Numbers of units; the register of each stands behind it. ``lanes``: for who may know how much is in them."""
    return Table(
        name="so-lieu",
        file="so-lieu-phan-anh",
        caption="Số liệu phản ánh, góp ý trong năm",
        noun="đơn vị",
        rows=lines,
        columns=(*_COLUMNS, _LANES) if lanes else _COLUMNS,
        order_label="Theo đơn vị",
        empty=Empty("Chưa có đơn vị nào"),
    )


_COLUMNS: Sequence[Column[UnitLine]] = (
    Column("don-vi", "Đơn vị", lambda one: one.unit.name, TEXT, phone=Phone.TITLE, wraps=True),
    Column("nhan", "Tiếp nhận", lambda one: one.received, WHOLE),
    Column("tra-loi", "Đã trả lời", lambda one: one.answered, WHOLE),
    Column("dang", "Chưa trả lời", lambda one: one.open, WHOLE, order=lambda one: one.open),
    Column("qua-han", "Quá hạn", lambda one: one.late, WHOLE, order=lambda one: one.late),
    Column("qua-5", "Quá hạn hơn 5 ngày", lambda one: one.escalated, WHOLE, order=lambda one: one.escalated),
    Column("qua-30", "Quá hạn hơn 30 ngày", lambda one: one.long, WHOLE, order=lambda one: one.long),
    Column("cong-khai", "Đã công khai", lambda one: one.published, WHOLE, phone=Phone.MORE),
    Column("mien", "Ghi không công khai", lambda one: one.exempt, WHOLE, phone=Phone.MORE),
    Column("khong-phai", "Ghi không phải phản ánh", lambda one: one.spam, WHOLE, phone=Phone.MORE),
)
_LANES: Column[UnitLine] = Column("kenh", "Khiếu nại, tố cáo, cách ly", lambda one: one.hidden, WHOLE, phone=Phone.MORE)
