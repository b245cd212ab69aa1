"""Administrative units, their figures and changes over time, thôn and tổ dân phố, and the agencies of the city."""

from datetime import UTC, date, datetime
from typing import Self, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from thanthien.core import clock
from thanthien.core.db import VnFold
from thanthien.units.enums import (
    CITY_KINDS,
    COMMUNE_KINDS,
    AgencyChangeKind,
    AgencyKind,
    HamletKind,
    UnitChangeKind,
    UnitKind,
)
from thanthien.units.head_terms import HeadTerm  # noqa: F401 - a model of this room
from thanthien.units.rooms import is_used, is_used_throughout
from thanthien.units.successions import name_on, speaker_of, taken_by, taken_over_name

IN_ORDER = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
_Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[_Row_co]):
    """Rows that hold from a first day to a last one (both included; no last day: until further notice)."""

    def current(self, on: date | None = None) -> Self:
        """The rows that hold on a day (today when none is given)."""
        day = on or clock.today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def in_vietnamese_order(self) -> Self:
        """In the order of a Vietnamese list."""
        return self.order_by("sort_key", "pk")


class UnitQuerySet(DatedQuerySet["Unit"]):
    """Units with the words of the domain."""

    def of_kind(self, kind: str) -> Self:
        """Units of one kind (xã, phường, đặc khu)."""
        return self.filter(kind=kind)


@pghistory.track(exclude=["folded", "sort_key"])
class Unit(models.Model):
    """A commune-level unit under its official code; dated, so that a merger keeps history.

    ``rooms``: what was said of its rooms of weekly life (`units/rooms.py`), kept beside the unit so that every page
    that has the unit knows it; who said it and why is a `RoomWord`.
    """

    code = models.CharField("mã", max_length=10, unique=True)
    name = models.CharField("tên đầy đủ", max_length=120)
    short_name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=8, choices=UnitKind.choices)
    latitude = models.FloatField("vĩ độ", null=True, blank=True)
    longitude = models.FloatField("kinh độ", null=True, blank=True)
    tile_col = models.PositiveSmallIntegerField("cột trên bản đồ ô", null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField("hàng trên bản đồ ô", null=True, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    rooms = models.JSONField("phần việc hằng tuần", default=dict, db_default={}, editable=False)
    sort_key = models.CharField(max_length=600, editable=False, db_collation="C")
    folded = models.GeneratedField(
        expression=VnFold(F("name")), output_field=models.CharField(max_length=120), db_persist=True
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "xã, phường, đặc khu"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(condition=IN_ORDER, name="unit_dates_in_order"),
        ]
        triggers = [
            # Criteria depend on the kind: a unit of another kind is another unit, with its UnitChange.
            pgtrigger.Trigger(
                name="unit_kind_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("kind"),
                condition=pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind")),
                func="RAISE EXCEPTION 'Loại của đơn vị không thay đổi: đơn vị khác loại là đơn vị mới.' "
                "USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over; a merger noted ahead has not ended it yet."""
        return self.valid_to is not None and self.valid_to < clock.today()

    def uses(self, room: str, on: date | None = None) -> bool:
        """Whether a room of weekly life is used in the unit on a day (today when none is given)."""
        return is_used(self.rooms, room, on or clock.today())

    def used(self, room: str, first: date, last: date) -> bool:
        """Whether it was used on all these days."""
        return is_used_throughout(self.rooms, room, first, last)

    @property
    def name_in_sentence(self) -> str:
        """The name inside a sentence: “phường Thành Đông”."""
        return f"{UnitKind(self.kind).label} {self.short_name}"

    @property
    def hamlets_label(self) -> str:
        """What lies under the unit: “thôn”, or “tổ dân phố” of a phường."""
        return str((HamletKind.TO_DAN_PHO if self.kind == UnitKind.PHUONG else HamletKind.THON).label)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UnitChange(models.Model):
    """One unit became, or went into, another on a day; one that only took another name became itself. ``from_name``,
    ``to_name``: as they were called then."""

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes_out", verbose_name="đơn vị cũ")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="changes_in", verbose_name="đơn vị mới")
    kind = models.CharField("loại thay đổi", max_length=8, choices=UnitChangeKind.choices)
    on = models.DateField("ngày hiệu lực")
    document_number = models.CharField("số văn bản", max_length=100, blank=True)
    from_name = models.CharField("tên cũ", max_length=120, blank=True, db_default="")
    to_name = models.CharField("tên mới", max_length=120, blank=True, db_default="")
    # Of a merger, as its document says: what the old unit was recognised at counts for the one that took it in.
    results_follow = models.BooleanField("kết quả các năm trước được tính tiếp", default=False, db_default=False)

    class Meta:
        verbose_name = "thay đổi đơn vị"
        verbose_name_plural = "thay đổi đơn vị"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "to_unit", "on"], name="unit_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.from_unit_id} → {self.to_unit_id}"


@pghistory.track()
class RoomWord(models.Model):
    """The city said of a unit whether it uses a room of weekly life from a day on, and why. Never changed: another word
    is another row."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="room_words", verbose_name="đơn vị")
    room = models.CharField("phần việc", max_length=32)
    on = models.BooleanField("dùng")
    first_day = models.DateField("từ ngày")
    reason = models.CharField("lý do", max_length=500)
    said_at = models.DateTimeField("ghi lúc", default=clock.now)

    class Meta:
        verbose_name = "bật, tắt phần việc hằng tuần"
        verbose_name_plural = "bật, tắt phần việc hằng tuần"
        ordering = ["-said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="room_word_has_reason", violation_error_message="Cần ghi lý do."
            )
        ]
        triggers = [pgtrigger.Protect(name="room_word_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.room} {'on' if self.on else 'off'} {self.first_day:%d/%m/%Y}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class UnitName(models.Model):
    """Another name by which people look for a unit: an old one, one of a unit that went into it, another spelling.

    ``came_with``: the change that brought it, and takes it along when it is taken back.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="other_names", verbose_name="đơn vị")
    name = models.CharField("tên khác", max_length=120)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    came_with = models.ForeignKey(
        UnitChange, models.CASCADE, null=True, blank=True, related_name="names", verbose_name="theo thay đổi"
    )

    class Meta:
        verbose_name = "tên khác của đơn vị"
        verbose_name_plural = "tên khác của đơn vị"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "unit",
                Lower("name"),
                name="unit_name_once",
                violation_error_message="Đơn vị đã có tên khác này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit_id})"


@pghistory.track()
class UnitFigure(models.Model):
    """Area, population and households of a unit as of a day; population and households may be unknown."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="figures", verbose_name="đơn vị")
    as_of = models.DateField("tính đến ngày")
    area_km2 = models.DecimalField("diện tích (km²)", max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField("dân số", null=True, blank=True)
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300)

    class Meta:
        verbose_name = "số liệu của đơn vị"
        verbose_name_plural = "số liệu của đơn vị"
        ordering = ["-as_of"]
        constraints = [models.UniqueConstraint(fields=["unit", "as_of"], name="unit_figure_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} ({self.as_of:%d/%m/%Y})"


# What was kept before the platform noted it is taken as known from the beginning.
_FROM_THE_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["sort_key"])
class Hamlet(models.Model):
    """A thôn or tổ dân phố under a unit, dated. ``told_at``: since when the platform has known these days; its history
    keeps what was known before, so that figures can be counted again (``units/queries.py: hamlets_known``)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hamlets", verbose_name="đơn vị")
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=10, choices=HamletKind.choices)
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    told_at = models.DateTimeField("ghi lúc", default=clock.now, db_default=_FROM_THE_BEGINNING, editable=False)
    sort_key = models.CharField(max_length=600, editable=False, db_collation="C")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "thôn, tổ dân phố"
        verbose_name_plural = "thôn, tổ dân phố"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint("unit", Lower("name"), "valid_from", name="hamlet_name_once_in_unit"),
            models.CheckConstraint(condition=Q(kind__in=HamletKind.values), name="hamlet_kind_known"),
            models.CheckConstraint(condition=IN_ORDER, name="hamlet_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(DatedQuerySet["Agency"]):
    """Agencies with the words of the domain."""

    def at_work(self) -> Self:
        """Agencies whose work is done today: those of today, and those with whose work one of them goes on."""
        today = Agency.objects.current()
        return self.filter(Q(pk__in=today) | Q(passed_to__in=today, valid_to__lt=clock.today()))

    def of_city(self) -> Self:
        """Agencies of the city level."""
        return self.filter(kind__in=CITY_KINDS)

    def in_list_order(self) -> Self:
        """City agencies in their usual order, then those of the units."""
        return self.order_by("sort", "sort_key", "pk")


@pghistory.track(exclude=["folded", "sort_key", "called_before"])
class Agency(models.Model):
    """A body that people work in: of the city, or of one unit. ``passed_to``: who goes on with its work after its end,
    ``took_over``: the same seen from there; ``called_before``: its names of then (`units/successions.py`)."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    label = models.CharField("tên ngắn", max_length=60, blank=True)
    kind = models.CharField("loại", max_length=20, choices=AgencyKind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="đơn vị"
    )
    sort = models.PositiveSmallIntegerField("thứ tự", default=1000)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    passed_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan tiếp nhận",
        editable=False,
    )  # fmt: skip
    took_over = models.JSONField("việc đã tiếp nhận", default=dict, db_default={}, editable=False)
    called_before = models.JSONField("tên trước đây", default=list, db_default=[], editable=False)
    sort_key = models.CharField(max_length=900, editable=False, db_collation="C")
    folded = models.GeneratedField(
        expression=VnFold(F("name")), output_field=models.CharField(max_length=200), db_persist=True
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["sort", "sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
            models.CheckConstraint(condition=IN_ORDER, name="agency_dates_in_order"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, kind__in=[str(kind) for kind in COMMUNE_KINDS])
                | Q(unit__isnull=True, kind__in=[str(kind) for kind in CITY_KINDS]),
                name="agency_unit_goes_with_kind",
                violation_error_message="Cơ quan cấp xã phải thuộc một đơn vị; cơ quan thành phố thì không.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_passed(self) -> bool:
        """Whether another agency goes on with its work by now."""
        return self.passed_to_id is not None and self.valid_to is not None and self.valid_to < clock.today()

    @property
    def speaker(self) -> "Agency":
        """Who does its work by now: itself, or the agency that goes on with it."""
        return speaker_of(self)

    @property
    def called(self) -> str:
        """What whoever does its work by now is called: “Sở B (tiếp nhận việc của Sở A)”, else its own name."""
        return taken_over_name(self.speaker.name, self.name) if self.has_passed else self.name

    def called_at(self, moment: datetime) -> str:
        """The same of a moment that is over."""
        return name_on(self, moment.astimezone(clock.ZONE).date())

    @property
    def spoken_for(self) -> frozenset[int]:
        """The numbers of the agencies whose work it does by now, its own included."""
        return frozenset({self.pk, *taken_by(self.took_over, clock.today()).values()})


@pghistory.track()
class AgencyChange(models.Model):
    """An agency was set up, took another name, or ended on a day; by which document. ``name``: as it is called from
    that day on; ``into``: who goes on with its work after its end."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="changes", verbose_name="cơ quan")
    kind = models.CharField("loại thay đổi", max_length=8, choices=AgencyChangeKind.choices)
    on = models.DateField("ngày hiệu lực")
    document_number = models.CharField("số văn bản", max_length=100)
    signed_on = models.DateField("ngày ký văn bản", null=True, blank=True)
    name = models.CharField("tên từ ngày đó", max_length=200)
    into = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="changes_in", verbose_name="cơ quan tiếp nhận"
    )

    class Meta:
        verbose_name = "thay đổi cơ quan"
        verbose_name_plural = "thay đổi cơ quan"
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgencyChangeKind.values), name="agency_change_kind_known"),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | Q(kind=AgencyChangeKind.END),
                name="agency_goes_on_after_its_end_only",
                violation_error_message="Chỉ cơ quan kết thúc hoạt động mới có cơ quan tiếp nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.agency_id}"


@pghistory.track(exclude=["geometry"])
class Boundary(models.Model):
    """The true outline of a unit, from a GeoJSON file that the administrator imported."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="boundary", verbose_name="đơn vị")
    geometry = models.JSONField("hình")
    imported_at = models.DateTimeField("nhập lúc", default=clock.now)
    source = models.CharField("nguồn", max_length=300)

    class Meta:
        verbose_name = "địa giới"
        verbose_name_plural = "địa giới"

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.source}"
