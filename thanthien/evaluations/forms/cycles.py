"""What the standing office types to open a cycle and to extend its deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.queries import work_calendar
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.cycles import MOST_LATE_DAYS, Plan, Switches
from thanthien.evaluations.enums import CouncilMode, CycleKind
from thanthien.evaluations.forms.measure_settings import named_settings, settings_words
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.queries.figures import last_day_of_records
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey
from thanthien.measures.scope import LATE_DAYS, Span
from thanthien.units.models import Unit

NEEDED = {
    "required": "Ô này chưa có nội dung.",
    "invalid": "Chưa đúng dạng.",
    "invalid_choice": "Cần chọn trong danh sách.",
}
SWITCHES = (
    "registration_needs_approval", "posting_days", "commune_meeting_required", "supplement_days",
    "item_request_days", "council_mode", "review_allowed", "early_allowed", "decided_by",
)  # fmt: skip


def count_field(label: str, hint: str) -> forms.IntegerField:
    """A number of days from 1 to 60."""
    messages = NEEDED | {"min_value": "Ít nhất 1 ngày.", "max_value": "Nhiều nhất 60 ngày."}
    return forms.IntegerField(label=label, help_text=hint, min_value=1, max_value=60, error_messages=messages)


class OpenCycleForm(forms.Form):
    """A cycle: issued set, year, switches, phases."""

    criteria_set = forms.ModelChoiceField(
        queryset=CriteriaSet.objects.none(),
        empty_label="Chọn bộ tiêu chí",
        label="Bộ tiêu chí đã ban hành",
        help_text="Sau khi mở kỳ, bộ tiêu chí của kỳ không thay đổi được.",
        error_messages=NEEDED,
    )
    year = forms.IntegerField(
        label="Năm", min_value=2000, max_value=2200,
        error_messages=NEEDED | dict.fromkeys(("min_value", "max_value"), "Năm phải từ 2000 đến 2200."),
    )  # fmt: skip
    title = forms.CharField(label="Tên kỳ", max_length=200, error_messages=NEEDED)
    kind = forms.ChoiceField(
        label="Loại kỳ", choices=CycleKind.choices, widget=forms.RadioSelect, error_messages=NEEDED,
        help_text="Kỳ chấm thử dùng để tập dượt, không tính vào kết quả chính thức.",
    )  # fmt: skip
    span_first = DayField(label="Thời kỳ số liệu: từ ngày", help_text="Chỉ tính việc xảy ra trong thời kỳ này.")
    span_last = DayField(
        label="Thời kỳ số liệu: đến hết ngày",
        help_text="Ngày chốt số liệu là Chủ nhật của tuần cuối, khi tuần đó có ngày thứ Năm trong thời kỳ.",
    )
    late_days = forms.IntegerField(
        label="Hạn ghi sau kỳ", min_value=0, max_value=MOST_LATE_DAYS,
        help_text="Số ngày làm việc sau mỗi tuần, tháng, quý mà việc của kỳ đó còn được ghi; 0: ghi trong kỳ.",
        error_messages=NEEDED
        | dict.fromkeys(("min_value", "max_value"), f"Từ 0 đến {MOST_LATE_DAYS} ngày làm việc."),
    )  # fmt: skip
    registration_needs_approval = forms.BooleanField(
        label="Đăng ký phải được cơ quan thường trực duyệt", required=False,
        help_text="Không chọn: đơn vị đăng ký xong là được tự chấm ngay.",
    )  # fmt: skip
    posting_days = count_field("Số ngày niêm yết dự thảo", "Tính ngày liên tục, không kể ngày bắt đầu niêm yết.")
    commune_meeting_required = forms.BooleanField(
        label="Phải họp đánh giá ở cấp xã trước khi ký", required=False,
        help_text="Chủ tịch hoặc Phó Chủ tịch chỉ ký được khi đã ghi ngày họp và có biên bản.",
    )  # fmt: skip
    supplement_days = count_field(
        "Hạn bổ sung hồ sơ", "Số ngày làm việc đơn vị có để bổ sung khi hồ sơ bị trả lại; thời gian thẩm định tạm dừng."
    )
    item_request_days = count_field(
        "Hạn giải trình một tiêu chí", "Số ngày làm việc đơn vị có để trả lời cơ quan thẩm định về một tiêu chí."
    )
    council_mode = forms.ChoiceField(
        label="Cách kết luận", choices=CouncilMode.choices, error_messages=NEEDED,
        help_text="Họp hoặc lấy ý kiến bằng văn bản: khi kết luận phải ghi ngày. Cơ quan thường trực tổng hợp: không.",
    )  # fmt: skip
    review_allowed = forms.BooleanField(
        label="Đơn vị được kiến nghị xem xét lại", required=False,
        help_text="Sau khi thông báo kết quả dự kiến, đơn vị được kiến nghị trong thời hạn của giai đoạn.",
    )  # fmt: skip
    early_allowed = forms.BooleanField(
        label="Được làm trước ngày mở giai đoạn khi ghi lý do", required=False,
        help_text="Không chọn: không ai làm việc của một giai đoạn trước ngày đầu của giai đoạn đó. Đổi được sau này.",
    )  # fmt: skip
    decided_by = forms.CharField(
        label="Cơ quan quyết định công nhận", max_length=200, error_messages=NEEDED,
        help_text="Tên đầy đủ, in trên quyết định và trang kết quả.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, year: int, earlier: Cycle | None) -> None:
        issued = CriteriaSet.objects.filter(status=SetStatus.ISSUED).select_related("scheme")
        decided = max((one.decision_date for one in issued if one.decision_date), default=None)
        super().__init__(data, initial=initial_values(year, earlier, clock.today(), decided=decided))
        self.fields["criteria_set"].queryset = issued  # type: ignore[attr-defined]
        held = earlier.measure_settings if earlier else {}
        self.settings = named_settings(one.parsed() for one in issued)
        for one in self.settings:
            self.fields[one.name] = one.field(held.get(one.key, one.setting.default))
        for key in PhaseKey:
            self.fields[start_name(key)] = DayField(label=f"{PHASE_LABELS[key]}: từ ngày", help_text="")
            self.fields[end_name(key)] = DayField(label=f"{PHASE_LABELS[key]}: đến hết ngày", help_text="")

    def clean(self) -> dict[str, Any]:
        """Refuse a second cycle here, before the page to check; the action refuses it again under its lock."""
        data = self.cleaned_data
        if {"criteria_set", "year", "kind"} <= data.keys():
            same = Cycle.objects.filter(
                criteria_set__scheme_id=data["criteria_set"].scheme_id, year=data["year"], kind=data["kind"]
            ).first()
            if same is not None:
                self.add_error("year", f"Đã có kỳ đánh giá cùng năm, cùng loại: “{same.title}”.")
        return data

    def over(self, today: date) -> list[tuple[str, date]]:
        """Phases that would be over from the start, with their last days; call it on a valid form."""
        ends = [(PHASE_LABELS[key], self.cleaned_data[end_name(key)]) for key in PhaseKey]
        return [(label, last) for label, last in ends if last < today]

    def handed_in_before(self) -> date | None:
        """The last day of submission, where it comes before the figures of the cut-off are computed; None where it
        doesn't. Call it on a valid form."""
        span, last = self.plan().span, self.cleaned_data[end_name(PhaseKey.POSTING)]
        return last if span and last <= last_day_of_records(span, work_calendar()) else None

    def settings_told(self) -> list[tuple[str, str]]:
        """Label and words of each setting of the chosen set's measures. Call it on a valid form."""
        return settings_words(self.cleaned_data["criteria_set"].parsed(), self.plan().settings)

    def plan(self) -> Plan:
        """What the action takes; call it on a valid form."""
        data = self.cleaned_data
        of_set = named_settings([data["criteria_set"].parsed()])
        return Plan(
            criteria_set=data["criteria_set"],
            year=data["year"],
            title=data["title"],
            kind=data["kind"],
            span=Span(data["span_first"], data["span_last"], data["late_days"]),
            settings={one.key: one.stored(data[one.name]) for one in of_set},
            phases={key: (data[start_name(key)], data[end_name(key)]) for key in PhaseKey},
            switches=Switches(**{name: data[name] for name in SWITCHES}),
        )

    def field_named(self, name: str) -> str:
        """What is said of a phase stands beside its last day; what is said of a setting beside its field."""
        if name in set(PhaseKey):
            return end_name(PhaseKey(name))
        return next((one.name for one in self.settings if one.key == name), name)


def start_name(key: PhaseKey) -> str:
    """Name of the field of a phase's first day."""
    return f"{key.value}_starts"


def end_name(key: PhaseKey) -> str:
    """Name of the field of a phase's last day."""
    return f"{key.value}_ends"


def _default_phases(year: int) -> dict[PhaseKey, tuple[date, date]]:
    """A usual calendar, where no earlier cycle gives one: to be changed by whoever opens the cycle. Dossiers are handed
    in after the figures of the year are closed: its last week may end on 3 January, and two working days follow."""
    after = year + 1
    return {
        PhaseKey.REGISTRATION: (date(year, 1, 5), date(year, 3, 31)),
        PhaseKey.EXECUTION: (date(year, 1, 5), date(year, 12, 31)),
        PhaseKey.SELF_SCORING: (date(year, 12, 1), date(after, 1, 9)),
        PhaseKey.POSTING: (date(after, 1, 2), date(after, 1, 15)),
        PhaseKey.APPRAISAL: (date(after, 1, 16), date(after, 2, 10)),
        PhaseKey.COUNCIL: (date(after, 2, 11), date(after, 2, 26)),
        PhaseKey.PROVISIONAL: (date(after, 2, 27), date(after, 3, 3)),
        PhaseKey.REVIEW: (date(after, 3, 4), date(after, 3, 13)),
        PhaseKey.DECISION: (date(after, 3, 14), date(after, 4, 5)),
    }


def _moved(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _from_today(phases: Mapping[PhaseKey, tuple[date, date]], today: date) -> dict[PhaseKey, tuple[date, date]]:
    """The same calendar, moved on as a whole where it would begin before today; lengths and distances stay."""
    late = max(today - min(first for first, _ in phases.values()), timedelta(0))
    return {key: (first + late, last + late) for key, (first, last) in phases.items()}


_DAYS_TO_PREPARE = timedelta(days=30)


def first_day_of_figures(year: int, earlier: Cycle | None, decided: date | None) -> date:
    """The first year of all counts from a month after its set was decided, later ones from 1 January."""
    first = date(year, 1, 1)
    later = decided + _DAYS_TO_PREPARE if decided and earlier is None else first
    return later if later.year == year else first


def initial_values(year: int, earlier: Cycle | None, today: date, *, decided: date | None = None) -> dict[str, Any]:
    """A form prefilled from the cycle before (phases moved to the year), else from the usual calendar; from today
    on. ``decided``: when the newest set was."""
    values: dict[str, Any] = {
        "year": year,
        "title": f"Đánh giá Chính quyền thân thiện năm {year}",
        "kind": CycleKind.OFFICIAL,
        "span_first": first_day_of_figures(year, earlier, decided),
        "span_last": date(year, 12, 31),
        "late_days": earlier.late_days if earlier else LATE_DAYS,
        **{name: getattr(earlier or Switches(), name) for name in SWITCHES},
    }
    phases = _default_phases(year)
    if earlier is not None:
        values["criteria_set"] = earlier.criteria_set_id
        by = year - earlier.year
        phases |= {PhaseKey(p.key): (_moved(p.starts_on, by), _moved(p.ends_on, by)) for p in earlier.phases.all()}
    for key, (first, last) in _from_today(phases, today).items():
        values |= {start_name(key): first, end_name(key): last}
    return values


class EarlyForm(forms.Form):
    """The switch of a cycle: acting before the first day of a phase. ``seen``: how it stood on the page."""

    allowed = forms.BooleanField(
        label="Cho phép làm sớm khi ghi lý do", required=False,
        help_text="Lý do được ghi vào nhật ký các bước của hồ sơ. Bỏ chọn: ngày mở lại ràng buộc mọi hồ sơ.",
    )  # fmt: skip
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ExtendForm(forms.Form):
    """A later last day of one phase, for all units or for one."""

    needed_at_times = frozenset({"unit"})  # left empty, it says “all units”
    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label="Cho đơn vị", required=False, empty_label="Tất cả đơn vị",
        error_messages=NEEDED,
    )  # fmt: skip
    ends_on = DayField(label="Gia hạn đến hết ngày")
    reason = forms.CharField(
        label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Ghi trong nhật ký gia hạn của kỳ.", error_messages={"required": "Cần ghi lý do gia hạn."},
    )  # fmt: skip

    move_later = forms.BooleanField(
        label="Dời các giai đoạn sau cùng số ngày", required=False, initial=True,
        help_text="Bỏ chọn: chỉ dời giai đoạn sẽ kết thúc trước hạn mới.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, cycle: Cycle, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        ends = latest_end(cycle.phases.all(), cycle.extensions.all(), None)
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (phase.key, f"{phase.get_key_display()} (hiện đến hết {ends[phase.key]:%d/%m/%Y})")
            for phase in cycle.phases.all()
        ]
        units = Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


def current_year() -> int:
    """The year that a new cycle is offered for."""
    return clock.today().year
