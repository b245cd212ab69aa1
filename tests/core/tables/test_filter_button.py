"""The button of a list's filter says what it does: it searches where words are typed, and narrows where they are
chosen."""

import pytest
from django import forms
from django.template import Context, Template

from thanthien.core.tables.filters import FilterForm


class Typed(FilterForm):
    q = forms.CharField(label="Đơn vị", required=False)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả")])


class Chosen(FilterForm):
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả")])


class Inner:
    def __init__(self, form: FilterForm) -> None:
        self.filters, self.caption, self.name = form, "Đơn vị", "don-vi"


class Shown:
    """As much of a list as its filter asks for."""

    path, is_refined, order_options, order_param, kept = "/", False, "", "xep", ()

    def __init__(self, form: FilterForm) -> None:
        self.table, self.fields = Inner(form), list(form)


@pytest.mark.parametrize(("form", "verb"), [(Typed({}), "Tìm"), (Chosen({}), "Lọc")])
def test_button_searches_or_narrows(form: FilterForm, verb: str) -> None:
    drawn = Template("{% load thanthien %}{% table_filters table %}").render(Context({"table": Shown(form)}))
    assert (f"{verb}</button>" in drawn, f'aria-label="{verb}: Đơn vị"' in drawn) == (True, True)
