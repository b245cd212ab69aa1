"""Who gets what on the public pages: everybody the same, and nothing of a year that is not published."""

from functools import partial
from typing import Any

from tests.access_rows import World, row
from tests.evaluations.scenario import open_year

_SET = {"scheme": "nho", "year": 2026, "version": 1}


def a_published_year() -> World:
    """One unit's result, published."""
    year = open_year(units=1)
    year.publish()
    return World(year=year)


def a_decided_year() -> World:
    """One unit's result, decided but not published."""
    year = open_year(units=1)
    year.decide()
    return World(year=year)


def a_posted_draft() -> World:
    """One unit's draft, which hangs."""
    year = open_year(units=1)
    year.post()
    return World(year=year)


def _draft(answer: int, world: Any) -> Any:
    of_unit = {"code": "10001"}
    return row("draft", everyone=answer, world=world, kwargs=lambda made: of_unit | {"cycle_id": made.year.cycle.pk})


def _public(name: str, **kwargs: Any) -> Any:
    return row(name, everyone=200, world=a_published_year, kwargs=lambda world: kwargs)


def _hidden(name: str, **kwargs: Any) -> Any:
    return row(name, everyone=404, world=a_decided_year, kwargs=lambda world: kwargs)


def _by_number(kwargs: dict[str, Any], world: World) -> dict[str, Any]:
    return kwargs | {"year": 2026, "number": world.year.cycle.pk}  # type: ignore[attr-defined]


ROWS = [
    _public("home"),
    _public("results"),
    _public("search-units"),
    _public("open-data"),
    _public("robots"),
    row("favicon", everyone=302),
    _public("sitemap"),
    _public("method"),
    _public("method-set", **_SET),
    _public("method-yaml", **_SET),
    _public("method-json", **_SET),
    _public("drafts"),
    _public("about"),
    row("guide", everyone=302),
    _public("guide-public"),
    row("guide-of", signed_in=200, kwargs=lambda _: {"name": "don-vi"}),
    _public("guide-sheet-public"),
    row("guide-sheet", signed_in=200, kwargs=lambda _: {"name": "don-vi"}),
    row("guide-sheet", signed_in=404, kwargs=lambda _: {"name": "khong-co"}),
    _public("verify-program"),
    row(
        "public-paper",
        everyone=404,
        world=a_published_year,
        kwargs=lambda made: {"decision_id": made.year.cycle.decisions.get().pk},
    ),  # tests/portal/test_papers.py makes one public
    _draft(200, a_posted_draft),
    _draft(404, a_decided_year),
    _public("year", year=2026),
    _public("year-file", year=2026, ending="json"),
    _public("unit-page", code="10001"),
    _public("unit-card", code="10001"),
    _public("unit-year", code="10001", year=2026),
    _hidden("year", year=2026),
    _hidden("year-file", year=2026, ending="csv"),
    _hidden("unit-year", code="10001", year=2026),
    # There is no trial year in these worlds; tests/portal/test_pages.py opens one.
    _hidden("year-trial", year=2026),
    _hidden("year-trial-file", year=2026, ending="json"),
    _hidden("unit-year-trial", code="10001", year=2026),
    *(
        row(name, everyone=answer, world=world, kwargs=partial(_by_number, kwargs))
        for world, answer in ((a_published_year, 200), (a_decided_year, 404))
        for name, kwargs in (
            ("year-cycle", {}), ("year-cycle-file", {"ending": "json"}), ("unit-year-cycle", {"code": "10001"}),
        )
    ),
]  # fmt: skip
