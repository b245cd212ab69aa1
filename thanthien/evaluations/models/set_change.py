"""A running year that goes on under another version of its criteria set, by a decision (mục IV.6.3)."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thanthien.criteria.models import CriteriaSet, Indicator
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models.cycle import Cycle
from thanthien.evaluations.models.dossier import Dossier
from thanthien.evaluations.models.paper import Paper

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


@pghistory.track(pghistory.InsertEvent())
class SetChange(models.Model):
    """One change of the set of a cycle, never edited: the set of a cycle changes together with such a row, and only so
    (trigger ``cycle_set_is_pinned``). ``turn``: the how manieth of its cycle. ``made_in``: the transaction, by which
    the trigger knows that row and change belong together; the database writes it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="set_changes")
    turn = models.PositiveSmallIntegerField("lần điều chỉnh")
    from_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+", verbose_name="bộ trước")
    to_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+", verbose_name="bộ sau")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+", verbose_name="quyết định điều chỉnh")
    effective_on = models.DateField("có hiệu lực từ ngày")
    reason = models.TextField("lý do")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("lúc")
    made_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "điều chỉnh bộ tiêu chí của kỳ"
        verbose_name_plural = "điều chỉnh bộ tiêu chí của kỳ"
        ordering = ["cycle", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "turn"], name="one_set_change_per_turn"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="set_change_has_reason",
                violation_error_message="Cần ghi lý do điều chỉnh.",
            ),
            models.CheckConstraint(
                condition=~Q(from_set=F("to_set")),
                name="set_change_to_another_set",
                violation_error_message="Kỳ đang áp dụng bộ tiêu chí này.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="set_change_is_kept", operation=_APPEND_ONLY),
            pgtrigger.Trigger(
                name="set_change_names_its_transaction",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.made_in := txid_current(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.from_set_id} → {self.to_set_id}"

    @property
    def sentence(self) -> str:
        """“Từ ngày 15/11/2026 áp dụng phiên bản 2 theo Quyết định số 12/QĐ-UBND ngày 10/11/2026”."""
        return (
            f"Từ ngày {self.effective_on:%d/%m/%Y} áp dụng phiên bản {self.to_set.version} theo Quyết định số "
            f"{self.paper.number} ngày {self.paper.signed_on:%d/%m/%Y}"
        )


class EarlierAnswer(models.Model):
    """What an answer said under the version before, where that indicator was touched: shown beside it, counted nowhere.
    Never changed."""

    change = models.ForeignKey(SetChange, on_delete=models.PROTECT, related_name="earlier_answers")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="earlier_answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=16, choices=AnswerState)
    value = models.JSONField("số liệu", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "câu trả lời theo bộ trước"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "indicator", "change"], name="one_earlier_answer_per_change")
        ]
        triggers = [pgtrigger.Protect(name="earlier_answer_is_kept", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.indicator_id}"

    @property
    def explanation(self) -> str:
        """It went along with the answer."""
        return ""
