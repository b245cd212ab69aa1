"""The creative model that a unit registered for a year, where it is a record of weekly life."""

from __future__ import annotations

from django.db import models

from thanthien.evaluations.models.dossier import Dossier


class RegisteredModel(models.Model):
    """Which record a dossier points to: by kind, number and address, never by a key of its table, for the evaluation
    knows no room. The title is the one of that day; what was typed beside it stands in the dossier."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="registered_model")
    kind = models.CharField("loại bản ghi", max_length=60)
    number = models.PositiveBigIntegerField("số bản ghi")
    title = models.CharField("tên mô hình", max_length=200)
    address = models.CharField("địa chỉ", max_length=300)

    class Meta:
        verbose_name = "mô hình đã đăng ký"
        verbose_name_plural = "mô hình đã đăng ký"

    def __str__(self) -> str:
        return self.title
