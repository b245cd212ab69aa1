"""Where documents are used. This room knows nobody above it: rooms that use documents register how to find out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.evidence.models import Document


@dataclass(frozen=True)
class Usage:
    """One place that uses a document, worded for the person who asks; `url` is empty when they can't open it.

    `outdated`: the place names an older version than the newest one that the person may see.
    """

    title: str
    url: str = ""
    outdated: bool = False
    blocks_retirement: bool = False


# Titles of what counts on the city's seeing this document. Locks what it finds, so that it stays so until the end.
Holder = Callable[[int], Sequence[str]]
Provider = Callable[["User", Collection[int]], Mapping[int, Sequence[Usage]]]


@dataclass(frozen=True)
class Renewal:
    """Places that the person may let use the newest version of a document, all at once: a POST to `url` that names the
    version as `version`."""

    url: str
    places: int


Renewer = Callable[["User", "Document"], Renewal]

_renewers: list[Renewer] = []
_providers: list[Provider] = []
_holders: list[Holder] = []


def register_usages(provider: Provider) -> None:
    """Adds a way to find uses: `provider(user, ids of documents)` → uses by id, in one query for all ids."""
    if provider not in _providers:
        _providers.append(provider)


def usages_of(user: "User", document_ids: Collection[int]) -> dict[int, list[Usage]]:
    """All uses of the documents, by id; one query per registered room, none without documents."""
    found: dict[int, list[Usage]] = defaultdict(list)
    if document_ids:
        for provider in _providers:
            for document_id, usages in provider(user, document_ids).items():
                found[document_id].extend(usages)
    return found


def register_renewer(renewer: Renewer) -> None:
    """Adds a way to let places use a document's newest version."""
    if renewer not in _renewers:
        _renewers.append(renewer)


def renewals_of(user: "User", document: "Document") -> list[Renewal]:
    """Where the person may let older versions of the document give way to its newest one."""
    return [found for renewer in _renewers if (found := renewer(user, document)).places]


def register_holder(holder: Holder) -> None:
    """Adds a way to find what holds a document in the city's sight: something signed or handed in, whoever asks."""
    if holder not in _holders:
        _holders.append(holder)


def holds_of(document_id: int) -> list[str]:
    """Titles of what needs the document seen; call inside a transaction, before the document is locked."""
    return [title for holder in _holders for title in holder(document_id)]
