"""Inputs and selections are drawn as Django's templates draw them, letter by letter."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from thanthien.core.form_drawing import FormRenderer, LongSelect, PlainChoices

_CHOICES = [("", "Tất cả"), ("a", 'Xã <Yên> & "Bình"'), (7, 2026), ("b", SafeString("<b>b</b>"))]


class _Form(forms.Form):
    text = forms.CharField()
    long = forms.CharField(widget=forms.Textarea)
    number = forms.DecimalField(min_value=0, max_value=10)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    mail = forms.EmailField()
    hidden = forms.CharField(widget=forms.HiddenInput)
    secret = forms.CharField(widget=forms.PasswordInput(render_value=True))
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ".pdf", "multiple": False}))
    ticked = forms.BooleanField(required=False)
    chosen = forms.ChoiceField(choices=_CHOICES)
    grouped = forms.ChoiceField(choices=[*_CHOICES, ("Nhóm <1>", _CHOICES), ("Nhóm 2", [])])
    several = forms.MultipleChoiceField(choices=_CHOICES)
    none = forms.ChoiceField(choices=[], required=False)
    radio = forms.ChoiceField(choices=_CHOICES, widget=forms.RadioSelect)


_ATTRS = {"aria-describedby": 'a "b" <c>', "required": True, "disabled": False, "maxlength": 20, "data-<x>": "'"}
_TYPED = {
    "text": "<script>'\"&", "long": "a < b", "number": "1,5", "day": "2026-11-30", "mail": "a@b.vn", "hidden": "0",
    "secret": "x", "ticked": "on", "chosen": "7", "grouped": "a", "several": ["a", "b"], "none": "", "radio": "a",
}  # fmt: skip
_INITIAL = {"number": Decimal("1234.5"), "day": date(2026, 11, 30), "ticked": True, "chosen": 7, "text": 12_345}


@pytest.mark.parametrize("name", _Form.base_fields)
@pytest.mark.parametrize("given", [{}, {"data": _TYPED}, {"initial": _INITIAL}])
def test_a_widget_is_drawn_as_its_template_draws_it(name, given):
    ours, theirs = (_Form(**given, renderer=one()) for one in (FormRenderer, TemplatesSetting))
    assert ours[name].as_widget(attrs=_ATTRS) == theirs[name].as_widget(attrs=_ATTRS)
    assert ours[name].as_widget() == theirs[name].as_widget()
    assert isinstance(ours[name].as_widget(), SafeString)


@pytest.mark.parametrize("value", ["", "a", "b", "none", None, "<&>"])
def test_a_long_selection_is_drawn_like_any_other(value):
    pairs = [("", "Tất cả"), ("a", 'Xã <Yên> & "Bình"'), ("b", SafeString("<b>b</b>")), ("a", "thêm"), ("<&>", "c")]
    plain = [(one, "".join(label)) for one, label in pairs]
    ours, theirs = LongSelect(choices=PlainChoices(pairs)), forms.Select(choices=plain)
    drawn = [
        one.render("chon", value, _ATTRS, renderer())
        for one, renderer in ((ours, FormRenderer), (theirs, TemplatesSetting))
    ]
    assert drawn[0] == drawn[1]


def test_plain_choices_check_what_is_sent():
    field = forms.ChoiceField(widget=LongSelect, required=False)
    field.choices = PlainChoices([("", "Tất cả"), ("a", "A")])
    assert (field.clean("a"), field.clean(""), field.valid_value("b")) == ("a", "", False)


def test_all_forms_are_drawn_so():
    assert isinstance(_Form().renderer, FormRenderer)
