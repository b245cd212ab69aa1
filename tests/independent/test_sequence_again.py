"""The sequence of decisions on a unit, read from the public file by a reader that knows nothing of the product."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.evaluations.test_after_result import adjust, conclude_item, correct, open_data, published, settle
from tests.independent.sequence import Heard, Held, Told, heard_before_signing, sequence, told_beside
from thanthien.evaluations.actions.decision_corrections import Right

pytestmark = pytest.mark.django_db


def test_what_was_decided_corrected_and_adjusted_is_read_from_the_file_alone() -> None:
    year = published()
    correct(year, Right(number="21/QĐ-UBND"))
    row = settle(year, "2.2")
    conclude_item(year)
    adjust(year, row, 1)
    (unit,) = open_data()["units"]
    first, second, third = sequence(unit)
    lost = Decimal(2)
    assert first == Held("recognition", 2, first.points, "21/QĐ-UBND", "2026-03-24")
    assert second == Held("correction", 2, first.points, "45/TB-UBND", "2026-05-04")
    assert third == Held(
        "adjustment", 1, first.points - lost, "88/QĐ-UBND", "2026-05-18", (("2.2", Decimal(2), Decimal(0)),)
    )


def test_what_stands_beside_the_points_is_read_from_the_file_alone() -> None:
    year = published()
    row = settle(year, "2.2")
    conclude_item(year)
    adjust(year, row, 1)
    (unit,) = open_data()["units"]
    first, second = (told_beside(entry["document"]) for entry in unit["documents"])
    assert (first, second) == (Told(), Told(settled="77/QĐ-UBND"))


def honest() -> dict[str, Any]:
    """A document with everything that may stand beside the points."""
    return {
        "decision": {"kind": "adjustment", "number": "88/QĐ", "signed_on": "2026-05-18"},
        "indicators": [{"code": "1.1"}, {"code": "2.2"}],
        "silent": [
            {"body": "so-a", "name": "Sở A", "on": "2026-03-09",
             "reminder": {"number": "9/SNV", "signed_on": "2026-03-06"}},
        ],
        "not_applied": [{"code": "1.2", "reason": "Đảo xa", "number": "45/UBND", "signed_on": "2026-01-05"}],
        "announced": [{"number": "30/TB", "signed_on": "2026-03-16"}],
        "adjusts": {"settlement": {"number": "77/QĐ", "signed_on": "2026-05-04", "issuer": "Ủy ban"},
                    "indicators": ["2.2"]},
    }  # fmt: skip


FORGED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a body was silent before it was reminded": lambda one: one["silent"][0].update(on="2026-03-01"),
    "a body twice": lambda one: one["silent"].append(one["silent"][0]),
    "an indicator is left out and counted": lambda one: one["not_applied"][0].update(code="1.1"),
    "an indicator is left out twice": lambda one: one["not_applied"].append(one["not_applied"][0]),
    "left out without a reason": lambda one: one["not_applied"][0].update(reason=" "),
    "announced twice by one document": lambda one: one["announced"].append(one["announced"][0]),
    "adjusted before the settlement": lambda one: one["adjusts"]["settlement"].update(signed_on="2026-05-19"),
}


def test_what_is_forged_beside_the_points_is_seen() -> None:
    assert told_beside(honest()) == Told(
        (("so-a", "9/SNV"),), (("1.2", "45/UBND"),), (("30/TB", "2026-03-16"),), "77/QĐ"
    )
    for forge in FORGED.values():
        document = honest()
        forge(document)
        with pytest.raises(AssertionError):
            told_beside(document)


def submission() -> dict[str, Any]:
    """What a submission says of the posted draft."""
    no = {"state": "value", "value": {"passed": False}, "points": "0.00"}
    yes = {"state": "value", "value": {"passed": True}, "points": "2.00"}
    return {
        "indicators": [{"code": "2.1"}],
        "bodies_heard": [
            {"kind": "party_opinion", "agrees": True, "number": "3-CV/ĐU", "signed_on": "2026-01-19",
             "sha256": "a" * 64},
        ],
        "changes": [
            {"code": "2.1", "on": "2026-01-16", "by": "opinion", "why": "Có sổ", "before": no, "after": yes},
            {"code": "2.1", "on": "2026-01-17", "by": "minutes", "why": "Nhầm", "before": yes, "after": no},
        ],
    }  # fmt: skip


FORGED_BEFORE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a body twice": lambda one: one["bodies_heard"].append(one["bodies_heard"][0]),
    "no whole hash": lambda one: one["bodies_heard"][0].update(sha256="ab"),
    "a change that is left out": lambda one: one["changes"][1].update(before={"state": "missing"}),
    "a change of nothing": lambda one: one["changes"][0].update(after=one["changes"][0]["before"]),
    "a change of another indicator": lambda one: one["changes"][0].update(code="9.9"),
}


def test_what_was_said_of_the_draft_is_read_and_what_is_forged_is_seen() -> None:
    assert heard_before_signing(submission()) == Heard((("party_opinion", "3-CV/ĐU", True),), ("2.1",))
    for forge in FORGED_BEFORE.values():
        document = submission()
        forge(document)
        with pytest.raises(AssertionError):
            heard_before_signing(document)


def test_a_former_word_that_was_taken_away_is_seen() -> None:
    year = published()
    row = settle(year, "2.2")
    conclude_item(year)
    adjust(year, row, 1)
    (unit,) = open_data()["units"]
    (changed,) = [one for one in unit["documents"][1]["document"]["indicators"] if one["code"] == "2.2"]
    changed["former"][0]["points"] = "1.00"
    with pytest.raises(AssertionError):
        sequence(unit)
