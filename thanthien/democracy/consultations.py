"""What the committee asks people about before it decides (Luật 10/2022/QH15, Điều 25–29)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from thanthien.core import clock
from thanthien.core.codes import joined, parted
from thanthien.core.naming_people import fault_of_person
from thanthien.democracy.catalogue import ConsultationMatter, consultation_choices, consultation_matters
from thanthien.democracy.enums import Asking
from thanthien.records.codes import CodesField
from thanthien.records.models import Record


class AskingField(CodesField):
    """Ways in which people are asked."""

    def listed(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Asking.choices]


class Consultation(Record):
    """People are asked from ``day``, on which the draft was made public, to ``closes_on``; what they said and what
    became of it is told later, by a correction of its own."""

    matter = models.CharField("loại nội dung", max_length=30, choices=consultation_choices)
    subject = models.CharField("lấy ý kiến về", max_length=200)
    asked = models.CharField("lấy ý kiến của ai", max_length=120, help_text="Ví dụ: các hộ tổ dân phố số 3, 4, 5")
    ways = AskingField("hình thức", max_length=200)
    closes_on = models.DateField("nhận ý kiến đến hết ngày")
    document = models.CharField("số văn bản lấy ý kiến", max_length=60, blank=True)
    told_on = models.DateField("ngày thông báo kết quả", null=True, blank=True)
    asked_number = models.PositiveIntegerField("số người, hộ được hỏi", null=True, blank=True)
    answered = models.PositiveIntegerField("số ý kiến nhận được", null=True, blank=True)
    agreed = models.PositiveIntegerField("số ý kiến đồng ý", null=True, blank=True)
    result = models.TextField(
        "tổng hợp, tiếp thu, giải trình", max_length=4000, blank=True, help_text="Được công khai; không nêu tên người"
    )
    minutes = models.CharField("số biên bản, báo cáo tổng hợp", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = "cuộc lấy ý kiến"
        verbose_name_plural = "cuộc lấy ý kiến"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("day")),
                name="consultation_closes_after_it_opened",
                violation_error_message="Ngày hết hạn nhận ý kiến không trước ngày công khai.",
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, result="")
                | (Q(told_on__isnull=False, told_on__gte=F("closes_on")) & ~Q(result="")),
                name="consultation_told_with_day_and_words",
                violation_error_message="Ngày thông báo và nội dung kết quả đi cùng nhau, sau khi hết hạn nhận ý kiến.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day:%d/%m/%Y}"

    @property
    def known_matter(self) -> ConsultationMatter:
        """Its matter, as the data say; one that they don't know any more asks for no days."""
        return consultation_matters().get(self.matter) or ConsultationMatter(self.matter, self.matter, "")

    def clean(self) -> None:
        """Days and numbers in order, nobody named."""
        faults = {
            name: told for name in ("subject", "asked", "result") if (told := fault_of_person(getattr(self, name)))
        }
        if unknown := [code for code in parted(self.ways) if code not in Asking.values]:
            faults["ways"] = f"Không có hình thức mang mã “{unknown[0]}”; các mã: {joined(Asking.values)}."
        if self.closes_on < self.day:
            faults["closes_on"] = "Ngày hết hạn nhận ý kiến không trước ngày công khai."
        if bool(self.told_on) != bool(self.result):
            faults["result" if self.told_on else "told_on"] = "Cần ghi cả ngày thông báo và nội dung kết quả."
        elif self.told_on and not self.closes_on <= self.told_on <= self.made_at.astimezone(clock.ZONE).date():
            faults["told_on"] = "Ngày thông báo từ ngày hết hạn nhận ý kiến đến hôm nay."
        if faults := faults | self._faults_of_numbers():
            raise ValidationError(faults)

    def _faults_of_numbers(self) -> dict[str, str]:
        faults = {}
        if self.told_on and self.answered is None:
            faults["answered"] = "Cần ghi số ý kiến nhận được; không có ý kiến nào thì ghi 0."
        if (self.agreed or 0) > (self.answered or 0):
            faults["agreed"] = "Số đồng ý không lớn hơn số ý kiến nhận được."
        return faults
