"""What the tests of all importers need to know of one. Each room lists its own in tests/<room>/importer_cases.py.

    CASES = [ImporterCase(people_import, stock=…, fresh=…, state=…)]

`stock(count)` stores so many rows of its export; `fresh(count)` gives the cells of so many rows that are not stored
yet, and stores what they need (units, agencies); `state()` is all that an import may change. `fields` are typed beside
the file; `forms` are strategies for columns whose texts have a form of their own; `sender()` is somebody who may
import.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.factories.accounts import person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.workbooks.views import WorkbookImport


@dataclass(frozen=True)
class ImporterCase:
    """One importer, and how to try it."""

    importer: WorkbookImport
    stock: Callable[[int], object]
    fresh: Callable[[int], Sequence[Sequence[Any]]]
    state: Callable[[], object]
    fields: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, st.SearchStrategy[Any]] = field(default_factory=dict)
    sender: Callable[[], User] = lambda: person(Role.ADMINISTRATOR)

    def __str__(self) -> str:
        return self.importer.purpose


def all_cases() -> list[ImporterCase]:
    """The cases of all rooms."""
    files = sorted(Path(__file__).parent.glob("*/importer_cases.py"))
    return [
        case for file in files for case in importlib.import_module(f"tests.{file.parent.name}.importer_cases").CASES
    ]
