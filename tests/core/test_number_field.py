"""The field for a number with decimals."""

from decimal import Decimal

import pytest
from django import forms

from thanthien.core.number_field import NumberField


class ShareForm(forms.Form):
    share = NumberField(label="Phần được ủy quyền", required=False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0,2", "0.2"), ("0.2", "0.2"), (" 12 ", "12"), ("1.234,5", "1234.5"), ("1 234,5", "1234.5"), ("0,25", "0.25"),
    ],
)  # fmt: skip
def test_number_is_read_as_people_write_it(typed: str, read: str) -> None:
    form = ShareForm({"share": typed})
    assert (form.is_valid(), form.cleaned_data) == (True, {"share": Decimal(read)})


def test_nothing_typed_is_no_number() -> None:
    form = ShareForm({"share": "  "})
    assert (form.is_valid(), form.cleaned_data) == (True, {"share": None})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "Số không được âm."),
        ("hai", "“hai” không phải là số. Ví dụ viết đúng: 46 hoặc 88,5."),
        ("1.000", "1.000 có thể hiểu là một nghìn hoặc một. Cần viết 1000 nếu là một nghìn, 1 nếu là một."),
    ],
)
def test_other_text_is_refused_with_what_to_write(typed: str, sentence: str) -> None:
    assert ShareForm({"share": typed}).errors == {"share": [sentence]}


def test_number_stands_in_the_field_as_it_is_typed_again() -> None:
    shown = str(ShareForm(initial={"share": Decimal("0.2")})["share"])
    assert ('value="0,2"' in shown, 'type="number"' in shown) == (True, False)
    assert 'value="0.20"' in str(ShareForm({"share": "0.20"})["share"])
    assert not ShareForm({"share": "0,20"}, initial={"share": Decimal("0.2")}).has_changed()
