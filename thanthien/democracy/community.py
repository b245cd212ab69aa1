"""What people of a thôn, tổ dân phố decide (Luật 10/2022/QH15, Điều 15–24)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from thanthien.accounts.positions import SCORERS
from thanthien.core import clock
from thanthien.core.naming_people import fault_of_person
from thanthien.democracy.catalogue import CommunityMatter, community_choices, community_matters
from thanthien.democracy.enums import ROOM, Voting
from thanthien.democracy.rules import Threshold
from thanthien.records.models import Record

_TOO_MANY = "Số này không lớn hơn số hộ tham gia."


class CommunityDecision(Record):
    """A decision on ``day``, of the meeting or of the count of ballots. A household has one voice, counted of all
    households; of a decision for the whole unit the voices are those of its thôn, tổ dân phố. Whether it passed is
    never told: the threshold of its matter says it. Everybody reads it from the day on which the committee made it
    public, having confirmed that it holds no state secret and no more personal data than it may."""

    matter = models.CharField("loại nội dung", max_length=30, choices=community_choices)
    subject = models.CharField("bàn, quyết định về", max_length=200)
    voting = models.CharField("hình thức", max_length=10, choices=Voting.choices)
    total = models.PositiveIntegerField(
        "tổng số hộ", help_text="Quyết định của toàn đơn vị thì ghi số thôn, tổ dân phố ở cả ba ô số hộ"
    )
    present = models.PositiveIntegerField("số hộ có mặt, gửi phiếu")
    agreed = models.PositiveIntegerField("số hộ đồng ý")
    against = models.PositiveIntegerField("số hộ không đồng ý", default=0)
    decided = models.TextField(
        "nội dung quyết định", max_length=2000, help_text="Được công khai sau khi Ủy ban nhân dân kiểm tra"
    )
    minutes = models.CharField("số biên bản", max_length=60, blank=True)
    sent_on = models.DateField("ngày gửi kết quả", null=True, blank=True)
    recognised_on = models.DateField("ngày công nhận", null=True, blank=True)
    recognition = models.CharField("số quyết định công nhận", max_length=60, blank=True)
    published_on = models.DateField("ngày công khai", null=True, blank=True)
    no_secret = models.BooleanField("không có bí mật nhà nước", default=False, db_default=False)
    people_right = models.BooleanField(
        "không có dữ liệu cá nhân ngoài phần luật cho phép", default=False, db_default=False
    )

    class Meta(Record.Meta):
        verbose_name = "việc Nhân dân bàn, quyết định"
        verbose_name_plural = "việc Nhân dân bàn, quyết định"
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(voting__in=Voting.values), name="community_decision_voting_known"),
            models.CheckConstraint(
                condition=Q(total__gt=0, present__lte=F("total"), agreed__lte=F("present") - F("against")),
                name="community_decision_within_its_households",
                violation_error_message="Số hộ đồng ý, không đồng ý không lớn hơn số hộ tham gia, tổng số hộ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.day:%d/%m/%Y}"

    @property
    def known_matter(self) -> CommunityMatter | None:
        """Its matter, as long as the data know it."""
        return community_matters().get(self.matter)

    @property
    def threshold(self) -> Threshold | None:
        """Which share had to agree, by the data of its day."""
        return self.known_matter.threshold_on(self.day) if self.known_matter else None

    @property
    def passed(self) -> bool | None:
        """Worked out from the numbers; None where the data don't know its matter any more."""
        return self.threshold.is_reached(self.agreed, self.total) if self.threshold else None

    def clean(self) -> None:
        """Numbers, days and form that can be; nobody named but in elections."""
        faults = {**self._faults_of_matter(), **self._faults_of_numbers(), **self._faults_of_days()}
        if faults := faults | self._faults_of_publishing():
            raise ValidationError(faults)

    def _faults_of_publishing(self) -> dict[str, str]:
        if not self.published_on:
            return {}
        by: Any = self.entered_by
        if by.hat_in(self.unit_id, ROOM.key, *SCORERS) is None:
            return {"published_on": "Ủy ban nhân dân kiểm tra, công khai; việc đã công khai thì công chức đính chính."}
        boxes = {"no_secret": self.no_secret, "people_right": self.people_right}
        return {name: "Cần xác nhận điều này trước khi công khai." for name, ticked in boxes.items() if not ticked}

    def _faults_of_matter(self) -> dict[str, str]:
        known, faults = self.known_matter, {}
        if known is None:
            return {"matter": "Danh mục không có loại nội dung này."}
        if self.hamlet_id is None and not known.wide:
            faults["matter"] = "Loại nội dung này do từng thôn, tổ dân phố quyết định: cần chọn thôn, tổ dân phố."
        if self.voting == Voting.ONLINE and not known.online:
            faults["voting"] = "Loại nội dung này không biểu quyết trực tuyến."
        if not known.names:
            faults |= {name: told for name in ("subject", "decided") if (told := fault_of_person(getattr(self, name)))}
        return faults

    def _faults_of_numbers(self) -> dict[str, str]:
        if self.total < 1:
            return {"total": "Tổng số hộ từ 1 trở lên."}
        if self.present > self.total:
            return {"present": "Số hộ tham gia không lớn hơn tổng số hộ."}
        if self.agreed > self.present:
            return {"agreed": _TOO_MANY}
        return {"against": _TOO_MANY} if self.agreed + self.against > self.present else {}

    def _faults_of_days(self) -> dict[str, str]:
        today, faults = self.made_at.astimezone(clock.ZONE).date(), {}
        for name in ("sent_on", "recognised_on", "published_on"):
            day: Any = getattr(self, name)
            if day and not self.day <= day <= today:
                faults[name] = "Ngày này từ ngày quyết định đến hôm nay."
        if self.recognition and not self.recognised_on:
            faults["recognised_on"] = "Cần ghi ngày của quyết định công nhận."
        return faults
