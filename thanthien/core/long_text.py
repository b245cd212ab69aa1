"""Texts in a form: the same kinds of field everywhere. What no one sees is no content, and is not kept."""

from typing import Any

from django import forms

from thanthien.core.text import normalise, with_lines, without_unseen


class LongText(forms.CharField):
    """What people type or paste, in NFC and with one kind of line end. Longer than ``max_length`` is told, not cut."""

    def __init__(self, *, max_length: int | None, rows: int = 4, **options: Any) -> None:
        longest = f"{max_length or 0:,}".replace(",", ".")
        told = {"max_length": f"Nội dung quá dài (tối đa {longest} ký tự)."} | options.pop("error_messages", {})
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, error_messages=told, **options)

    def to_python(self, value: Any) -> str:
        """The text in its one form."""
        seen = without_unseen(with_lines(super().to_python(value) or ""))
        return seen.strip() if self.strip else seen


class LineText(forms.CharField):
    """One line that people type (a name, a number, a short reason), in the form in which it is stored."""

    def to_python(self, value: Any) -> str:
        """The text in its one form."""
        return normalise(without_unseen(super().to_python(value) or ""))
