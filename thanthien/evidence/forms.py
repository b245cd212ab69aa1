"""What people type about evidence. Forms parse; the actions decide."""

from django import forms

from thanthien.core import clock
from thanthien.core.acting.forms import SeenForm
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import FilterForm
from thanthien.evidence.enums import ACCESS_SENTENCES, AccessClass, DocumentKind
from thanthien.evidence.models import MAX_TEXT, MAX_TITLE, MAX_URL
from thanthien.evidence.queries import LibraryFilter

# One line per class, so that the choice is made knowing who will see the document.
ACCESS_CHOICES = [(code.value, f"{code.label}. {sentence}") for code, sentence in ACCESS_SENTENCES.items()]


def access_field() -> forms.ChoiceField:
    """The choice of who may see the document, each with its sentence."""
    return forms.ChoiceField(
        label="Ai được xem", choices=ACCESS_CHOICES, initial=AccessClass.APPRAISAL, widget=forms.RadioSelect
    )


def title_field(*, required: bool) -> forms.CharField:
    """The name under which people find the document again."""
    return LineText(
        label="Tên minh chứng", max_length=MAX_TITLE, required=required, error_messages={"required": "Cần đặt tên."}
    )


class LinkForm(forms.Form):
    """A web address as evidence."""

    url = forms.CharField(
        label="Đường dẫn",
        max_length=MAX_URL,
        help_text="Địa chỉ đầy đủ của trang đã công bố, ví dụ https://vi-du.vn/…",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"required": "Cần nhập đường dẫn."},
    )
    title = title_field(required=False)
    access_class = access_field()


class TextForm(forms.Form):
    """A text as evidence: where a paper file is kept, what was seen on the spot."""

    title = title_field(required=True)
    text = LongText(
        label="Nội dung",
        max_length=MAX_TEXT,
        help_text="Ví dụ: nơi lưu bản giấy, số hồ sơ, người giữ.",
        rows=8,
        error_messages={"required": "Cần nhập nội dung ghi chép."},
    )
    access_class = access_field()


class EditForm(SeenForm):
    """Name and access of a document."""

    title = title_field(required=True)
    access_class = access_field()


class RetireForm(forms.Form):
    """Why a document is no longer used."""

    reason = LongText(
        label="Lý do ngừng sử dụng",
        max_length=500,
        rows=3,
        error_messages={"required": "Cần ghi lý do ngừng sử dụng minh chứng này."},
    )


class LibraryFilterForm(FilterForm):
    """Narrowing of the library."""

    q = forms.CharField(label="Tìm theo tên", required=False, max_length=200)
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *DocumentKind.choices])
    nam = forms.TypedChoiceField(label="Năm nhập", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: object, years: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = sorted({*years, clock.today().year}, reverse=True)
        self.fields["nam"].choices = [("", "Tất cả"), *((year, str(year)) for year in known)]  # type: ignore[attr-defined]

    def wanted(self, *, retired: bool) -> LibraryFilter:
        """The filter that was asked for."""
        return LibraryFilter(self.read("q"), self.read("loai"), self.read("nam") or None, retired)
