"""Sheets that wait for their person's word."""

from typing import Any
from uuid import UUID

from thanthien.core.workbooks.actions import hold
from thanthien.core.workbooks.models import HeldSheet
from thanthien.core.workbooks.reading import Sheet, SheetRow
from thanthien.core.workbooks.views import WorkbookImport


def held_sheet(importer: WorkbookImport, by: Any, **given: Any) -> HeldSheet:
    """A sheet with one row that is wrong in each of its cells."""
    cells = tuple("=" for _ in importer.workbook().columns)
    return hold(sheet=Sheet(1, (SheetRow(2, cells),)), given=given, by=by, purpose=importer.purpose)


def nothing_held(world: Any) -> dict[str, UUID]:
    """The address of a sheet that is not there."""
    return {"uuid": UUID(int=1)}
