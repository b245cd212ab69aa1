"""Proceedings as a person reads them: with notice, decision and documents; who looks for them beside a dossier."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE
from thanthien.core.levels import LevelNames
from thanthien.core.question import Question
from thanthien.evaluations.models import Dossier, Proceeding, ProceedingDocument
from thanthien.evaluations.proceedings import ProceedingStatus
from thanthien.evidence.models import Document


def proceedings_to_read(user: User) -> QuerySet[Proceeding]:
    """Those that the person may read, with all that their page shows."""
    rows = Proceeding.objects.visible_to(user)
    return rows.select_related(
        "dossier__unit", "dossier__cycle__criteria_set__scheme", "notice", "decision", "opened_by", "explained_by"
    )


def proceedings_of(user: User, dossier: Dossier) -> list[Proceeding]:
    """Those about one dossier that the person may read, the latest first. One statement."""
    return list(Proceeding.objects.visible_to(user).filter(dossier=dossier).order_by("-opened_at", "-pk"))


def told_to_units(user: User) -> Question[list[Proceeding]]:
    """Those that wait for the explanation of the person's own units, the nearest deadline first."""
    rows = proceedings_to_read(user).filter(dossier__unit__in=user.unit_ids(*COMMUNE), status=ProceedingStatus.NOTIFIED)
    return Question(list, rows.order_by("due_on", "pk"))


def documents_of(user: User, row: Proceeding) -> list[ProceedingDocument]:
    """What the unit sent with its explanation; ``readable``: the person may open it. One statement."""
    readable = Document.objects.visible_to(user).filter(pk=OuterRef("document_id"))
    rows = row.documents.select_related("document", "version").annotate(readable=Exists(readable))
    return list(rows.order_by("document__title", "pk"))


def considered(level: int | None, names: LevelNames) -> str:
    """“Hạ xuống Mức độ 2”, “Thu hồi công nhận”; empty while nothing is said."""
    if level is None:
        return ""
    return f"Hạ xuống {names.name(level)}" if level else "Thu hồi công nhận"
