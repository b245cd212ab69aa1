"""A text of several lines in a form: the same kind of field everywhere."""

import unicodedata
from typing import Any

from django import forms


class LongText(forms.CharField):
    """What people type or paste, in NFC and with one kind of line end. Longer than ``max_length`` is told, not cut."""

    def __init__(self, *, max_length: int, rows: int = 4, **options: Any) -> None:
        longest = f"{max_length:,}".replace(",", ".")
        told = {"max_length": f"Nội dung quá dài (tối đa {longest} ký tự)."} | options.pop("error_messages", {})
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=max_length, widget=widget, error_messages=told, **options)

    def to_python(self, value: Any) -> str:
        """The text in its one form."""
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
