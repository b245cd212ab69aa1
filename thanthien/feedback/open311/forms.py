"""What other systems send, and the forms of their keys."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from thanthien.core.acting.forms import MarkedForm
from thanthien.core.codes import joined, parted
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.core.matters.forms import PhoneText
from thanthien.feedback.models import MAX_TEXT
from thanthien.feedback.open311.actions import Report, Terms
from thanthien.feedback.open311.models import ApiClient
from thanthien.feedback.open311.places import Place
from thanthien.feedback.open311.sources import CODE_FORM, LONGEST_CODE, LONGEST_NUMBER, NUMBER, NUMBER_FORM

_WEB = re.compile(r"https?://[^\s<>\"]+\Z")


class ReportForm(forms.Form):
    """A report of GeoReport v2. What isn't kept (``device_id``, ``account_id``) isn't read."""

    service_code = LineText(max_length=30)
    description = LongText(max_length=MAX_TEXT)
    address_id = LineText(max_length=10, required=False)
    address_string = LineText(max_length=300, required=False)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False)
    long = forms.FloatField(min_value=-180, max_value=180, required=False)
    first_name = LineText(max_length=40, required=False)
    last_name = LineText(max_length=40, required=False)
    phone = PhoneText(required=False)
    email = forms.EmailField(max_length=120, required=False)
    media_url = LineText(max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[NUMBER] = LineText(max_length=LONGEST_NUMBER, required=False)

    def clean_media_url(self) -> str:
        """An address of the web, which nobody here opens by themselves."""
        url = str(self.cleaned_data["media_url"])
        if url and not _WEB.match(url):
            raise forms.ValidationError("Cần một địa chỉ bắt đầu bằng http:// hoặc https://.")
        return url

    def clean(self) -> dict[str, Any]:
        """Coordinates come in pairs; a number of the system is a code."""
        told = dict(super().clean() or {})
        if (told.get("lat") is None) != (told.get("long") is None) and not {"lat", "long"} & set(self.errors):
            self.add_error("lat", "Cần gửi cả lat và long.")
        if told.get(NUMBER) and not re.match(NUMBER_FORM, told[NUMBER]):
            self.add_error(NUMBER, "Chỉ nhận chữ không dấu, chữ số và các dấu . _ / -")
        return told

    def report(self) -> Report:
        """What was sent. Ask only when it is in order."""
        told = self.cleaned_data
        point = (told["long"], told["lat"]) if told["lat"] is not None else None
        name = " ".join(filter(None, [told["last_name"], told["first_name"]]))
        return Report(
            topic=told["service_code"], text=told["description"], media=told["media_url"], number=told[NUMBER],
            place=Place(told["address_id"], told["address_string"], point),
            contact={"name": name, "phone": told["phone"], "email": told["email"]},
        )  # fmt: skip


# --- Keys -----------------------------------------------------------------------------------------------------------


class _TermsForm(MarkedForm):
    """What a system may do."""

    name = LineText(label="Tên hệ thống", max_length=120, help_text="Ví dụ: Tổng đài 1022")
    units = LineText(
        label="Mã đơn vị được gửi đến", max_length=1500, required=False,
        help_text="Mã 5 chữ số, cách nhau bằng dấu chấm phẩy; để trống là mọi đơn vị.",
    )  # fmt: skip
    most_a_day = forms.IntegerField(label="Số phản ánh mỗi ngày", min_value=1, max_value=100_000, initial=2000)
    valid_to = DayField(label="Dùng đến hết ngày", required=False)
    tells_codes = forms.BooleanField(
        label="Nhận mã theo dõi để chuyển cho người gửi", required=False,
        help_text="Ai có mã thì đọc được câu hỏi, trả lời và làm thay người gửi; chỉ chọn khi hệ thống chuyển mã đến "
        "đúng người và không giữ lại.",
    )  # fmt: skip

    def terms(self) -> Terms:
        """What was typed. Ask only when it is in order."""
        told = self.cleaned_data
        return Terms(
            told["name"], parted(told["units"]), told["most_a_day"], told["valid_to"], tells_codes=told["tells_codes"]
        )

    def field_named(self, name: str) -> str:
        """The field for a name of the action."""
        return {"unit_codes": "units"}.get(name, name)


class NewClientForm(_TermsForm):
    """A system that is let in."""

    code = LineText(
        label="Mã hệ thống", max_length=LONGEST_CODE,
        help_text="Chữ thường không dấu, chữ số, dấu gạch nối; không đổi được. Ví dụ: 1022, hai-phong-smart",
    )  # fmt: skip
    field_order = ("code", "name")

    def clean_code(self) -> str:
        """A code."""
        code = str(self.cleaned_data["code"])
        if not re.match(CODE_FORM, code):
            raise forms.ValidationError("Chưa đúng dạng, ví dụ: 1022, hai-phong-smart")
        return code


class ClientForm(_TermsForm):
    """What a system may do from now on."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: ApiClient, **options: Any) -> None:
        options["initial"] = {
            "name": client.name, "units": joined(client.unit_codes), "most_a_day": client.most_a_day,
            "valid_to": client.valid_to, "tells_codes": client.tells_codes, "version": client.version,
        }  # fmt: skip
        super().__init__(*args, **options)
        self.client = client

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"{current.name}: {joined(current.unit_codes) or 'mọi đơn vị'}; {current.most_a_day} phản ánh mỗi ngày."
