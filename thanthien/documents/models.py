"""What the room keeps: what a unit wants on its papers and posters."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from thanthien.documents.enums import SignedBy
from thanthien.units.models import Unit

PAPER_FIELDS = ("superior", "signed_by", "place", "drafter")
POSTER_FIELDS = ("hotline", "hotline_hours", "reception")


@pghistory.track()
class UnitPrint(models.Model):
    """How a unit's papers look, and what only the unit knows of its poster; without a row the defaults hold.

    ``superior``: whether the head of a paper names the city's committee above the unit's (offices differ). ``place``:
    before the date, the unit's name unless said. ``drafter``: who drafted, after “Lưu: VT”.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    superior = models.BooleanField("ghi Ủy ban nhân dân thành phố ở đầu văn bản", default=True)
    signed_by = models.CharField("người ký", max_length=6, choices=SignedBy, default=SignedBy.HEAD)
    place = models.CharField("địa danh", max_length=60, blank=True)
    drafter = models.CharField("đơn vị soạn thảo", max_length=30, blank=True)
    hotline = models.CharField("đường dây nóng của đơn vị", max_length=40, blank=True)
    hotline_hours = models.CharField("giờ nghe máy", max_length=80, blank=True)
    reception = models.CharField("lịch tiếp công dân", max_length=200, blank=True)

    class Meta:
        verbose_name = "thông tin in ấn của đơn vị"
        constraints = [
            models.CheckConstraint(condition=Q(signed_by__in=SignedBy.values), name="unit_print_signer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.get_signed_by_display()}"
