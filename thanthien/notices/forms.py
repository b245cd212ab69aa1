"""How a person wants mail."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.notices.enums import How
from thanthien.notices.kinds import kinds
from thanthien.notices.queries import Wishes
from thanthien.notices.rules import HOURS, Quiet

_HOURS = [(hour, f"{hour} giờ") for hour in range(HOURS)]


class WishesForm(forms.Form):
    """A choice for each kind of notices, and the hours without mail."""

    first = forms.TypedChoiceField(label="Không gửi thư từ", choices=_HOURS, coerce=int)
    until = forms.TypedChoiceField(
        label="Đến", choices=_HOURS, coerce=int, help_text="Chọn hai giờ bằng nhau nếu nhận thư vào mọi giờ."
    )

    def __init__(self, *args: Any, wishes: Wishes, **options: Any) -> None:
        options["initial"] = {"first": wishes.quiet.first, "until": wishes.quiet.until}
        super().__init__(*args, **options)
        for kind in kinds():
            self.fields[f"kind-{kind.key}"] = forms.ChoiceField(
                label=kind.title,
                help_text=kind.sentence,
                choices=How.choices,
                initial=wishes.how(kind.key),
            )

    @property
    def of_kinds(self) -> list[forms.BoundField]:
        """The choices for the kinds."""
        return [self[f"kind-{kind.key}"] for kind in kinds()]

    def hows(self) -> dict[str, How]:
        """What was chosen, by kind."""
        return {kind.key: How(self.cleaned_data[f"kind-{kind.key}"]) for kind in kinds()}

    def quiet(self) -> Quiet:
        """The hours chosen."""
        return Quiet(self.cleaned_data["first"], self.cleaned_data["until"])
