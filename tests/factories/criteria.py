"""Criteria sets in the database, made as a city would make them: imported, then issued."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory
from tests.recorder import recorded
from thanthien.accounts.roles import Role
from thanthien.criteria.actions import import_draft, issue, submit
from thanthien.criteria.models import CriteriaSet

REFERENCE = Path(__file__).parents[2] / "thanthien/criteria/sets/chinh-quyen-than-thien-2026.yaml"


def reference_text(version: int = 1) -> str:
    """The reference set as a file, also as a later version."""
    return REFERENCE.read_text(encoding="utf-8").replace("\nversion: 1\n", f"\nversion: {version}\n")


def with_agencies(text: str) -> str:
    """The file, once every agency that it names is there."""
    tree = yaml.safe_load(text)
    for code in sorted(set(_named(tree))):
        AgencyFactory(code=code)
    return text


def _named(tree: Any, key: str = "") -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from _named(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from _named(value, key)
    elif key in ("bodies", "declared_by"):
        yield str(tree)


@recorded
def draft_set(text: str | None = None) -> CriteriaSet:
    """A draft imported by an officer of the standing agency."""
    return import_draft(by=person(Role.CITY_OFFICER), text=with_agencies(text or reference_text()))


@recorded
def submitted_set(text: str | None = None) -> CriteriaSet:
    """A draft that an officer submitted to the head."""
    officer = person(Role.CITY_OFFICER)
    draft = import_draft(by=officer, text=with_agencies(text or reference_text()))
    return submit(by=officer, set_id=draft.pk, note="", seen=draft.sha256)


@recorded
def issued_set(text: str | None = None, number: str = "12/QĐ-SNV") -> CriteriaSet:
    """A set issued by the head of the standing agency."""
    head = person(Role.CITY_HEAD)
    draft = import_draft(by=head, text=with_agencies(text or reference_text()))
    return issue(by=head, set_id=draft.pk, decision_number=number, decision_date=date(2026, 1, 15))
