"""Forms of pictures for everybody: what was covered and said of one, and why one is put away."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms

from thanthien.core.long_text import LineText, LongText
from thanthien.feedback.blurring import MOST_REGIONS, Covered
from thanthien.feedback.forms import NO_NAMES, MatterForm
from thanthien.feedback.kept_photographs import MAX_ALT
from thanthien.feedback.models import MAX_NOTE


class BlurForm(MatterForm):
    """What the page of a photograph sends. ``regions``: the covered places as the page's script keeps them, left, top,
    width and height each in points of the picture, so that a page shown again has them and whoever compares sees
    them."""

    regions = forms.CharField(widget=forms.HiddenInput(attrs={"data-blur-regions": ""}), required=False)
    picture = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"data-blur-file": "", "hidden": True, "accept": "image/jpeg"})
    )
    nothing = forms.BooleanField(
        label="Không có ai, không có biển số xe, số nhà, giấy tờ cần che trong ảnh", required=False
    )
    alt = LineText(
        label="Mô tả ảnh cho người không nhìn thấy ảnh", max_length=MAX_ALT,
        help_text=f"Trong ảnh có gì, ví dụ “Hố sâu giữa đường, trước cổng trường”. {NO_NAMES}",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """With ``regions`` as places."""
        typed = dict(super().clean() or {})
        try:
            found = json.loads(typed.get("regions") or "[]")
        except ValueError:
            found = None
        if not isinstance(found, list) or len(found) > MOST_REGIONS or not all(map(_is_place, found)):
            self.add_error(None, f"Mỗi ảnh có tối đa {MOST_REGIONS} vùng che. Vui lòng tải lại trang.")
        else:
            typed["regions"] = tuple(tuple(one) for one in found)
        return typed

    def covered(self, photograph: UUID) -> Covered:
        """What was said of the picture. Ask only when the form is in order."""
        told = self.cleaned_data
        return Covered(photograph, places=told["regions"], nothing=told["nothing"], alt=told["alt"])


def _is_place(told: object) -> bool:
    return isinstance(told, list) and len(told) == 4 and all(type(one) is int for one in told)


class PutAwayForm(MatterForm):
    """Why a picture is put away."""

    note = LongText(label="Lý do bỏ ảnh công khai", max_length=MAX_NOTE, rows=3, help_text=NO_NAMES)
