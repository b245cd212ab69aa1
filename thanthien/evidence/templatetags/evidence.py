"""`{% load evidence %}`: the upload box and the picker, for every room that attaches documents."""

from collections.abc import Collection, Iterable
from typing import Any

from django.template import Context, Library
from django.urls import reverse

from thanthien.core.components.basics import Tone, status_tag
from thanthien.core.files import ACCEPT_ATTRIBUTE, ACCEPTED_SENTENCE
from thanthien.core.formats import file_size
from thanthien.core.kept.taking import limits
from thanthien.evidence.enums import AccessClass, FileOrigin
from thanthien.evidence.forms import ACCESS_CHOICES
from thanthien.evidence.models import Document, DocumentVersion

register = Library()


@register.simple_tag
def document_url(document: Document, version: DocumentVersion | None) -> str:
    """The page of a document, at the version that is meant."""
    address = reverse("evidence:document", args=[document.key])
    return f"{address}?phien-ban={version.number}" if version else address


_ORIGINS: dict[str, tuple[Tone, str]] = {
    FileOrigin.OWN: ("plain", ""),
    FileOrigin.SYSTEM: ("ok", "check"),
    FileOrigin.CITY: ("ok", "check"),
    FileOrigin.UNPROVEN: ("warn", "warning"),
}


@register.simple_tag
def file_origin(version: DocumentVersion | None) -> str:
    """Whose a file is, as a tag; nothing for a link or a text."""
    if version is None:
        return ""
    tone, icon = _ORIGINS[version.origin]
    return status_tag(FileOrigin(version.origin).label, tone, icon)


@register.inclusion_tag("evidence/_upload.html", takes_context=True)
def upload_box(
    context: Context,
    url: str,
    refresh: str = "",
    label: str = "Thêm tệp",
    next_url: str = "",
    box_id: str = "upload",
    *,
    several: bool = True,
    choose_access: bool = True,
) -> dict[str, Any]:
    """A form that posts `files`, `access_class` and `next` to `url`.

    With script each file is sent by itself, with progress, and `refresh` (a selector) names the part of the page that
    is loaded anew afterwards. Without script it is a plain form; the view answers with messages and a redirect.
    """
    return {
        "csrf_token": context.get("csrf_token", ""),
        "upload_url": url,
        "refresh": refresh,
        "label": label,
        "next_url": next_url,
        "box_id": box_id,
        "several": several,
        "accept": ACCEPT_ATTRIBUTE,
        "accepted": ACCEPTED_SENTENCE,
        "largest": file_size(limits().max_bytes),
        "max_bytes": limits().largest,
        "max_files": limits().max_files,
        "access_choices": ACCESS_CHOICES if choose_access else [],
        "default_access": AccessClass.APPRAISAL.value,
    }


@register.inclusion_tag("evidence/_picker.html", takes_context=True)
def document_picker(
    context: Context,
    documents: Iterable[Document],
    url: str,
    query: str = "",
    search_url: str = "",
    chosen: Collection[int] = (),
    button: str = "Gắn minh chứng đã chọn",
) -> dict[str, Any]:
    """A list of documents with checkboxes that posts `documents` (their keys) to `url`; `chosen` are attached already.

    `search_url` (GET, parameter `q`) narrows the list; leave it out when the page has its own search.
    """
    return {
        "csrf_token": context.get("csrf_token", ""),
        "documents": list(documents),
        "pick_url": url,
        "query": query,
        "search_url": search_url,
        "chosen": frozenset(chosen),
        "button_text": button,
    }
