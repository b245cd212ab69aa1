"""Reads of the evidence room for pages and for the rooms that attach documents."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import ExtractYear

from thanthien.core import clock
from thanthien.core.prepared import GivenMany, Prepared
from thanthien.evidence.models import AccessLog, Document, DocumentQuerySet, DocumentVersion
from thanthien.units.models import Unit

if TYPE_CHECKING:
    from thanthien.accounts.models import User

PICKER_LIMIT = 50


@dataclass(frozen=True)
class LibraryFilter:
    """What the library is narrowed to; empty and None mean: everything."""

    text: str = ""
    kind: str = ""
    year: int | None = None
    retired: bool = False


def library(user: "User", unit: Unit, wanted: LibraryFilter) -> DocumentQuerySet:
    """Documents of the unit that the person may see, newest first, with versions and agency at hand."""
    documents = _listed(Document.objects.visible_to(user).of_unit(unit).matching(wanted.text))
    documents = documents.filter(retired_at__isnull=not wanted.retired).order_by("-created_at", "-pk")
    if wanted.kind:
        documents = documents.filter(kind=wanted.kind)
    return documents.of_year(wanted.year) if wanted.year else documents


def library_years(user: "User", unit: Unit) -> list[int]:
    """Years in which the person's visible documents of the unit were entered, newest first."""
    years = ExtractYear("created_at", tzinfo=clock.ZONE)
    found = Document.objects.visible_to(user).of_unit(unit).order_by().values_list(years, flat=True).distinct()
    return sorted(found, reverse=True)


def search_documents(user: "User", unit: Unit, words: str) -> DocumentQuerySet:
    """Documents of the unit to choose from, diacritics forgiven, newest first, at most PICKER_LIMIT."""
    return _listed(Document.objects.visible_to(user).of_unit(unit).in_use().matching(words))[:PICKER_LIMIT]


def keys_of(texts: Iterable[str]) -> list[UUID]:
    """What was sent as keys of documents; anything else is no document."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def newest_versions(document_ids: Iterable[int]) -> dict[int, DocumentVersion]:
    """The newest version of each file among the documents, by document id; links and texts have none."""
    return {version.document_id: version for version in _NEWEST(documents=list(document_ids))}


_NEWEST = Prepared(
    lambda: (
        DocumentVersion.objects.filter(document__in=GivenMany("documents"))
        .order_by("document_id", "-number")
        .distinct("document_id")
    )
)


def recent_openings(document: Document, limit: int = 20) -> QuerySet[AccessLog]:
    """Who opened a restricted document lately, newest first."""
    return document.openings.select_related("user", "version")[:limit]


def _listed(documents: DocumentQuerySet) -> DocumentQuerySet:
    versions = Prefetch("versions", DocumentVersion.objects.order_by("-number"))
    return documents.select_related("owner_agency", "created_by").prefetch_related(versions)
