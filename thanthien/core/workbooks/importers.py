"""The importers by their purpose, so that a job finds the one whose file it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import get_resolver

if TYPE_CHECKING:
    from thanthien.core.workbooks.views import WorkbookImport

_importers: dict[str, WorkbookImport] = {}


def register(purpose: str, importer: WorkbookImport) -> None:
    """Make an importer known; done where it gets its addresses."""
    _importers[purpose] = importer


def importer_for(purpose: str) -> WorkbookImport:
    """The importer of a purpose. Raises KeyError when this version of the program has none."""
    _ = get_resolver().url_patterns  # a worker serves no page, so nobody has asked for the addresses yet
    return _importers[purpose]
