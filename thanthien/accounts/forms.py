"""Forms about people. They parse and check; actions write."""

from typing import Any

from django import forms

from thanthien.accounts.queries import NO_ROLE
from thanthien.accounts.roles import Role, rank_choices, role_choices
from thanthien.accounts.usernames import LONGEST
from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.core.text import normalise
from thanthien.units.models import Agency
from thanthien.units.staying import with_roles


class AgencyField(forms.CharField):
    """An agency by its code, with the list of all codes to choose from."""

    default_error_messages = {"unknown": "Không có cơ quan mang mã này."}

    def clean(self, value: Any) -> Agency | None:
        code = super().clean(value)
        if not code:
            return None
        agency = with_roles().filter(code=normalise(code).lower()).first()
        if agency is None:
            raise forms.ValidationError(self.default_error_messages["unknown"], code="unknown")
        return agency


def username_field(**options: Any) -> forms.CharField:
    """A name to sign in with."""
    plain = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label="Tên đăng nhập", max_length=LONGEST, widget=forms.TextInput(attrs=plain), **options)


class PersonForm(forms.Form):
    """A new person."""

    full_name = LineText(label="Họ và tên", max_length=120)
    username = username_field(required=False, help_text="Để trống thì hệ thống đặt theo họ tên, ví dụ nguyen.van.an.")
    email = forms.EmailField(
        label="Email",
        max_length=254,
        required=False,
        help_text="Người không có email nhận mật khẩu bằng phiếu.",
    )
    phone = LineText(label="Điện thoại", max_length=20, required=False)


class PersonChangeForm(SeenForm):
    """Corrections to a person."""

    full_name = LineText(label="Họ và tên", max_length=120)
    username = username_field()
    email = forms.EmailField(label="Email", max_length=254, required=False)
    phone = LineText(label="Điện thoại", max_length=20, required=False)
    is_active = forms.BooleanField(label="Được đăng nhập", required=False)


class MembershipForm(forms.Form):
    """A role in an agency from a day on."""

    agency = AgencyField(
        label="Mã cơ quan",
        max_length=40,
        help_text="Ví dụ: so-noi-vu, ubnd-11413. Danh sách mã có trong tệp mẫu Excel.",
        widget=forms.TextInput(attrs={"list": "danh-sach-co-quan", "autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(label="Vai trò", choices=role_choices, coerce=Role)
    rank = forms.ChoiceField(
        label="Chức danh",
        choices=rank_choices,
        required=False,
        help_text="Chỉ ghi với lãnh đạo Ủy ban nhân dân, Đảng ủy cấp xã; hồ sơ ghi chức danh này khi người ấy ký.",
    )
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


class RankForm(forms.Form):
    """Head or deputy, of a role that stands without it."""

    rank = forms.ChoiceField(label="Chức danh", choices=lambda: rank_choices()[1:], widget=forms.RadioSelect)


class EndForm(forms.Form):
    """The last day of a role."""

    last_day = DayField(label="Ngày cuối cùng giữ vai trò", initial=clock.today)


class NameFilterForm(FilterForm):
    """A list of people, searched by what they are called."""

    q = forms.CharField(
        label="Tên, email hoặc tên đăng nhập",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class PeopleFilterForm(NameFilterForm):
    """Filters of the list of people."""

    vai_tro = forms.ChoiceField(
        label="Vai trò", required=False, choices=lambda: [ALL, (NO_ROLE, "Chưa có vai trò"), *role_choices()]
    )
