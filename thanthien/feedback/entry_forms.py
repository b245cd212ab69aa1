"""Entering what came by phone, at the desk, on paper, at a meeting: the public form, with how and when it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.feedback.enums import BY_OFFICE, Via
from thanthien.feedback.public_forms import SendForm
from thanthien.feedback.receiving import AGAIN, Sent
from thanthien.feedback.topics import Topic
from thanthien.units.models import Hamlet, Unit


class EntryForm(SendForm):
    """What somebody told the unit otherwise than on the web. ``via``: how, as far as the door by which the person came
    says it."""

    groups_topics = False  # who enters many knows them by their order

    via = forms.ChoiceField(
        label="Cách tiếp nhận", choices=[(one.value, one.label) for one in BY_OFFICE], widget=forms.RadioSelect
    )
    received_on = DayField(label="Ngày tiếp nhận", help_text="Hạn trả lời tính từ ngày này.")
    field_order = ("slip", "via", "received_on")

    def __init__(
        self, unit: Unit, offered: Sequence[Topic], hamlets: Sequence[Hamlet], *args: Any, via: str = "", **options: Any
    ) -> None:
        initial = {"received_on": clock.today(), "via": via}
        super().__init__(unit, offered, hamlets, *args, initial=initial, **options)
        del self.fields[AGAIN]  # an official enters what many people say
        self.order_fields(self.field_order)

    def sent(self) -> Sent:
        """What was typed. Ask only when it is in order."""
        typed = self.cleaned_data
        return replace(super().sent(), via=Via(typed["via"]), received_on=typed["received_on"])
