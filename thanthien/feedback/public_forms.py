"""Forms of people without an account: saying what they have to say, steps by the code, narrowing what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html

from thanthien.core import clock
from thanthien.core.field_labels import ChoiceWords
from thanthien.core.formats import file_size
from thanthien.core.long_text import LineText, LongText
from thanthien.core.matters.forms import PhoneText, SlipForm
from thanthien.core.tables.filters import ALL, FilterForm
from thanthien.feedback.actions import Sent, Taken
from thanthien.feedback.enums import Via
from thanthien.feedback.forms import MatterForm
from thanthien.feedback.kept_photographs import MOST, MOST_BYTES
from thanthien.feedback.models import MAX_TEXT
from thanthien.feedback.photographs import FIELD as PHOTOGRAPHS
from thanthien.feedback.public_rates import Rate
from thanthien.feedback.purposes import PICTURES_PUBLIC
from thanthien.feedback.receiving import AGAIN
from thanthien.feedback.topics import Topic, answered_topics, topic_title
from thanthien.records.forms import ImagesField
from thanthien.units.models import Hamlet, Unit
from thanthien.units.queries import hamlet_name, search_units

_CONTACT = ("name", "phone", "email")
_LETTERS = "letters"
_PLACE = ("hamlet", "place")


class WithContact(forms.Form):
    """Who sends it: nobody needs to tell."""

    name = LineText(label="Họ và tên", max_length=80, required=False)
    phone = PhoneText(label="Số điện thoại", required=False)
    email = forms.EmailField(
        label="Thư điện tử", max_length=120, required=False,
        error_messages={"invalid": "Chưa đúng dạng, ví dụ ten@vi-du.vn."},
    )  # fmt: skip
    letters = forms.BooleanField(
        label="Đồng ý nhận thư báo khi có tin mới", required=False,
        help_text="Thư chỉ báo có tin mới và nơi xem; ngừng bất cứ lúc nào bằng mã hoặc bằng liên kết trong thư.",
    )  # fmt: skip

    def _check_letters(self, typed: Mapping[str, Any]) -> None:
        """Letters go to an address."""
        if typed.get(_LETTERS) and not typed.get("email") and "email" not in self.errors:
            self.add_error("email", "Cần ghi thư điện tử để nhận thư.")


def _photographs_field() -> forms.Field:
    return ImagesField(
        label="Ảnh", required=False,
        help_text=f"Tối đa {MOST} ảnh JPG, PNG, WebP, mỗi ảnh {file_size(MOST_BYTES)}. Vị trí chụp, thông tin "
        f"máy được bỏ. {PICTURES_PUBLIC}",
    )  # fmt: skip


def _topic_label(one: Topic) -> str:
    hint = format_html('<span class="topic-hint small soft"><br>{}</span>', one.hint) if one.hint else ""
    return format_html("<span>{}{}</span>", one.title, hint)


class TopicRadios(forms.RadioSelect):
    """One line each; a group is folded until one of it is chosen."""

    template_name = "feedback/topics.html"


def _topic_choices(offered: Sequence[Topic], *, grouped: bool) -> list[tuple[str, Any]]:
    """In their order, or grouped: those of everyday life, then what is folded under a heading, then what leaves the
    unit."""
    told = {one.code: (one.code, _topic_label(one)) for one in offered}
    if not grouped:
        return list(told.values())
    groups: dict[str, list[Any]] = {"": []}
    for one in offered:
        if not one.legal:
            groups.setdefault(one.group, []).append(told[one.code])
    everyday = groups.pop("")
    return [*everyday, *groups.items(), *(told[one.code] for one in offered if one.legal)]


class SendForm(WithContact, SlipForm):
    """What somebody tells a unit; a topic and a text suffice."""

    groups_topics = True
    choice_words: ClassVar[ChoiceWords] = {"topic": topic_title, "hamlet": hamlet_name}

    topic = forms.ChoiceField(
        label="Về việc gì?", widget=TopicRadios(attrs={"class": "whole-line"}),
        error_messages={"required": "Cần chọn một việc."},
    )  # fmt: skip
    text = LongText(
        label="Nội dung", max_length=MAX_TEXT, rows=6,
        help_text="Việc gì, ở đâu, từ khi nào. Không ghi họ tên, số điện thoại, bệnh tật của người khác.",
    )  # fmt: skip
    hamlet = forms.ChoiceField(label="Thôn, tổ dân phố nơi xảy ra việc", required=False)
    place = LineText(
        label="Chỗ cụ thể", max_length=160, required=False, help_text="Ví dụ: đầu ngõ 12, trước nhà văn hóa."
    )
    again = forms.BooleanField(label="Đây là việc khác, vẫn gửi", required=False)

    def __init__(
        self, unit: Unit, offered: Sequence[Topic], hamlets: Sequence[Hamlet], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.unit, self._hamlets = unit, {str(one.pk): one for one in hamlets}
        self.fields[PHOTOGRAPHS] = _photographs_field()
        self.order_fields([name for name in self.fields if name not in (*_CONTACT, _LETTERS)])
        fields: Any = self.fields
        fields["topic"].choices = _topic_choices(offered, grouped=self.groups_topics)
        fields["hamlet"].choices = [("", "Không rõ"), *((key, one.name) for key, one in self._hamlets.items())]
        if not self._hamlets:
            del self.fields["hamlet"]

    @property
    def asked_fields(self) -> Iterator[forms.BoundField]:
        """What is asked of everybody."""
        apart = (*_PLACE, PHOTOGRAPHS, *_CONTACT, _LETTERS, AGAIN)
        yield from (bound for bound in self.visible_fields() if bound.name not in apart)

    @property
    def asks_again(self) -> bool:
        """Whether it was told that the same was sent already: then a tick sends it all the same."""
        return self.is_bound and (AGAIN in self.errors or bool(self[AGAIN].value()))

    @property
    def is_another(self) -> bool:
        """Whether the sender says that it is another matter. Ask only when it is in order."""
        return bool(self.cleaned_data[AGAIN])

    @property
    def place_fields(self) -> Iterator[forms.BoundField]:
        """Where it happened, as far as that can be chosen or said by itself."""
        yield from (self[name] for name in _PLACE if name in self.fields)

    @property
    def place_is_open(self) -> bool:
        """Whether something of it was typed, or is wrong: then it is shown."""
        return self._holds(*_PLACE)

    @property
    def contact_fields(self) -> Iterator[forms.BoundField]:
        """What nobody needs to tell."""
        yield from (self[name] for name in (*_CONTACT, _LETTERS))

    @property
    def contact_is_open(self) -> bool:
        """The same of the contact."""
        return self._holds(*_CONTACT, _LETTERS)

    def _holds(self, *names: str) -> bool:
        asked = [name for name in names if name in self.fields]
        return self.is_bound and any(self[name].value() or name in self.errors for name in asked)

    def clean(self) -> dict[str, Any]:
        """Letters need an address."""
        typed = super().clean()
        self._check_letters(typed)
        return typed

    def tell_lost_images(self) -> None:
        """A browser keeps no file that was chosen, so those that came with a form that isn't in order are gone."""
        self.add_error(PHOTOGRAPHS, "Ảnh đã chọn không giữ lại được; cần chọn lại ảnh trước khi gửi.")

    def images(self) -> list[Any]:
        """The files that were chosen. Ask only when it is in order."""
        return list(self.cleaned_data[PHOTOGRAPHS])

    @property
    def waits_for_no_letter(self) -> bool:
        """Whether an address was left without agreeing to letters. Ask only when it is in order."""
        return bool(self.cleaned_data["email"]) and not self.cleaned_data[_LETTERS]

    def sent(self) -> Sent:
        """What was typed. Ask only when it is in order."""
        typed = self.cleaned_data
        return Sent(
            unit=self.unit, topic=typed["topic"], text=typed["text"], via=Via.WEB, received_on=clock.today(),
            hamlet=self._hamlets.get(typed.get("hamlet", "")), place=typed["place"],
            contact={name: typed[name] for name in _CONTACT}, letters=typed[_LETTERS],
        )  # fmt: skip


# --- By the code ----------------------------------------------------------------------------------------------------


class OwnStepForm(MatterForm):
    """A step of the sender; of some steps nothing more is asked."""

    added = LongText(label="Nội dung bổ sung", max_length=MAX_TEXT, rows=4)

    def __init__(self, step: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._step = step
        if step in _ADDS:
            self.fields["added"].label, self.fields["added"].help_text = _ADDS[step]
        else:
            del self.fields["added"]

    @property
    def asks_words(self) -> bool:
        """Whether the sender writes something with it."""
        return self._step in _ADDS

    def taken(self) -> Taken:
        """What was typed. Ask only when it is in order."""
        return Taken(self._step, added=self.cleaned_data.get("added", ""))


_ADDS = {
    "tell": ("Nội dung bổ sung", "Trả lời câu hỏi của đơn vị."),
    "again": ("Việc gì chưa được giải quyết?", "Đơn vị xem lại một lần, thời hạn tính lại từ đầu."),
}


class ContactForm(WithContact, MatterForm):
    """Who follows the matter, corrected or taken away."""

    def clean(self) -> dict[str, Any]:
        """Letters need an address; who takes a kept contact away ends them with it."""
        typed = dict(super().clean() or {})
        if self.is_kept and not self.errors and not any(typed[name] for name in _CONTACT):
            typed[_LETTERS] = False
        self._check_letters(typed)
        return typed

    def contact(self) -> Mapping[str, str]:
        """What was typed. Ask only when it is in order."""
        return {name: self.cleaned_data[name] for name in _CONTACT}

    @property
    def is_kept(self) -> bool:
        """Whether the platform keeps a contact, with which it was opened."""
        return any(self.initial.get(name) for name in _CONTACT)

    @property
    def wants_letters(self) -> bool:
        """Whether they agree to letters. Ask only when it is in order."""
        return bool(self.cleaned_data[_LETTERS])


# --- What was answered ----------------------------------------------------------------------------------------------


class AnsweredFilter(FilterForm):
    """Words and a topic; of the city also a unit."""

    tu_khoa = LineText(label="Tìm trong phản ánh đã trả lời", required=False, max_length=200)
    don_vi = forms.ChoiceField(label="Đơn vị", required=False)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)

    def __init__(self, units: Sequence[Unit] | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["linh_vuc"].choices = [ALL, *((one.code, one.title) for one in answered_topics())]
        if units is None:
            del self.fields["don_vi"]
        else:
            fields["don_vi"].choices = [ALL, *((one.code, one.name) for one in units)]
            self.order_fields(["don_vi"])


class RatesFilter(FilterForm):
    """A unit, by words."""

    don_vi = LineText(label="Tìm đơn vị", required=False, max_length=100)

    def of_units(self, rates: Sequence[Rate]) -> list[Rate]:
        """Those of the units that the words mean; all for no words, and no statement then."""
        words = str(self.read("don_vi"))
        meant = {unit.pk for unit in search_units(words)} if words else set()
        return [one for one in rates if one.unit_id in meant or not words]
