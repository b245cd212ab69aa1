"""Forms of officials: each step, and narrowing the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from thanthien.accounts.models import User
from thanthien.core.acting.forms import VersionedForm
from thanthien.core.day_field import DayField
from thanthien.core.field_labels import ChoiceWords
from thanthien.core.long_text import LineText, LongText
from thanthien.core.tables.filters import ALL
from thanthien.feedback.actions import Taken
from thanthien.feedback.answer_fields import PROMISED
from thanthien.feedback.checks import LEAST_LETTERS, LEAST_OF_SUMMARY
from thanthien.feedback.enums import Exempt, Via
from thanthien.feedback.models import MAX_ANSWER, MAX_NOTE, MAX_SUMMARY, MAX_TEXT
from thanthien.feedback.shown_pictures import FIELD as PICTURES
from thanthien.feedback.topics import topic_title, topics
from thanthien.feedback.workflow import STATUS_LABELS, Kind
from thanthien.records.forms import UnitFilter

NO_NAMES = "Không ghi họ tên, số điện thoại, địa chỉ của người dân."
_TOO_SHORT = "Dưới {} chữ cái thì chưa duyệt được."
LOOKED = "Đã kiểm tra: tóm tắt và trả lời không nêu tên, số điện thoại, địa chỉ của ai, không có bí mật nhà nước"


class MatterForm(VersionedForm):
    """A form about a matter in the state that its page showed. Browsers check nothing: the refusal says more."""

    use_required_attribute = False

    def words_of(self, current: Any) -> str:
        """What stands now."""
        return f"Phản ánh {current.stage.label}."


class StepForm(MatterForm):
    """One step: of the fields below those that it tells. Sent again after somebody else's step, it is a decision.
    ``offered``: choices by field, of those whom or what the step may name."""

    choice_words: ClassVar[ChoiceWords] = {"topic": topic_title}

    assigned = forms.TypedChoiceField(label="Người xử lý", coerce=int)
    topic = forms.ChoiceField(label="Lĩnh vực")
    kind = forms.ChoiceField(
        label="Loại", choices=[(str(one), one.label) for one in Kind], widget=forms.RadioSelect,
        help_text="Hạn tính theo loại, từ ngày tiếp nhận; ghi lại là khẩn thì từ ngày ghi. Hạn đã lỡ thì giữ nguyên.",
    )  # fmt: skip
    joined_to = forms.TypedChoiceField(label="Gộp vào phản ánh", coerce=int)
    to = LineText(label="Cơ quan nhận, số văn bản chuyển", max_length=200)
    exempt = forms.ChoiceField(label="Lý do không công khai", choices=Exempt.choices, widget=forms.RadioSelect)
    summary = LongText(
        label="Tóm tắt phản ánh để công khai", max_length=MAX_SUMMARY, rows=2,
        help_text=f"Viết lại bằng lời của cơ quan, một hai câu. {_TOO_SHORT.format(LEAST_OF_SUMMARY)} {NO_NAMES}",
    )  # fmt: skip
    text = LongText(
        label="Nội dung trả lời", max_length=MAX_ANSWER, rows=8,
        help_text=f"{_TOO_SHORT.format(LEAST_LETTERS)} {NO_NAMES}",
    )  # fmt: skip
    signer = forms.ChoiceField(
        label="Chức vụ người ký trả lời",
        error_messages={"invalid_choice": "Cần chọn chức vụ trong danh sách."},
    )
    promised = DayField(
        label="Ngày hẹn có kết quả", required=False,
        help_text=f"Thay vào chỗ {PROMISED} trong trả lời. Phải sau hôm nay và sau ngày duyệt; không phải hạn trả lời.",
    )  # fmt: skip
    added = LongText(label="Nội dung người gửi bổ sung", max_length=MAX_TEXT)
    note = LongText(label="Ghi rõ", max_length=MAX_NOTE, rows=3, help_text=NO_NAMES)
    looked = forms.BooleanField(label=LOOKED, required=False)
    pictures = forms.TypedMultipleChoiceField(
        label="Ảnh công khai cùng kết quả", coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ đánh dấu ảnh đã so với ảnh gốc: không còn nhận ra ai, biển số xe, số nhà, giấy tờ.",
    )  # fmt: skip

    def __init__(self, step: str, offered: Mapping[str, Sequence[Any]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._step = step
        for name in set(self.fields) - {"version", *FIELDS[step]}:
            del self.fields[name]
        for name, choices in offered.items():
            if name in self.fields:
                asked: Any = self.fields[name]
                asked.choices = choices if name == PICTURES else [("", "Chọn trong danh sách"), *choices]
        if not offered.get(PICTURES):
            self.fields.pop(PICTURES, None)
        if step == "draft" and not any(PROMISED in str(self[name].value() or "") for name in ("summary", "text")):
            del self.fields["promised"]
        for name, (label, hint) in _WORDS.get(step, {}).items():
            self.fields[name].label, self.fields[name].help_text = label, hint

    def taken(self) -> Taken:
        """What was typed. Ask only when it is in order."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Taken(self._step, **told)


FIELDS: dict[str, tuple[str, ...]] = {
    "assign": ("assigned",),
    "sort": ("topic", "kind", "note"),
    "ask": ("note",),
    "tell": ("added",),
    "resume": (),
    "draft": ("summary", "text", "promised", "signer"),
    "answer": ("looked", "pictures"),
    "close": ("note", "looked", "pictures"),
    "back": ("note",),
    "forward": ("to", "note"),
    "join": ("joined_to",),
    "legal": ("note",),
    "quarantine": ("note",),
    "spam": ("note",),
    "refer": ("to",),
    "return": ("note",),
    "publish": ("looked", "pictures"),
    "show": ("pictures",),
    "exempt": ("exempt", "note"),
    "take_down": ("note",),
    "reopen": ("note",),
}
_AT_ONCE = "Đánh dấu thì kết quả được công khai ngay; để trống thì công khai sau, trong thời hạn."
_WORDS = {
    "ask": {"note": ("Câu hỏi gửi người phản ánh", f"Người gửi đọc được câu hỏi này bằng mã theo dõi. {NO_NAMES}")},
    "answer": {"looked": (LOOKED, _AT_ONCE)},
    "close": {"looked": (LOOKED, _AT_ONCE), "note": ("Vì sao chưa giải quyết được", NO_NAMES)},
    "forward": {"note": ("Vì sao không thuộc thẩm quyền của đơn vị", NO_NAMES)},
    "legal": {"note": ("Vì sao là khiếu nại, tố cáo", NO_NAMES)},
    "quarantine": {"note": ("Vì sao phải cách ly", f"Không ghi lại nội dung nghi là bí mật. {NO_NAMES}")},
}
LEADS = {
    "legal": (
        "Phản ánh rời khỏi đơn vị ngay: người của đơn vị không xem được nữa; cơ quan do thành phố chỉ định tiếp nhận, "
        "chuyển người có thẩm quyền. Không làm lại được từ phía đơn vị. Chuyển sau khi lỡ hạn thì vẫn tính là quá hạn."
    ),
    "quarantine": (
        "Nội dung được cách ly ngay và xóa sau thời hạn ngắn; người của đơn vị không xem được nữa. Việc bảo vệ bí mật "
        "nhà nước làm theo Luật Bảo vệ bí mật nhà nước, ngoài hệ thống. Cách ly sau khi lỡ hạn thì vẫn tính là quá hạn."
    ),
    "join": "Người gửi vẫn dùng mã của mình và xem được kết quả của phản ánh kia. Khi tính đúng hạn, chỉ tính một lần.",
    "spam": "Chỉ dùng cho nội dung không phải phản ánh, góp ý. Số lần ghi hiện bên cạnh số liệu.",
    "forward": "Chuyển đến hết ngày {forward_by} thì tính là đúng hạn; sau ngày đó tính là quá hạn.",
}


class FeedbackFilter(UnitFilter):
    """Conditions on the register."""

    tu = DayField(label="Tiếp nhận từ ngày", required=False, help_text="")
    den = DayField(label="Đến ngày", required=False, help_text="")
    han_den = DayField(label="Hạn trả lời đến ngày", required=False, help_text="")
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[ALL, *((str(one), label) for one, label in STATUS_LABELS.items())]
    )
    cach = forms.ChoiceField(label="Cách tiếp nhận", required=False, choices=[ALL, *Via.choices])
    cho = forms.BooleanField(label="Chưa trả lời", required=False)
    qua_han = forms.BooleanField(label="Quá hạn", required=False)
    chua_giao = forms.BooleanField(label="Chưa giao ai", required=False)
    chua_cong_khai = forms.BooleanField(label="Đã trả lời, chưa công khai", required=False)
    giam_sat = forms.BooleanField(label="Bốn nội dung giám sát", required=False)
    cua_toi = forms.BooleanField(label="Giao cho tôi", required=False)

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data, user)
        asked: Any = self.fields["linh_vuc"]
        asked.choices = [ALL, *((one.code, one.title) for one in topics().values())]
