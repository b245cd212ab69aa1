"""Forms of matters: with a slip, and following by the code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms

from thanthien.core.long_text import LineText
from thanthien.core.matters.slips import Slip, slip_of, slip_text
from thanthien.core.private.codes import code_digest

_GOOD_FOR = timedelta(hours=12)
_PHONE = re.compile(r"\+?\d{8,14}")


class SlipForm(forms.Form):
    """A form with a slip; one that was open too long keeps what was typed and is sent once more."""

    use_required_attribute = False
    slip = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"slip": slip_text()} | (options.get("initial") or {})
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Reads the slip."""
        typed = dict(super().clean() or {})
        slip = slip_of(typed.get("slip", ""), _GOOD_FOR)
        if slip is not None:
            self._slip = slip
        else:
            data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            data["slip"] = slip_text()
            self.data = data
            self.add_error(None, "Trang đã mở quá lâu. Nội dung đã nhập còn nguyên; vui lòng gửi lại.")
        return typed

    @property
    def slip_sent(self) -> Slip:
        """Key and code of this form. Ask only when it is in order."""
        return self._slip


class PhoneText(LineText):
    """A telephone number, as the digits that are dialled."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault("help_text", "Ví dụ: 0912 345 678")
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        """Digits; empty where none is needed and none was typed."""
        digits = re.sub(r"[\s.()-]", "", super().clean(value))
        if digits and not _PHONE.fullmatch(digits):
            raise forms.ValidationError("Chưa đúng dạng số điện thoại, ví dụ 0912 345 678.")
        return digits


class CodeForm(forms.Form):
    """The code by which a person follows."""

    code = LineText(
        label="Mã theo dõi", max_length=40, widget=forms.TextInput(attrs={"class": "code-input"}),
        help_text="16 chữ và số, ví dụ K7QM-2XRD-9FHA-C3WT. Trong mã không có số 0, số 1, chữ I, chữ O.",
    )  # fmt: skip
    wrong = "Chưa đúng dạng mã theo dõi. Vui lòng xem lại mã đã nhận khi gửi."

    def clean_code(self) -> str:
        """A code, however it was typed."""
        if not code_digest(self.cleaned_data["code"]):
            raise forms.ValidationError(self.wrong)
        return str(self.cleaned_data["code"])
