"""What people type of a test: of a thôn or tổ dân phố, never of the whole unit."""

from __future__ import annotations

from thanthien.accounts.models import User
from thanthien.records.forms import CorrectionForm, RecordForm
from thanthien.records.kinds import RecordKind
from thanthien.records.queries import Place


class HamletForm(RecordForm):
    """A test of one place."""

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        return [place for place in super()._offered(kind, user) if place.hamlet is not None]


class HamletCorrectionForm(CorrectionForm):
    """The same, told otherwise."""

    def _offered(self, kind: RecordKind, user: User) -> list[Place]:
        return [place for place in super()._offered(kind, user) if place.hamlet is not None]
