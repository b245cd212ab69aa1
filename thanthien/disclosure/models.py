"""What the room keeps: what is made public, in which forms, statements that nothing arose, reviews, samples; what was
done with a disclosure, its files, and its face for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q, Value

from thanthien.core import clock
from thanthien.core.codes import parted
from thanthien.core.db import VnFold, Words, any_of
from thanthien.core.naming_people import fault_of_person
from thanthien.disclosure.catalogue import catalogue, nothing_choices_of
from thanthien.disclosure.enums import Act, Change, Form, People, Verdict
from thanthien.disclosure.fields import ItemsField, NothingField, PeriodField, SpotsField
from thanthien.disclosure.information import InformationRequest
from thanthien.disclosure.items import is_personal
from thanthien.disclosure.kept_files import SHELF, DisclosureFile, FileQuerySet, file_path, file_storage
from thanthien.disclosure.kept_texts import FileText
from thanthien.disclosure.periods import is_year, key_problem, statement_problem
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.records.models import Record

MAX_TEXT = 20_000
__all__ = [
    "SHELF", "Disclosure", "DisclosureFile", "Face", "FaceQuerySet", "FileQuerySet", "FileText",
    "InformationRequest", "NothingArose", "Posting", "Review", "Sample", "Step", "Subscription", "file_path",
    "file_storage", "words_of",
]  # fmt: skip
_MAY_LIST = (
    "Nội dung đã chọn có thể có danh sách cá nhân: cần chọn “có danh sách cá nhân” và ghi ngày gỡ, hoặc ghi vì sao "
    "không có."
)


class Disclosure(Record):
    """A document that people shall know: under which items, what it says. ``day`` is the document's own."""

    items = ItemsField("nội dung phải công khai", max_length=2000)
    title = models.CharField("tên văn bản, nội dung", max_length=250)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=120)
    signer = models.CharField("chức vụ người ký", max_length=120, blank=True)
    text = models.TextField(
        "nội dung để mọi người đọc", max_length=MAX_TEXT, blank=True,
        help_text="Tóm tắt dễ hiểu. Không ghi số định danh, bệnh tật, địa chỉ chi tiết của cá nhân.",
    )  # fmt: skip
    responsible = models.CharField("bộ phận, người phụ trách", max_length=120)
    people = models.CharField("dữ liệu cá nhân", max_length=8, choices=People.choices)
    ends_on = models.DateField("công khai đến hết ngày", null=True, blank=True)
    unlisted_why = models.CharField(
        "vì sao không có danh sách cá nhân", max_length=200, blank=True, default="", db_default="",
        help_text="Ghi khi nội dung đã chọn có thể có danh sách cá nhân mà văn bản này không nêu ai.",
    )  # fmt: skip

    # The record of another room of which it was made (``records/publishing.py``), so that nobody makes it twice.
    source = models.CharField("bản ghi gốc", max_length=120, blank=True, default="", db_default="", editable=False)

    class Meta(Record.Meta):
        verbose_name = "nội dung công khai"
        verbose_name_plural = "nội dung công khai"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(people=People.NONE) | Q(ends_on__isnull=False),
                name="disclosure_of_people_ends",
                violation_error_message="Danh sách cá nhân phải có ngày hết thời gian niêm yết.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("day")), name="disclosure_ends_after_its_day",
                violation_error_message="Ngày gỡ không thể trước ngày văn bản.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Known items, nobody named in the title; what may list people says whether it does, and for how long."""
        _refuse_unknown(self, "items")
        if faults := self._faults_of_people():
            raise ValidationError(faults)

    def _faults_of_people(self) -> dict[str, str]:
        faults = {"title": told} if (told := fault_of_person(self.title)) else {}
        personal = is_personal(parted(self.items), catalogue())
        if personal and self.people == People.NONE and not self.unlisted_why:
            faults["people"] = _MAY_LIST
        most = settings.DISCLOSURE_PEOPLE_DAYS
        if self.people == People.LISTED and self.ends_on is None:
            faults["ends_on"] = "Danh sách cá nhân cần có ngày hết thời gian niêm yết."
        elif self.ends_on is not None and self.ends_on < self.day:
            faults["ends_on"] = "Ngày này trước ngày văn bản."
        elif self.people == People.LISTED and (self.ends_on or self.day) > self.day + timedelta(days=most):
            faults["ends_on"] = f"Danh sách cá nhân được công khai nhiều nhất {most} ngày kể từ ngày văn bản."
        return faults


def _refuse_unknown(record: Record, name: str) -> None:
    field = record._meta.get_field(name)  # noqa: SLF001 - Django's own description of a model
    known = {code for code, _ in field.listed()}  # type: ignore[union-attr]
    unknown = [code for code in parted(getattr(record, name)) if code not in known]
    if unknown:
        raise ValidationError({name: f"Danh mục không có mã “{unknown[0]}”."})


class Posting(Record):
    """One form in which a disclosure was made public. ``day`` is its first day; ``last`` its last one, empty while it
    goes on. The disclosure is named by the key of its first version, so that corrections keep the tie."""

    disclosure = models.UUIDField("nội dung công khai", db_index=True)
    form = models.CharField("hình thức", max_length=1, choices=Form.choices)
    spots = SpotsField("nơi niêm yết", max_length=100, blank=True)
    where = models.CharField(
        "địa chỉ, nơi thực hiện", max_length=500, blank=True,
        help_text="Trang thông tin điện tử: địa chỉ bắt đầu bằng https://. Hình thức khác: nơi, buổi thực hiện.",
    )  # fmt: skip
    last = models.DateField("đến hết ngày", null=True, blank=True, help_text="Để trống khi còn đang công khai.")

    class Meta(Record.Meta):
        verbose_name = "hình thức công khai"
        verbose_name_plural = "hình thức công khai"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(form__in=Form.values), name="posting_form_known"),
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("day")), name="posting_ends_after_it_began",
                violation_error_message="Ngày cuối không thể trước ngày đầu.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """What is posted is posted somewhere, what is on the web has an address, all else took place somewhere."""
        _refuse_unknown(self, "spots")
        if self.last is not None and self.last < self.day:
            raise ValidationError({"last": "Ngày cuối trước ngày đầu."})
        if self.hamlet_id is not None and self.form != Form.BY_HEADS:
            raise ValidationError({"form": "Ở thôn, tổ dân phố thì trưởng thôn, tổ trưởng thông báo."})
        if self.form == Form.POSTED:
            if not self.spots:
                raise ValidationError({"spots": "Cần chọn nơi niêm yết."})
        elif self.form == Form.WEB:
            _refuse_no_address(self.where)
        elif not self.where:
            raise ValidationError({"where": "Cần ghi nơi, buổi thực hiện."})


def _refuse_no_address(text: str) -> None:
    try:
        URLValidator(["https", "http"])(text)
    except ValidationError:
        raise ValidationError({"where": "Chưa đúng dạng địa chỉ trang, ví dụ https://…"}) from None


class NothingArose(Record):
    """Somebody says that of these items nothing arose in a period: silence is no statement. ``day``: when it was
    looked at."""

    period = PeriodField("kỳ", max_length=8)
    items = NothingField("nội dung không phát sinh", max_length=2000)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "báo không phát sinh"
        verbose_name_plural = "báo không phát sinh"

    def __str__(self) -> str:
        return f"{self.period} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Of the last days of a period, or of one that is over; of items that are asked for in such periods."""
        _refuse_unknown(self, "items")
        asked = dict(nothing_choices_of(self.period))
        if other := [code for code in parted(self.items) if code not in asked]:
            kind = "quý" if is_year(self.period) else "năm"
            raise ValidationError({"items": f"Nội dung “{other[0]}” báo theo {kind}, cần ghi ở lần báo khác."})
        if problem := statement_problem(self.period, self.day):
            raise ValidationError({"period": problem})


class Review(Record):
    """Somebody went through the catalogue for a quarter: what changed, or that nothing did."""

    period = PeriodField("quý được rà soát", max_length=8, quarters_only=True)
    change = models.CharField("kết quả", max_length=8, choices=Change.choices)
    words = models.TextField("nội dung thay đổi", max_length=2000, blank=True)
    reviewer = models.CharField("bộ phận, chức vụ người rà soát", max_length=120)

    class Meta(Record.Meta):
        verbose_name = "lần rà soát"
        verbose_name_plural = "lần rà soát"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(change=Change.NONE) | ~Q(words=""), name="review_says_what_changed",
                violation_error_message="Cần ghi nội dung thay đổi.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """What changed is said, of a quarter that has begun."""
        if self.change == Change.CHANGED and not self.words:
            raise ValidationError({"words": "Cần ghi nội dung thay đổi."})
        if problem := key_problem(self.period, self.day):
            raise ValidationError({"period": problem})


class Sample(Record):
    """Mặt trận Tổ quốc, or a body of the city, looked whether an item is public as it should be. The unit changes
    nothing of it."""

    items = ItemsField("nội dung được kiểm tra", max_length=2000)
    period = PeriodField(
        "quý được kiểm tra", max_length=8, quarters_only=True, blank=True, default="", db_default="",
        help_text="Không chọn thì là quý của ngày kiểm tra.",
    )  # fmt: skip
    verdict = models.CharField("kết quả", max_length=8, choices=Verdict.choices)
    document = models.CharField("văn bản, biên bản", max_length=120)
    words = models.CharField("nhận xét", max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = "lần kiểm tra công khai"
        verbose_name_plural = "lần kiểm tra công khai"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="sample_verdict_known"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.day:%d/%m/%Y}"

    def clean(self) -> None:
        """Known items alone, of a quarter that has begun."""
        _refuse_unknown(self, "items")
        if self.period and (problem := key_problem(self.period, self.day)):
            raise ValidationError({"period": problem})


# --- What was done with a disclosure --------------------------------------------------------------------------------


class Step(models.Model):
    """A disclosure was checked, made public or taken down: which version, when and by whom (nobody: the posting time
    ended). A check says that the content as it stood then holds no state secret and no more personal data than it may.
    Rows are only added."""

    disclosure = models.UUIDField("nội dung công khai", db_index=True)
    version = models.ForeignKey(Disclosure, models.PROTECT, related_name="steps", verbose_name="lần ghi")
    act = models.CharField("việc", max_length=8, choices=Act.choices)
    at = models.DateTimeField("lúc", default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm", null=True, blank=True
    )
    words = models.CharField("ghi chú, lý do", max_length=500, blank=True)

    class Meta:
        verbose_name = "bước công khai"
        verbose_name_plural = "bước công khai"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="disclosure_step_known"),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(act=Act.TAKE_DOWN), name="disclosure_step_by_somebody",
                violation_error_message="Kiểm tra và công khai phải có người chịu trách nhiệm.",
            ),
            models.CheckConstraint(
                condition=~Q(act=Act.TAKE_DOWN) | ~Q(words=""), name="disclosure_taken_down_with_reason",
                violation_error_message="Cần ghi lý do gỡ.",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="disclosure_step_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} {self.act}"


def words_of(record: Disclosure) -> Words:
    """What a search finds a disclosure by: title, number, text; of a list of people its title alone, so that nobody is
    found by their name. Kept with the face, as rows of records carry no generated column (their trigger compares whole
    rows before it is made)."""
    told = record.title if record.people == People.LISTED else f"{record.title} {record.number} {record.text}"
    return Words(VnFold(Value(told)))


class FaceQuerySet(models.QuerySet["Face"]):
    """Faces with the words of the domain."""

    def shown(self, on: date | None = None) -> Self:
        """Those that everybody sees today (or ``on`` another day): also where the job that takes down comes late."""
        ends = Q(version__ends_on__isnull=True) | Q(version__ends_on__gte=on or clock.today())
        return self.filter(ends, gone_at__isnull=True)

    def shown_by(self, units: Sequence[int]) -> Self:
        """Those that everybody sees today, of these units by their numbers."""
        if not units:
            return self.none()
        # Of one unit said so that the index of its newest gives them in their order.
        return self.shown().filter(Q(unit=units[0]) if len(units) == 1 else any_of("unit", units))


class Face(models.Model):
    """What everybody sees of a disclosure: the version that was published last, with the files that were checked by
    then; or that it is gone, since when and why. Made by its steps and by nothing else."""

    disclosure = models.UUIDField("nội dung công khai", unique=True)
    version = models.OneToOneField(Disclosure, models.PROTECT, related_name="face", verbose_name="lần ghi")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    first_at = models.DateTimeField("công khai từ")
    published_at = models.DateTimeField("công khai bản này lúc")
    checked_at = models.DateTimeField("kiểm tra lúc")
    gone_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    gone_why = models.CharField("lý do gỡ", max_length=500, blank=True)
    words = SearchVectorField("từ để tìm", editable=False)

    objects = FaceQuerySet.as_manager()

    class Meta:
        verbose_name = "bản công khai"
        verbose_name_plural = "bản công khai"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-published_at"], name="face_unit_newest"),
            models.Index(fields=["-published_at", "-id"], name="face_newest"),
            GinIndex(fields=["words"], name="face_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True, gone_why="") | (Q(gone_at__isnull=False) & ~Q(gone_why="")),
                name="face_gone_with_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="face_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.disclosure)

    @property
    def summary(self) -> str:
        """What leaves the page of the document with its title: of a list of people nothing."""
        return "" if self.version.people == People.LISTED else self.version.text

    @property
    def gone_on(self) -> date | None:
        """The day on which it was taken down, where it was."""
        return self.gone_at.astimezone(clock.ZONE).date() if self.gone_at else None

    @property
    def first_on(self) -> date:
        """The day on which everybody saw it first."""
        return self.first_at.astimezone(clock.ZONE).date()

    @property
    def published_on(self) -> date:
        """The day on which everybody saw this version first."""
        return self.published_at.astimezone(clock.ZONE).date()
