"""What the evidence room asks of this one: who may see a document because of a dossier, and where it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE, COUNCIL, body_codes, body_ids, is_office, sees_city
from thanthien.evaluations.models import AnswerEvidence, Dossier, ProceedingDocument
from thanthien.evaluations.modes import STANDING
from thanthien.evaluations.queries.evidence_versions import newest_number, renewable
from thanthien.evaluations.states import SUBMITTED_ON
from thanthien.evaluations.visibility import follows_proceedings
from thanthien.evaluations.workflow import Status
from thanthien.evidence.enums import DocumentKind
from thanthien.evidence.models import Document
from thanthien.evidence.usages import Renewal, Usage
from thanthien.evidence.visibility import NOTHING


def _submitted(user: User) -> QuerySet[Dossier]:
    """Dossiers that the person may open and that were submitted and are in the hands of the city, or decided.

    While a dossier is returned, re-opened or withdrawn, its evidence is the unit's draft: the city still reads the
    answers and the sealed copy of what was submitted, but opens no files, until the unit sends them.
    """
    return Dossier.objects.visible_to(user).filter(submitted_at__isnull=False, status__in=sorted(SUBMITTED_ON))


def _attached(user: User) -> QuerySet[AnswerEvidence]:
    """What stands behind the answers of those dossiers."""
    return AnswerEvidence.objects.filter(answer__dossier__in=_submitted(user))


def _attached_for_its_judges(user: User) -> QuerySet[AnswerEvidence]:
    """The same, of the indicators that the person's own bodies appraise; of all for the council, which concludes."""
    if user.has_role(*COUNCIL):
        return _attached(user)
    codes = sorted(body_codes(user))
    if not codes:
        return AnswerEvidence.objects.none()
    own = Q(answer__indicator__bodies__overlap=codes)
    if is_office(user):  # where it draws the result together, it concludes
        own |= Q(answer__dossier__cycle__council_mode=STANDING)
    return _attached(user).filter(own)


def seen_in_appraisal(user: User) -> Q:
    """Bodies, standing office and council see what stands behind a submitted dossier that they may open."""
    if not (sees_city(user) or body_ids(user)):
        return NOTHING
    return _is_attached(_attached(user)) | _is_minutes(_submitted(user))


def versions_in_appraisal(user: User) -> Q:
    """Of these documents, the versions with which the dossier was submitted."""
    if not (sees_city(user) or body_ids(user)):
        return NOTHING
    return _is_attached_version(_attached(user)) | _is_minutes_version(_submitted(user))


def seen_though_restricted(user: User) -> Q:
    """A document with personal data is for the council and the bodies that appraise the very indicator; minutes of
    the meeting, on which the signature rests, for the city's readers of the dossier."""
    minutes = _is_minutes(_submitted(user)) if sees_city(user) else NOTHING
    return _is_attached(_attached_for_its_judges(user)) | minutes


def versions_though_restricted(user: User) -> Q:
    """Of these documents, the versions with which the dossier was submitted."""
    minutes = _is_minutes_version(_submitted(user)) if sees_city(user) else NOTHING
    return _is_attached_version(_attached_for_its_judges(user)) | minutes


def seen_in_proceedings(user: User) -> Q:
    """Who follows proceedings reads what a unit sent with its explanation, whatever its class: it was sent to them."""
    return (
        Q(Exists(ProceedingDocument.objects.filter(document=OuterRef("pk")))) if follows_proceedings(user) else NOTHING
    )


def versions_in_proceedings(user: User) -> Q:
    """Of these documents, the versions that were sent."""
    return (
        Q(Exists(ProceedingDocument.objects.filter(version=OuterRef("pk")))) if follows_proceedings(user) else NOTHING
    )


def _is_attached(rows: QuerySet[AnswerEvidence]) -> Q:
    return Q(Exists(rows.filter(document=OuterRef("pk"))))


def _is_attached_version(rows: QuerySet[AnswerEvidence]) -> Q:
    return Q(Exists(rows.filter(version=OuterRef("pk"))))


def _is_minutes(dossiers: QuerySet[Dossier]) -> Q:
    return Q(Exists(dossiers.filter(meeting_minutes=OuterRef("pk"))))


def _is_minutes_version(dossiers: QuerySet[Dossier]) -> Q:
    return Q(Exists(dossiers.filter(meeting_minutes_version=OuterRef("pk"))))


def usages(user: User, document_ids: Collection[int]) -> Mapping[int, Sequence[Usage]]:
    """Answers and meetings that use the documents, in dossiers that the person may open, newest year first, each with
    the version meant: “1.2.3 – kỳ 2026 · phiên bản 2”. Two statements."""
    own, found = user.unit_ids(*COMMUNE), defaultdict(list)
    for document_id, number, newest, code, cycle_id, year, unit_code, unit_id in _used(user, document_ids):
        if unit_id in own:
            url = reverse("self-scoring-item", args=[cycle_id, unit_code, code])
        else:
            url = reverse("dossier-detail", args=[cycle_id, unit_code])
        outdated = unit_id in own and number is not None and number < newest
        found[document_id].append(Usage(_title(code, year, number), url, outdated))
    for document_id, number, cycle_id, year, unit_code in _used_as_minutes(user, document_ids):
        url = reverse("dossier-detail", args=[cycle_id, unit_code]) + "?muc=dien-bien"
        found[document_id].append(Usage(_title("Biên bản họp", year, number), url))
    return found


def _title(place: str, year: int, number: int | None) -> str:
    return f"{place} – kỳ {year} · phiên bản {number}" if number else f"{place} – kỳ {year}"


def _used(user: User, document_ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    rows = AnswerEvidence.objects.filter(
        document_id__in=list(document_ids), answer__dossier__in=Dossier.objects.visible_to(user)
    )
    rows = rows.annotate(newest=newest_number("document_id"))
    return rows.order_by("-answer__dossier__cycle__year", "answer__indicator__position", "pk").values_list(
        "document_id", "version__number", "newest", "answer__indicator__code", "answer__dossier__cycle_id",
        "answer__dossier__cycle__year", "answer__dossier__unit__code", "answer__dossier__unit_id",
    )  # fmt: skip


def _used_as_minutes(user: User, document_ids: Collection[int]) -> Iterable[tuple[Any, ...]]:
    rows = Dossier.objects.visible_to(user).filter(meeting_minutes__in=list(document_ids))
    return rows.order_by("-cycle__year", "pk").values_list(
        "meeting_minutes_id", "meeting_minutes_version__number", "cycle_id", "cycle__year", "unit__code"
    )


def renewal(user: User, document: Document) -> Renewal:
    """Answers that the person may write now and that name an older version of the document."""
    url = reverse("evidence-renew", args=[document.key])
    return Renewal(url, len(renewable(user, document.pk)) if document.kind == DocumentKind.FILE else 0)


def holders(document_id: int) -> Sequence[str]:
    """Dossiers for which the city must see the document: evidence of one that is signed or with the city, minutes of
    any. They are locked, so that they stay so."""
    attached = AnswerEvidence.objects.filter(document=document_id, answer__dossier=OuterRef("pk"))
    dossiers = (
        Dossier.objects.filter(Q(Exists(attached)) | Q(meeting_minutes=document_id))
        .select_related("unit", "cycle")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    sent = ProceedingDocument.objects.filter(document=document_id).select_related("proceeding__dossier__unit")
    told = [told for dossier in dossiers if (told := _hold(dossier, document_id))]
    return [*told, *(f"giải trình của {one.proceeding.dossier.unit} về việc hạ mức độ, thu hồi" for one in sent)]


def _hold(dossier: Dossier, document_id: int) -> str:
    """“hồ sơ của Xã An Hòa, kỳ 2026, đã ký hoặc đã nộp”; empty when it doesn't hold the document."""
    name = f"hồ sơ của {dossier.unit}, kỳ {dossier.cycle.year}"
    if dossier.meeting_minutes_id == document_id:
        return f"{name}, là biên bản họp"
    return f"{name}, đã ký hoặc đã nộp" if dossier.status in {Status.SIGNED, *SUBMITTED_ON} else ""
