"""Forms of people who want letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from thanthien.disclosure.catalogue import choices
from thanthien.disclosure.subscribing.actions import NOTHING_CHOSEN
from thanthien.disclosure.subscribing.consent import CURRENT
from thanthien.disclosure.subscribing.models import Subscription
from thanthien.units.models import Unit


class SubscribeForm(forms.Form):
    """Where to, of which unit, of which item."""

    use_required_attribute = False
    unit = forms.ChoiceField(label="Đơn vị", required=False, help_text="Chọn đơn vị, hoặc nội dung, hoặc cả hai.")
    item = forms.ChoiceField(label="Nội dung", required=False)
    email = forms.EmailField(
        label="Thư điện tử", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    agreed = forms.BooleanField(
        label="Tôi đồng ý để hệ thống dùng địa chỉ này như nêu trên",
        error_messages={"required": "Cần đồng ý thì hệ thống mới được dùng địa chỉ thư điện tử này."},
    )

    def __init__(self, units: Sequence[Unit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._units = {one.code: one for one in units}
        fields: Any = self.fields
        fields["unit"].choices = [("", "Mọi đơn vị"), *((one.code, one.name) for one in units)]
        fields["item"].choices = [("", "Mọi nội dung"), *choices()]

    def clean(self) -> dict[str, Any]:
        """Says in one round with all else that nothing was chosen."""
        if not any(self.cleaned_data.get(name) or self.has_error(name) for name in ("unit", "item")):
            self.add_error("unit", NOTHING_CHOSEN)
        return self.cleaned_data

    @property
    def unit_chosen(self) -> Unit | None:
        """The unit; None: of all units. Ask only when it is in order."""
        return self._units.get(self.cleaned_data["unit"])


class ConfirmForm(forms.Form):
    """What the page showed as waiting, and the version of the text that was agreed to."""

    consent = forms.CharField(widget=forms.HiddenInput, initial=CURRENT)
    seen = forms.TypedMultipleChoiceField(widget=forms.MultipleHiddenInput, coerce=int)

    def __init__(self, waiting: Sequence[Subscription], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["seen"].choices = [(str(one.pk), "") for one in waiting]
        fields["seen"].initial = [str(one.pk) for one in waiting]
