"""A number with decimals in a form: the same kind of field everywhere."""

from decimal import Decimal
from typing import Any

from django import forms

from thanthien.core.formats import number
from thanthien.core.numbers_vi import NumberProblem, parse_number_vi

DECIMAL = {"class": "narrow", "inputmode": "decimal", "autocomplete": "off"}  # how such a number is typed


class NumberField(forms.Field):
    """A number as people here write it, “0,2” and “1.234,5”, and as the same text reads back. A browser's own field for
    numbers would show and take it in the language of the browser, with a point in an English one."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs=DECIMAL))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """What was typed. Raises ValidationError with a sentence that says how to write it."""
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return parse_number_vi(typed)
        except NumberProblem as problem:
            raise forms.ValidationError(str(problem), code="invalid") from problem

    def prepare_value(self, value: Any) -> Any:
        """As it stands in the field: what was typed stays as it is."""
        return number(value) if isinstance(value, int | Decimal) else value
