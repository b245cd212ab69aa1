"""`thanthien verify` on a year with an adjustment and a correction: whatever is changed in the sequence is reported,
also by a forger who makes every hash anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.evaluations.test_after_result import adjust, conclude_item, correct, open_data, published, settle
from tests.year_samples import rehashed
from thanthien.evaluations.actions.decision_corrections import Right
from thanthien.verify import verify_year

pytestmark = pytest.mark.django_db
Change = Callable[[list[dict[str, Any]]], None]


def document(entries: list[dict[str, Any]], place: int) -> dict[str, Any]:
    found: dict[str, Any] = entries[place]["document"]
    return found


def row(entries: list[dict[str, Any]], place: int = 2) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [one for one in document(entries, place)["indicators"] if one["code"] == "2.2"]
    return found


FORGED: dict[str, Change] = {
    "the former conclusion is gone": lambda entries: row(entries).__delitem__("former"),
    "the former conclusion is another one": lambda entries: row(entries)["former"][0].update(value={"option": "dat"}),
    "another indicator is named": lambda entries: document(entries, 2)["adjusts"].update(indicators=["2.1"]),
    "no settlement": lambda entries: document(entries, 2)["adjusts"]["settlement"].update(number=" "),
    "settled after the decision": lambda e: document(e, 2)["adjusts"]["settlement"].update(signed_on="2027-01-01"),
    "the own score is another one": lambda entries: row(entries)["self"].update(value={"option": "dat"}),
    "a correction moves the level": lambda entries: document(entries, 1)["level"].update(decided=1),
    "a correction of nothing": lambda entries: document(entries, 1)["corrects"].update(changes=[]),
    "a correction of an unknown decision": lambda e: document(e, 1)["corrects"]["decision"].update(number="99/QĐ"),
    "a correction of another text": lambda e: document(e, 1)["corrects"]["changes"][0].update(before="11/QĐ-UBND"),
    "a signer's name": lambda e: document(e, 1)["corrects"]["changes"].append(
        {"what": "signer", "before": "Ông A", "after": "Bà B"}
    ),
    "another name of the unit": lambda entries: document(entries, 1)["unit"].update(name="Xã Khác"),
    "the format of before": lambda entries: document(entries, 2).update(format="thanthien.dossier/2"),
}


def year_file() -> dict[str, Any]:
    """Decided, corrected, adjusted."""
    year = published()
    correct(year, Right(number="21/QĐ-UBND"))
    settled = settle(year, "2.2")
    conclude_item(year)
    adjust(year, settled, 1)
    return open_data()


def test_an_honest_sequence_is_clean() -> None:
    tree = year_file()
    assert tree["format"] == "thanthien.year/3"
    assert verify_year(tree).told.differences == []


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_sequence_is_seen_though_every_hash_fits(name: str) -> None:
    tree = year_file()
    FORGED[name](tree["units"][0]["documents"])
    found = verify_year(rehashed(tree)).told.differences
    assert found != []


def test_a_sequence_in_a_file_of_an_older_format_is_refused() -> None:
    tree = year_file()
    tree["format"] = "thanthien.year/2"
    assert any("Định dạng" in one for one in verify_year(rehashed(tree)).told.differences)
