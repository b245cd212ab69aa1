"""A day in a form: the same kind of field everywhere."""

from typing import Any

from django import forms

DAY_EXAMPLE = "Ví dụ: 05/12/2026"
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as offices here write it, dd/mm/yyyy. The browser's own picker would show it in the browser's language,
    the month before the day in an English one."""

    default_error_messages = {
        "required": "Hãy nhập ngày.",
        "invalid": "Hãy nhập ngày theo dạng dd/mm/yyyy, ví dụ 05/12/2026.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", DAY_EXAMPLE)
        attrs = {"class": "narrow", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
        widget = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **options)
