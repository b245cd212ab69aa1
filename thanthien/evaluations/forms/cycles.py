"""What the standing office types to open a cycle and to extend its deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from django import forms
from django.conf import settings

from thanthien.core import clock
from thanthien.core.day_field import DayField
from thanthien.core.long_text import LineText, LongText
from thanthien.core.queries import city_calendar
from thanthien.criteria.enums import SetStatus
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.cycles import MOST_LATE_DAYS, Plan, Switches
from thanthien.evaluations.enums import CouncilMode, CycleKind, HeardBeforeSigning, PaperAsked, Quorum
from thanthien.evaluations.forms.measure_settings import named_settings, settings_words
from thanthien.evaluations.forms.off_days import GivesTime, ends_off
from thanthien.evaluations.forms.pilots import ChoiceOfUnits
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.models.cycle import latest_end
from thanthien.evaluations.modes import phase_label
from thanthien.evaluations.phase_days import OffDay, Phases, days_off, from_today, to_working_days, usual_year
from thanthien.evaluations.queries.counted import DAYS_TO_PREPARE
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
    "registration_needs_approval", "posting_days", "commune_meeting_required", "heard_before_signing",
    "proposal_asked", "step_papers_asked", "supplement_days", "item_request_days", "again_days", "council_mode",
    "council_quorum", "review_allowed", "early_allowed", "proceedings_required", "explanation_days", "decided_by",
)  # fmt: skip


def count_field(label: str, hint: str) -> forms.IntegerField:
    """A number of days from 1 to 60."""
    messages = NEEDED | {"min_value": "Ít nhất 1 ngày.", "max_value": "Nhiều nhất 60 ngày."}
    return forms.IntegerField(label=label, help_text=hint, min_value=1, max_value=60, error_messages=messages)


_FIRST_YEAR = (
    f"Năm đầu: từ {DAYS_TO_PREPARE.days} ngày sau ngày ban hành bộ tiêu chí, để đơn vị kịp chuẩn bị; sửa được. Chỉ "
    "tính việc xảy ra trong thời kỳ này."
)


class OpenCycleForm(ChoiceOfUnits):
    """A cycle: issued set, year, units, switches, phases."""

    criteria_set = forms.ModelChoiceField(
        queryset=CriteriaSet.objects.none(),
        empty_label="Chọn bộ tiêu chí",
        label="Bộ tiêu chí đã ban hành",
        help_text="Sau khi mở kỳ, bộ tiêu chí chỉ thay đổi theo quyết định: “Điều chỉnh bộ tiêu chí” ở trang kỳ.",
        error_messages=NEEDED,
    )
    year = forms.IntegerField(
        label="Năm", min_value=2000, max_value=2200,
        error_messages=NEEDED | dict.fromkeys(("min_value", "max_value"), "Năm phải từ 2000 đến 2200."),
    )  # fmt: skip
    title = LineText(label="Tên kỳ", max_length=200, error_messages=NEEDED)
    kind = forms.ChoiceField(
        label="Loại kỳ", choices=CycleKind.choices, widget=forms.RadioSelect, error_messages=NEEDED,
        help_text="Kỳ chấm thử dùng để tập dượt, không tính vào kết quả chính thức.",
    )  # fmt: skip
    scope = forms.ChoiceField(
        label="Đơn vị tham gia",
        choices=[("all", "Mọi đơn vị"), ("some", "Một số đơn vị: thí điểm")],
        widget=forms.RadioSelect,
        error_messages=NEEDED,
        help_text="Thí điểm là kỳ chấm thử chỉ với một số đơn vị; tên kỳ có thêm chữ “thí điểm”.",
    )
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
    heard_before_signing = forms.ChoiceField(
        label="Ý kiến phải có trước khi ký", choices=HeardBeforeSigning.choices, error_messages=NEEDED,
        help_text="Đảng ủy, Mặt trận Tổ quốc cấp xã tự ghi ý kiến về dự thảo đang niêm yết: số, ngày, bản ký.",
    )  # fmt: skip
    proposal_asked = forms.ChoiceField(
        label="Tờ trình của đơn vị khi nộp hồ sơ", choices=PaperAsked.choices, error_messages=NEEDED,
        help_text="Không yêu cầu: đơn vị ghi số, ngày của Tờ trình sau khi nộp, trên trang hồ sơ.",
    )  # fmt: skip
    step_papers_asked = forms.ChoiceField(
        label="Văn bản đăng ký, trả lại hồ sơ, thông báo kết quả dự kiến", choices=PaperAsked.choices,
        error_messages=NEEDED,
        help_text="Ghi ngay khi đăng ký, trả lại, thông báo. Không yêu cầu: ghi ngay hoặc ghi sau trên trang hồ sơ.",
    )  # fmt: skip
    supplement_days = count_field(
        "Hạn bổ sung hồ sơ", "Số ngày làm việc đơn vị có để bổ sung khi hồ sơ bị trả lại; thời gian thẩm định tạm dừng."
    )
    item_request_days = count_field(
        "Hạn giải trình một tiêu chí", "Số ngày làm việc đơn vị có để trả lời cơ quan thẩm định về một tiêu chí."
    )
    again_days = count_field(
        "Hạn xử lý lại khi Tờ trình bị trả lại",
        "Số ngày làm việc từ khi ghi nhận văn bản trả lại đến khi thông báo, trình lại; đến đó không tính là quá hạn.",
    )
    council_mode = forms.ChoiceField(
        label="Cách kết luận", choices=CouncilMode.choices, error_messages=NEEDED,
        help_text="Họp hoặc lấy ý kiến bằng văn bản: khi kết luận phải ghi ngày. Cơ quan thường trực tổng hợp: không.",
    )  # fmt: skip
    council_quorum = forms.ChoiceField(
        label="Số thành viên tham gia kết luận", choices=Quorum.choices, error_messages=NEEDED,
        help_text="Khi họp: số thành viên dự họp; khi lấy ý kiến bằng văn bản: số ý kiến đề nghị và nhận được.",
    )  # fmt: skip
    review_allowed = forms.BooleanField(
        label="Đơn vị được kiến nghị xem xét lại", required=False,
        help_text="Sau khi thông báo kết quả dự kiến, đơn vị được kiến nghị trong thời hạn của giai đoạn.",
    )  # fmt: skip
    early_allowed = forms.BooleanField(
        label="Được làm trước ngày mở giai đoạn khi ghi lý do", required=False,
        help_text="Không chọn: không ai làm việc của một giai đoạn trước ngày đầu của giai đoạn đó. Đổi được sau này.",
    )  # fmt: skip
    proceedings_required = forms.BooleanField(
        label="Hạ mức độ, thu hồi công nhận sau khi đơn vị được giải trình", required=False,
        help_text="Gồm cả điều chỉnh xuống mức thấp hơn. Không chọn: ghi nhận mà không cần thông báo, giải trình.",
    )  # fmt: skip
    explanation_days = count_field(
        "Hạn giải trình trước khi hạ mức độ, thu hồi",
        "Số ngày làm việc đơn vị có để giải trình từ ngày được thông báo.",
    )
    decided_by = LineText(
        label="Cơ quan quyết định công nhận", max_length=200, error_messages=NEEDED,
        help_text="Tên đầy đủ, in trên quyết định và trang kết quả.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, files: Any = None, *, year: int, earlier: Cycle | None, as_before: bool = False
    ) -> None:  # fmt: skip
        """``as_before``: with the calendar of the cycle before, else with the usual one."""
        issued = CriteriaSet.objects.filter(status=SetStatus.ISSUED).select_related("scheme")
        decided = max((one.decision_date for one in issued if one.decision_date), default=None)
        self.calendar, self.earlier, self.as_before = city_calendar(), earlier, as_before and earlier is not None
        if earlier is not None and as_before:
            self.note, phases = "", phases_of_year_before(year, earlier, clock.today())
        else:
            least = settings.LEAST_DAYS_BEFORE_TET
            usual = usual_year(year, self.calendar, clock.today(), least=least)
            self.note, phases = usual.note, usual.phases
        official = Cycle.objects.filter(kind=CycleKind.OFFICIAL, year__lt=year)
        first_day = first_day_of_figures(year, decided, counted_before=official.exists())
        super().__init__(data, files, initial=initial_values(year, earlier, phases, first_day=first_day))
        if first_day != date(year, 1, 1):
            self.fields["span_first"].help_text = _FIRST_YEAR
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
        some, said = data.get("scope") == "some", {"kinds", "listed", "list_file", "units"} <= data.keys()
        if some and said and not self.chosen():
            self.add_error("units", "Cần chọn ít nhất một đơn vị.")
        if data.get("scope") == "some" and data.get("kind") == CycleKind.OFFICIAL:
            self.add_error("scope", "Kỳ chính thức gồm mọi đơn vị; chỉ kỳ chấm thử được chọn một số đơn vị.")
        if {"criteria_set", "year", "kind"} <= data.keys():
            same = Cycle.objects.filter(
                criteria_set__scheme_id=data["criteria_set"].scheme_id, year=data["year"], kind=data["kind"]
            ).first()
            if same is not None:
                self.add_error("year", f"Đã có kỳ đánh giá cùng năm, cùng loại: “{same.title}”.")
        return data

    def over(self, today: date) -> list[tuple[str, date]]:
        """Phases that would be over from the start, with their last days; call it on a valid form."""
        mode = self.cleaned_data["council_mode"]
        ends = [(phase_label(key, mode), self.cleaned_data[end_name(key)]) for key in PhaseKey]
        return [(label, last) for label, last in ends if last < today]

    def other_year(self) -> int | None:
        """The year that was typed, where name, period and calendar were offered for another."""
        if not self.is_bound:
            return None
        self.is_valid()  # so that what was typed is read
        year = self.cleaned_data.get("year")
        return year if year != self.initial["year"] else None

    def span_outside_year(self) -> bool:
        """Whether days of the period of figures lie outside the year. Call it on a valid form."""
        data = self.cleaned_data
        return {data["span_first"].year, data["span_last"].year} != {data["year"]}

    def days_off(self) -> list[OffDay]:
        """Phases that end on no working day. Call it on a valid form."""
        return days_off({key: last for key, (_, last) in self.plan().phases.items()}, self.calendar)

    def on_working_days(self) -> dict[str, str]:
        """What is to be sent instead, so that each phase ends on a working day. Call it on a valid form."""
        moved = to_working_days(self.plan().phases, self.calendar.work)
        names = [(start_name(key), end_name(key)) for key in moved]
        return {
            name: f"{day:%d/%m/%Y}"
            for pair, days in zip(names, moved.values(), strict=True)
            for name, day in zip(pair, days, strict=True)
        }

    def handed_in_before(self) -> date | None:
        """The last day of submission, where it comes before the figures of the cut-off are computed; None where it
        doesn't. Call it on a valid form."""
        span, last = self.plan().span, self.cleaned_data[end_name(PhaseKey.POSTING)]
        return last if span and last <= last_day_of_records(span, self.calendar.work) else None

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
            units=self.chosen() if data["scope"] == "some" else None,
        )

    def units_told(self) -> list[str]:
        """The names of the units of a pilot; none where all take part. Call it on a valid form."""
        chosen = self.plan().units
        return [unit.name for unit in self.known if chosen is not None and unit.pk in chosen]

    def field_named(self, name: str) -> str:
        """What is said of a phase stands beside its last day; what is said of a setting beside its field."""
        if name in set(PhaseKey):
            return end_name(PhaseKey(name))
        return next((one.name for one in self.settings if one.key == name), name)


_USUAL = {"heard_before_signing": HeardBeforeSigning.BOTH, "proposal_asked": PaperAsked.NUMBER}


def start_name(key: PhaseKey) -> str:
    """Name of the field of a phase's first day."""
    return f"{key.value}_starts"


def end_name(key: PhaseKey) -> str:
    """Name of the field of a phase's last day."""
    return f"{key.value}_ends"


def _moved(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def first_day_of_figures(year: int, decided: date | None, *, counted_before: bool) -> date:
    """The first year of all counts from a month after its set was decided, later ones from 1 January."""
    first = date(year, 1, 1)
    later = decided + DAYS_TO_PREPARE if decided and not counted_before else first
    return later if later.year == year else first


def initial_values(
    year: int, earlier: Cycle | None, phases: Mapping[PhaseKey, tuple[date, date]], *, first_day: date | None = None
) -> dict[str, Any]:
    """A form prefilled with these phases; the rest as the cycle before had it. ``first_day``: of the figures."""
    values: dict[str, Any] = {
        "year": year,
        "title": f"Đánh giá Chính quyền thân thiện năm {year}",
        "kind": CycleKind.OFFICIAL,
        "scope": "all",
        "span_first": first_day or date(year, 1, 1),
        "span_last": date(year, 12, 31),
        "late_days": earlier.late_days if earlier else LATE_DAYS,
        **{name: getattr(earlier or Switches(council_quorum=Quorum.TWO_THIRDS), name) for name in SWITCHES},
        # Years opened before there were proceedings have none; that is no choice to take over.
        "proceedings_required": True,
    }
    for name, usual in _USUAL.items():  # a cycle before may be older than the switch
        if values[name] == "none":
            values[name] = usual
    if earlier is not None:
        values["criteria_set"] = earlier.criteria_set_id
    for key, (first, last) in phases.items():
        values |= {start_name(key): first, end_name(key): last}
    return values


def phases_of_year_before(year: int, earlier: Cycle, today: date) -> Phases:
    """The calendar of the cycle before, on the same days of this year; from today on."""
    by = year - earlier.year
    rows = earlier.phases.all()
    return from_today({PhaseKey(p.key): (_moved(p.starts_on, by), _moved(p.ends_on, by)) for p in rows}, today)


class EarlyForm(forms.Form):
    """The switch of a cycle: acting before the first day of a phase. ``seen``: how it stood on the page."""

    allowed = forms.BooleanField(
        label="Cho phép làm sớm khi ghi lý do", required=False,
        help_text="Lý do được ghi vào nhật ký các bước của hồ sơ. Bỏ chọn: ngày mở lại ràng buộc mọi hồ sơ.",
    )  # fmt: skip
    seen = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ExtendForm(GivesTime):
    """A later last day of one phase, for all units or for one."""

    needed_at_times = GivesTime.needed_at_times | {"unit"}  # left empty, it says “all units”
    key = forms.TypedChoiceField(label="Giai đoạn", coerce=PhaseKey, error_messages=NEEDED)
    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label="Cho đơn vị", required=False, empty_label="Tất cả đơn vị",
        error_messages=NEEDED,
    )  # fmt: skip
    ends_on = DayField(label="Gia hạn đến hết ngày")
    reason = LongText(
        label="Lý do", rows=3, max_length=2000,
        help_text="Ghi trong nhật ký gia hạn của kỳ.", error_messages={"required": "Cần ghi lý do gia hạn."},
    )  # fmt: skip

    move_later = forms.BooleanField(
        label="Dời các giai đoạn sau cùng số ngày", required=False, initial=True,
        help_text="Bỏ chọn: chỉ dời giai đoạn sẽ kết thúc trước hạn mới.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, cycle: Cycle, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.cycle = cycle
        ends = latest_end(cycle.phases.all(), cycle.extensions.all(), None)
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (phase.key, f"{phase.label} (hiện đến hết {ends[phase.key]:%d/%m/%Y})") for phase in cycle.phases.all()
        ]
        units = Unit.objects.filter(dossiers__cycle=cycle).in_vietnamese_order()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def ends_given(self, data: Mapping[str, Any]) -> list[OffDay]:
        """The day that was typed, and those to which later phases move."""
        unit = data.get("unit")
        return ends_off(
            data, latest_end(self.cycle.phases.all(), self.cycle.extensions.all(), unit.pk if unit else None)
        )


def next_free_year() -> int:
    """The year that a new cycle is offered for: the present one, or the first after it without an official cycle."""
    taken = set(Cycle.objects.filter(kind=CycleKind.OFFICIAL).values_list("year", flat=True))
    return next(year for year in count(clock.today().year) if year not in taken)
