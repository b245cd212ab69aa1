"""A day in a form: the same kind of field everywhere."""

from typing import Any

from django import forms

DAY_EXAMPLE = "Ví dụ: 05/12/2026"
DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as offices here write it: day, month, year. The browser's own picker would show it in the language of
    the browser, the month before the day in an English one."""

    default_error_messages = {
        "required": "Cần nhập ngày.",
        "invalid": "Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", DAY_EXAMPLE)
        attrs = {"class": "narrow", "placeholder": "ngày/tháng/năm", "autocomplete": "off"}
        widget = forms.DateInput(format="%d/%m/%Y", attrs=attrs)
        super().__init__(input_formats=DAY_FORMATS, widget=widget, **options)
