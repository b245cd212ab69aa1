"""What people type of the room's records beside the fields of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from thanthien.accounts.models import User
from thanthien.core.day_field import DayField
from thanthien.core.tables.filters import ALL
from thanthien.democracy.enums import ROOM
from thanthien.democracy.models import Recommendation
from thanthien.democracy.permissions import WRITERS
from thanthien.democracy.queries import voices_known
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordFilter, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.later import ANSWERED, WAITING, FirstForm, LaterForm
from thanthien.records.models import Record
from thanthien.records.queries import Place

PUBLISHING = ("published_on", "no_secret", "people_right")  # of a decision: the committee's to tell


class TiedForm(RecordForm):
    """A record that may name another one, by the key of its first version: ``tie`` is the field that holds it."""

    tie = ""
    tied = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def entry(self) -> Entry:
        """What was typed, with the record that it names."""
        typed = super().entry()
        return replace(typed, values={self.tie: self.cleaned_data["tied"]} | dict(typed.values))


class TiedCorrection(CorrectionForm):
    """The same told otherwise; what it names stays."""

    tie = ""

    def entry(self) -> Entry:
        """What was typed, with the record that the corrected one named."""
        typed = super().entry()
        return replace(typed, values={self.tie: getattr(self._record, self.tie)} | dict(typed.values))


class SessionForm(TiedForm):
    """A session, of a plan or without one."""

    tie = "plan"
    day = DayField(label="Ngày giám sát")


class SessionCorrection(TiedCorrection):
    """The same told otherwise."""

    tie = "plan"
    day = DayField(label="Ngày giám sát")


class RecommendationForm(TiedForm):
    """A recommendation, after a session or without one."""

    tie = "session"
    day = DayField(label="Ngày Ủy ban nhân dân nhận")


class RecommendationCorrection(TiedCorrection):
    """The same told otherwise."""

    tie = "session"
    day = DayField(label="Ngày Ủy ban nhân dân nhận")


class AnswerForm(RecordForm):
    """The answer to a recommendation, which the page names."""

    day = DayField(label="Ngày trả lời")

    def __init__(
        self, kind: RecordKind, user: User, *args: Any, recommendation: Recommendation, **options: Any
    ) -> None:
        self.recommendation = recommendation
        super().__init__(kind, user, *args, **options)

    def entry(self) -> Entry:
        """What was typed, of the recommendation."""
        typed = super().entry()
        return replace(typed, values={"recommendation": self.recommendation.origin} | dict(typed.values))

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        unit = self.recommendation.unit
        return [Place(unit)] if kind.enters_as(user, unit, None) else []


class AnswerCorrection(TiedCorrection):
    """The same told otherwise, of the same recommendation."""

    tie = "recommendation"
    day = DayField(label="Ngày trả lời")


class ConsultationForm(FirstForm):
    """A consultation that begins."""

    day = DayField(label="Ngày công khai")
    later = ("told_on", "asked_number", "answered", "agreed", "result", "minutes")


class ConsultationCorrection(CorrectionForm):
    """All of a consultation told otherwise."""

    day = DayField(label="Ngày công khai")


class DecisionForm(FirstForm):
    """What people decided."""

    day = DayField(label="Ngày họp, kiểm phiếu")
    later = ("sent_on", "recognised_on", "recognition", *PUBLISHING)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        total = self.fields["total"]
        total.required = False
        total.help_text = "Để trống thì lấy số hộ (của toàn đơn vị: số thôn, tổ dân phố) đã có trong hệ thống"

    def clean(self) -> dict[str, Any]:
        """Households that nobody typed are those that the units know of."""
        typed = super().clean()
        place, day = self._places.get(typed.get("place", "")), typed.get("day")
        if typed.get("total") is None and "total" not in self.errors and place is not None and day is not None:
            typed["total"] = voices_known(place.unit, place.hamlet, day)
            if typed["total"] is None:
                self.add_error("total", "Hệ thống chưa có số này, cần nhập.")
        return typed


def _leave_publishing(form: forms.Form, user: User, unit: int) -> None:
    """Who doesn't write for the committee isn't asked whether it is public."""
    if user.hat_in(unit, ROOM.key, *WRITERS) is None:
        for name in PUBLISHING:
            form.fields.pop(name, None)


class DecisionCorrection(CorrectionForm):
    """All of it told otherwise; whether it is public the committee says."""

    day = DayField(label="Ngày họp, kiểm phiếu")

    def __init__(self, kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        self.initial.update(no_secret=False, people_right=False)  # said anew of what is told otherwise
        _leave_publishing(self, user, record.unit_id)


class DecisionLaterForm(LaterForm):
    """What became of a decision; whether it is public the committee says."""

    def __init__(self, later: Sequence[str], kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(later, kind, user, record, *args)
        _leave_publishing(self, user, record.unit_id)


class ConsultationFilter(RecordFilter):
    """Conditions on consultations: also whether their result was told."""

    ket_qua = forms.ChoiceField(
        label="Kết quả", required=False, choices=[ALL, (WAITING, "Chưa thông báo"), (ANSWERED, "Đã thông báo")]
    )


class DecisionFilter(RecordFilter):
    """Conditions on decisions: also whether their result was sent."""

    gui = forms.ChoiceField(
        label="Gửi kết quả", required=False, choices=[ALL, (WAITING, "Chưa gửi"), (ANSWERED, "Đã gửi")]
    )
