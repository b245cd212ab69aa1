"""Forms about a unit's own people. What may be chosen is the unit's; actions ask it again."""

from __future__ import annotations

from typing import Any

from django import forms

from thanthien.accounts.forms import NameFilterForm, PersonForm
from thanthien.accounts.managed import managed_roles
from thanthien.accounts.models import User
from thanthien.accounts.own_people import own_agencies
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText
from thanthien.core.tables.filters import ALL


class OwnRoleForm(forms.Form):
    """A role of the unit from a day on; where it is held and as what is one choice, so that they fit."""

    seat = forms.ChoiceField(label="Vai trò")
    hamlet = LineText(
        label="Thôn, tổ dân phố",
        max_length=120,
        required=False,
        help_text="Ghi tên khi người này báo cáo thay cho một thôn, tổ dân phố.",
    )
    first_day = DayField(label="Từ ngày", initial=clock.today)
    last_day = DayField(
        label="Đến ngày", required=False, help_text="Ngày cuối cùng giữ vai trò; chưa biết thì để trống."
    )

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = managed_roles()
        self._seats = {
            f"{role}:{agency.pk}": (agency, role)
            for role in roles
            for agency in own_agencies(by)
            if agency.kind in role.agency_kinds
        }
        chosen = [(key, f"{role.title}, {agency.name}") for key, (agency, role) in self._seats.items()]
        self.fields["seat"].choices = [("", "Chọn vai trò"), *chosen]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the actions take."""
        return {**self.cleaned_data, "seat": self._seats[self.cleaned_data["seat"]]}

    def field_named(self, name: str) -> str:
        """A sentence about role or agency stands beside the choice of both."""
        return "seat" if name in ("role", "agency") else name


class OwnPersonForm(OwnRoleForm, PersonForm):
    """A new person of the unit with their role."""

    field_order = ("full_name", "seat", "hamlet", "first_day", "last_day", "username", "email", "phone")


class LastDayForm(SeenForm):
    """Until when a role goes on."""

    last_day = DayField(
        label="Ngày cuối cùng giữ vai trò",
        required=False,
        help_text="Hôm nay hoặc ngày đã qua thì vai trò kết thúc; để trống thì vai trò còn đến khi có thay đổi.",
    )


class OwnFilterForm(NameFilterForm):
    """Filters of the list of the unit's people."""

    vai_tro = forms.ChoiceField(
        label="Vai trò",
        required=False,
        choices=lambda: [ALL, *((str(role), Role(role).title) for role in managed_roles())],
    )
