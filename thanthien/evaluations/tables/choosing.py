"""What the lists to choose dossiers from have in common: a box before each, its name, a link to a step of it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from thanthien.core.tables.columns import Column, Control, Extra, Phone
from thanthien.evaluations.models import Cycle, Dossier

PAGE_SIZE = 200  # so that usually all of them can be chosen at once
FORM = "chon-ho-so"  # the form to which the boxes belong; it stands below the list

# The dossier of a row.
DossierOf = Callable[[Any], Dossier]


def itself(row: Dossier) -> Dossier:
    """Of a list whose rows are dossiers."""
    return row


def box(
    dossier: DossierOf, offered: Callable[[Any], bool], checked: Callable[[Any], bool], form: str = FORM
) -> Control[Any]:
    """The box to choose a dossier, where it is offered; checked where choosing it is what one would do. ``form``: to
    which form below the list it belongs."""

    def cell(row: Any) -> SafeString | str:
        if not offered(row):
            return ""
        one = dossier(row)
        markup = '<input type="checkbox" name="chon" value="{0}" id="chon-{0}" form="{1}" aria-label="Chọn {2}"{3}>'
        return format_html(markup, one.pk, form, one.unit.name, mark_safe(" checked") if checked(row) else "")

    return Control("Chọn", cell, Phone.BESIDE)


def name(dossier: DossierOf) -> Column[Any]:
    """The unit of the dossier."""
    return Column(
        "ten",
        "Đơn vị",
        lambda row: dossier(row).unit.name,
        order="unit__sort_key",
        extras=(Extra("Mã đơn vị", lambda row: dossier(row).unit.code),),
        phone=Phone.TITLE,
    )


def step_link(dossier: DossierOf, words: str, url_name: str) -> Control[Any]:
    """The way to a step of this dossier alone."""

    def cell(row: Any) -> SafeString:
        one = dossier(row)
        address = reverse(url_name, args=[one.cycle_id, one.unit.code])
        return format_html('<a href="{}">{}<span class="visually-hidden"> {}</span></a>', address, words, one.unit.name)

    return Control("Việc khác", cell)


def dossier_link(cycle: Cycle, dossier: DossierOf) -> Callable[[Any], str]:
    """The address of the dossier of a row."""
    first = reverse("dossier-detail", args=[cycle.pk, "0"]).removesuffix("0/")  # one look-up for all rows
    return lambda row: f"{first}{dossier(row).unit.code}/"
