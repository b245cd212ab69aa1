"""What the evidence room asks of this one: who may see a document because of a dossier, and where it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.evaluations.models import AnswerEvidence, Dossier
from thanthien.evaluations.permissions import APPRAISERS, body_ids, sees_city, unit_ids
from thanthien.evaluations.workflow import SUBMITTED_ON, Status
from thanthien.evidence.usages import Usage
from thanthien.evidence.visibility import NOTHING


def _submitted(user: User) -> QuerySet[Dossier]:
    """Dossiers that the person may open and that were submitted."""
    return Dossier.objects.visible_to(user).filter(submitted_at__isnull=False)


def seen_in_appraisal(user: User) -> Q:
    """Bodies, standing office and council see what stands behind a submitted dossier that they may open."""
    if not (sees_city(user) or body_ids(user)):
        return NOTHING
    dossiers = _submitted(user)
    attached = AnswerEvidence.objects.filter(document=OuterRef("pk"), answer__dossier__in=dossiers)
    return Q(Exists(attached)) | Q(Exists(dossiers.filter(meeting_minutes=OuterRef("pk"))))


def seen_by_its_bodies(user: User) -> Q:
    """A document with personal data is for the bodies that appraise the very indicator it is attached to."""
    codes = sorted({hat.agency_code for hat in user.hats if hat.role in APPRAISERS})
    if not codes:
        return NOTHING
    attached = AnswerEvidence.objects.filter(
        document=OuterRef("pk"), answer__dossier__in=_submitted(user), answer__indicator__bodies__overlap=codes
    )
    return Q(Exists(attached))


def usages(user: User, document_ids: Collection[int]) -> Mapping[int, Sequence[Usage]]:
    """Answers that use the documents, in dossiers that the person may open: “1.2.3 – kỳ 2026”."""
    rows = (
        AnswerEvidence.objects.filter(
            document_id__in=list(document_ids), answer__dossier__in=Dossier.objects.visible_to(user)
        )
        .order_by("-answer__dossier__cycle__year", "answer__indicator__position")
        .values_list(
            "document_id", "answer__indicator__code", "answer__dossier__cycle_id", "answer__dossier__cycle__year",
            "answer__dossier__unit__code", "answer__dossier__unit_id",
        )
    )  # fmt: skip
    own, found = unit_ids(user), defaultdict(list)
    for document_id, code, cycle_id, year, unit_code, unit_id in rows:
        if unit_id in own:
            url = reverse("self-scoring-item", args=[cycle_id, unit_code, code])
        else:
            url = reverse("dossier-detail", args=[cycle_id, unit_code])
        found[document_id].append(Usage(f"{code} – kỳ {year}", url))
    return found


def holders(document_id: int) -> Sequence[str]:
    """Dossiers that are signed or with the city and count on the document; they are locked, so that they stay so."""
    attached = AnswerEvidence.objects.filter(document=document_id, answer__dossier=OuterRef("pk"))
    dossiers = (
        Dossier.objects.filter(Q(Exists(attached)) | Q(meeting_minutes=document_id))
        .select_related("unit", "cycle")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    held = (dossier for dossier in dossiers if dossier.status in {Status.SIGNED, *SUBMITTED_ON})
    return [f"hồ sơ của {dossier.unit}, kỳ {dossier.cycle.year}" for dossier in held]
