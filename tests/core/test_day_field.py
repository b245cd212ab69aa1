"""The field for a day."""

from datetime import date

import pytest
from django import forms

from thanthien.core.day_field import DayField


class DayForm(forms.Form):
    day = DayField(label="Ngày")


@pytest.mark.parametrize("typed", ["05/12/2026", "5/12/2026", "5-12-2026", "5.12.2026", "2026-12-05"])
def test_day_is_read_as_people_write_it(typed):
    form = DayForm({"day": typed})
    assert (form.is_valid(), form.cleaned_data) == (True, {"day": date(2026, 12, 5)})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Cần nhập ngày."),
        ("31/02/2026", "Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."),
        ("12/31/2026", "Chưa đúng dạng ngày/tháng/năm, ví dụ 05/12/2026."),
    ],
)
def test_other_text_is_refused_with_an_example(typed, sentence):
    assert DayForm({"day": typed}).errors == {"day": [sentence]}


def test_day_is_shown_as_people_write_it():
    assert 'value="05/12/2026"' in str(DayForm(initial={"day": date(2026, 12, 5)})["day"])
