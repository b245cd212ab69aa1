"""Figures kept as JSON come back as they were; snapshots; late records that a body lets count."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.question import Question
from thanthien.measures import registry
from thanthien.measures.actions import accept_late, keep_snapshots
from thanthien.measures.figure_json import figure_from_json, figure_to_json, period_named
from thanthien.measures.figures import (
    Absent,
    Basis,
    Count,
    Counts,
    Figure,
    Finding,
    Items,
    NothingArose,
    Number,
    Passed,
    PeriodCount,
    PerPeriod,
    Picked,
    Ratio,
    fingerprint,
)  # fmt: skip
from thanthien.measures.models import LateAcceptance, Snapshot
from thanthien.measures.periods import PeriodKind, period_of
from thanthien.measures.queries import digest_holds, digest_of, findings, scope_of, trend
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
WEEK = period_of("iso_week", date(2026, 6, 3))
SINGLE: list[Figure] = [
    Absent("Phân hệ đang tắt."), NothingArose("Không có."), Passed(True), Items({"a": True, "b": False}),
    Ratio(Decimal("3"), Decimal("4.5")), Number(Decimal("5")), Count(0), Counts({"x": 2}), Picked("khong-co"),
    PerPeriod({}), PerPeriod({WEEK: PeriodCount(3, 4, 8)}), PerPeriod({WEEK: PeriodCount(0)}),
]  # fmt: skip


@pytest.mark.parametrize("figure", SINGLE, ids=lambda figure: type(figure).__name__)
def test_a_figure_comes_back_as_it_was(figure: Figure) -> None:
    assert figure_from_json(figure_to_json(figure)) == figure


@given(
    kind=st.sampled_from(["working_day", "iso_week", "month", "quarter", "half_year"]),
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_a_period_is_known_by_its_key(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day)
    assert period_named(period.key) == period


@pytest.mark.parametrize("key", ["", "2026", "2026-W54", "2026-13", "2026-Q5", "2026-H3", "2026-02-30", "tuần 3"])
def test_another_text_is_no_period(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the calendar says of it
        period_named(key)


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="No figure"):
        figure_from_json({"verdict": 1})


@pytest.fixture
def weekly(monkeypatch: pytest.MonkeyPatch) -> dict[int, Finding]:
    """A measure of the tests whose answers the test sets, by unit."""
    given: dict[int, Finding] = {}
    measure = Measure(
        "test.weekly",
        "Thử",
        "Thử.",
        "periods",
        lambda _: Question(lambda: given),
        lambda one, scope: [],
        period="iso_week",
    )
    monkeypatch.setattr(registry, "_measures", {"test.weekly": measure})
    return given


def asked(as_of: date, *units: int) -> Scope:
    return scope_of(SPAN, as_of, units)


@pytest.mark.django_db
def test_snapshots_are_kept_once_a_day_and_make_a_trend(weekly: dict[int, Finding]) -> None:
    one, other = UnitFactory(), UnitFactory()
    for day, count in ((date(2026, 6, 7), 1), (date(2026, 6, 14), 2)):
        weekly[one.pk] = Finding(PerPeriod({WEEK: PeriodCount(count)}), fingerprint([("r", count, 1)]), Basis(count))
        scope = asked(day, one.pk, other.pk)
        assert keep_snapshots(found=findings(["test.weekly", "unknown.key"], scope).answer(), scope=scope) == 2
        assert keep_snapshots(found=findings(["test.weekly"], scope).answer(), scope=scope) == 0
    days = [date(2026, 5, 31), date(2026, 6, 7), date(2026, 6, 14)]
    assert trend("test.weekly", SPAN, one.pk, days) == {
        date(2026, 6, 7): PerPeriod({WEEK: PeriodCount(1)}),
        date(2026, 6, 14): PerPeriod({WEEK: PeriodCount(2)}),
    }
    assert trend("test.weekly", SPAN, other.pk, days[1:2]) == {date(2026, 6, 7): registry.NO_FINDING.figure}
    assert len(set(Snapshot.objects.filter(unit=one).values_list("digest", flat=True))) == 2


@pytest.mark.django_db
def test_digest_follows_records_unit_and_day(weekly: dict[int, Finding]) -> None:
    measure = registry.find("test.weekly")
    assert measure is not None
    found = Finding(Count(1), fingerprint([("r", 1, 1)]))
    base = digest_of(measure, asked(date(2026, 6, 7)), "11737", found)
    assert len(base) == 73
    assert digest_of(measure, asked(date(2026, 6, 8)), "11737", found) != base
    assert digest_of(measure, asked(date(2026, 6, 7)), "11738", found) != base
    assert digest_of(measure, asked(date(2026, 6, 7)), "11737", Finding(Count(1), fingerprint([("r", 1, 2)]))) != base
    assert digest_of(measure, asked(date(2026, 6, 7)), "11737", Finding(Absent("Tắt."))) == ""


@pytest.mark.django_db
def test_a_digest_holds_after_the_key_was_changed_while_the_earlier_one_is_kept(
    weekly: dict[int, Finding], settings: Any
) -> None:
    measure, scope = registry.find("test.weekly"), asked(date(2026, 6, 7))
    assert measure is not None
    found, other = (Finding(Count(1), fingerprint([("r", number, 1)])) for number in (1, 2))
    settings.FIGURE_DIGEST_KEYS = ["earlier"]
    kept = digest_of(measure, scope, "11737", found)
    settings.FIGURE_DIGEST_KEYS = ["later", "earlier"]
    assert digest_of(measure, scope, "11737", found) != kept
    assert [digest_holds(kept, measure.key, scope, "11737", one) for one in (found, other)] == [True, False]
    settings.FIGURE_DIGEST_KEYS = ["later"]
    assert digest_holds(kept, measure.key, scope, "11737", found) is None


@pytest.mark.django_db
def test_no_digest_holds_where_no_record_counts(weekly: dict[int, Finding]) -> None:
    scope, nothing = asked(date(2026, 6, 7)), Finding(Absent("Tắt."))
    found = Finding(Count(1), fingerprint([("r", 1, 1)]))
    assert digest_holds("", "test.weekly", scope, "11737", nothing) is True
    assert digest_holds("", "test.weekly", scope, "11737", found) is False
    assert digest_holds("a1b2c3d4:00", "test.weekly", scope, "11737", nothing) is False


@pytest.mark.django_db
def test_scope_knows_the_first_day_of_a_unit_of_mid_year() -> None:
    old, young = UnitFactory(), UnitFactory(valid_from=date(2026, 7, 1))
    assert dict(asked(date(2026, 12, 1), old.pk, young.pk).starts) == {young.pk: date(2026, 7, 1)}


@pytest.fixture(autouse=True)
def _judged(monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)


def appraiser() -> User:
    return person(Role.APPRAISER)


@pytest.mark.django_db
def test_a_body_lets_late_records_count_and_takes_it_back(weekly: dict[int, Finding]) -> None:
    meant, body = UnitFactory(), appraiser()
    words = {"unit": meant, "measure": "test.weekly", "periods": ["2026-W23"], "reason": "Mất mạng do bão."}
    accept_late(by=body, **words)
    assert asked(date(2026, 12, 1), meant.pk).accepted == {("test.weekly", meant.pk, "2026-W23")}
    before = clock.now()
    accept_late(by=body, accepted=False, **words)
    assert asked(date(2026, 12, 1), meant.pk).accepted == frozenset()
    known = scope_of(SPAN, date(2026, 12, 1), [meant.pk], known_at=before)
    assert known.accepted == {("test.weekly", meant.pk, "2026-W23")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"periods": ["2026-06"]}, "periods"),
        ({"periods": ["2026-W22", "x"]}, "periods"),
        ({"periods": []}, "periods"),
        ({"measure": "a.b"}, "periods"),
    ],
)
def test_what_no_body_can_accept_is_said_beside_its_field(
    weekly: dict[int, Finding], changes: dict[str, Any], field: str
) -> None:
    words: dict[str, Any] = {"measure": "test.weekly", "periods": ["2026-W23"], "reason": "Mất mạng.", **changes}
    with pytest.raises(Invalid) as invalid:
        accept_late(by=appraiser(), unit=UnitFactory(), **words)
    assert list(invalid.value.errors) == [field]


@pytest.mark.django_db
def test_the_commune_can_not_accept_its_own_late_records(weekly: dict[int, Finding]) -> None:
    with pytest.raises(Refused, match="Chỉ cơ quan thẩm định"):
        accept_late(
            by=person(Role.COMMUNE_CHAIR),
            unit=UnitFactory(),
            measure="test.weekly",
            periods=["2026-W23"],
            reason="Mất mạng.",
        )


@pytest.mark.django_db
def test_an_acceptance_is_kept_as_it_was(weekly: dict[int, Finding]) -> None:
    accept_late(by=appraiser(), unit=UnitFactory(), measure="test.weekly", periods=["2026-W23"], reason="Mất mạng.")
    with pytest.raises(DatabaseError), transaction.atomic():
        LateAcceptance.objects.update(reason="Khác.")
    with pytest.raises(DatabaseError), transaction.atomic():
        LateAcceptance.objects.all().delete()
