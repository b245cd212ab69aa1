"""Terms of office of those who head a unit, kept beside the other models of the room (``models.py`` names it)."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value

from thanthien.core.db import one_value_range
from thanthien.units.enums import HeadPost


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HeadTerm(models.Model):
    """Who headed a unit in a post, from a first day to a last one (both counted; none: still in office).
    ``vacant_by``: nobody did, and the document that says so."""

    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="head_terms", verbose_name="đơn vị")
    post = models.CharField("chức vụ", max_length=12, choices=HeadPost.choices)
    full_name = models.CharField("họ tên", max_length=120, blank=True)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)
    vacant_by = models.CharField("khuyết chức vụ theo", max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "người đứng đầu"
        verbose_name_plural = "người đứng đầu"
        ordering = ["-post", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="head_term_in_order",
                violation_error_message="Ngày cuối không được trước ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(full_name="", vacant_by__gt="") | Q(full_name__gt="", vacant_by=""),
                name="head_term_of_a_person_or_vacant",
                violation_error_message="Cần ghi họ tên, hoặc văn bản về việc khuyết chức vụ.",
            ),
            ExclusionConstraint(
                name="head_term_one_at_a_time",
                expressions=[
                    (one_value_range(F("unit")), "&&"),
                    (one_value_range(Func(F("post"), function="hashtext")), "&&"),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        "&&",
                    ),
                ],
                violation_error_message="Trùng thời gian giữ chức vụ với người khác.",
            ),
            models.UniqueConstraint(fields=["unit", "post", "from_on"], name="head_term_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_post_display()}: {self.who} ({self.days})"

    @property
    def who(self) -> str:
        """The name, or that the post is vacant."""
        return self.full_name or f"khuyết chức vụ ({self.vacant_by})"

    @property
    def days(self) -> str:
        """“từ 01/01/2026 đến 30/06/2026”."""
        return f"từ {self.from_on:%d/%m/%Y}" + (f" đến {self.to_on:%d/%m/%Y}" if self.to_on else "")
