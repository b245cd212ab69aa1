"""Reads what a sealed document says of the heads of a unit, without the product: who is meant by post and days, and
that the condition follows. It shares nothing with the product but the file's description (docs/open-data.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

POSTS = ("party", "government")
# What was said of a head, or that the post was vacant.
HIT, NOT_HIT, VACANT = "in_post", "none", "vacant"


@dataclass(frozen=True)
class Said:
    """Of one condition: whether it holds, by which document, and of each term (post, first and last day) the answer."""

    holds: bool
    number: str
    issuer: str
    terms: tuple[tuple[str, str, str, str], ...]


def said_of_heads(document: dict[str, Any], last: str) -> dict[str, Said]:
    """The same of each condition about heads, by key; ``last``: the day up to which it asks. AssertionError where a day
    of the year has no head or two, a vacant post no ground, the document is older than what it speaks of, a name stands
    in it, or the condition doesn't follow."""
    found = {}
    for key, one in document.get("heads", {}).items():
        rows = one["terms"]
        assert {name for row in rows for name in row} <= {"post", "from", "to", "answer", "vacant_by"}
        assert all((row["answer"] == VACANT) == bool(row.get("vacant_by")) for row in rows)
        assert {row["answer"] for row in rows} <= {HIT, NOT_HIT, VACANT}
        for post in POSTS:
            _fill_the_year([row for row in rows if row["post"] == post], date.fromisoformat(last))
        assert date.fromisoformat(one["document"]["signed_on"]) >= date.fromisoformat(last)
        holds = HIT in {row["answer"] for row in rows}
        assert document["gates"][key] is holds
        terms = tuple((row["post"], row["from"], row["to"], row["answer"]) for row in rows)
        found[key] = Said(holds, one["document"]["number"], one["document"]["issuer"], terms)
    return found


def _fill_the_year(rows: list[dict[str, str]], last: date) -> None:
    day = date(last.year, 1, 1)
    for row in rows:
        assert date.fromisoformat(row["from"]) == day
        day = date.fromisoformat(row["to"]) + timedelta(1)
    assert day == last + timedelta(1)
