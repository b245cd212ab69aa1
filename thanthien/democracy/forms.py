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
from thanthien.records.actions import Entry
from thanthien.records.forms import CorrectionForm, RecordFilter, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Record
from thanthien.records.queries import Place

WAITING, ANSWERED = "cho", "roi"
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


class FirstForm(RecordForm):
    """A record without what is told of it later."""

    later: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.later:
            del self.fields[name]


class LaterForm(CorrectionForm):
    """What is told later of a record, of all else as it stands."""

    def __init__(self, later: Sequence[str], kind: RecordKind, user: User, record: Record, *args: Any) -> None:
        super().__init__(kind, user, record, *args)
        self.fields = {name: field for name, field in self.fields.items() if name in (*later, "version")}

    def entry(self) -> Entry:
        """The record with what was typed."""
        record, typed = self._record, dict(self.cleaned_data)
        values = {name: typed.get(name, getattr(record, name)) for name in self._kept}
        return Entry(record.unit, record.day, values, record.hamlet)


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


class RecommendationFilter(RecordFilter):
    """Conditions on recommendations: also whether they were answered."""

    tra_loi = forms.ChoiceField(
        label="Trả lời", required=False, choices=[ALL, (WAITING, "Chưa trả lời"), (ANSWERED, "Đã trả lời")]
    )
