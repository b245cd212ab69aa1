"""Questions asked together answer as each does by itself, in one statement."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BinaryField, Count, DecimalField, ExpressionWrapper, F, JSONField, OuterRef, Value
from django.db.models.functions import TruncWeek
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import Membership, User
from thanthien.core.models import CalendarDay
from thanthien.core.prepared import Given, GivenMany, Prepared
from thanthien.core.question import Question, all_of, ask, ask_named, at_hand, first_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
AMOUNTS: Any = ExpressionWrapper(F("pk") * Value(Decimal("0.10")), DecimalField(max_digits=12, decimal_places=2))


@pytest.fixture(autouse=True)
def _rows() -> None:
    words = [{"from": "2026-03-01", "on": False, "at": "2026-02-01T00:00:00+07:00", "share": 0.1}]
    unit = UnitFactory(name='Xã "Cẩm Giàng" \\ 100%', rooms={"service": words})
    agency = AgencyFactory(committee=True, unit=unit)
    first = MembershipFactory(agency=agency, valid_from=date(2025, 12, 30))
    MembershipFactory(user=first.user, valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 1))
    UserFactory(last_login=datetime(2026, 3, 1, 0, 0, 0, 1, UTC))
    CalendarDay.objects.update_or_create(date=date(2026, 4, 30), defaults={"kind": "off", "name": "Giải phóng"})


def shapes() -> dict[str, Any]:
    """Querysets of every kind that a page may ask with."""
    own = Membership.objects.filter(user=OuterRef("pk")).order_by("pk").values("pk")
    memberships = Membership.objects.order_by("-pk")
    wide = {f"n{number}": F("pk") + number for number in range(120)}  # a function of PostgreSQL takes a hundred
    return {
        "wide": memberships.annotate(**wide).values_list("valid_from", *wide),
        "models": Unit.objects.order_by("pk"),
        "joins": memberships.select_related("agency__unit", "user"),
        "values": memberships.values_list("pk", "valid_from", "valid_to", "agency__unit__rooms", "user__is_active"),
        "flat": User.objects.order_by("sort_key", "pk").values_list("last_login", flat=True),
        "named": CalendarDay.objects.order_by("date").values_list("date", "name", named=True),
        "dicts": memberships.values("user__username"),
        "counts": User.objects.order_by("pk").annotate(many=Count("memberships")).values_list("pk", "many"),
        "arrays": User.objects.order_by("pk").annotate(hats=ArraySubquery(own)).values_list("pk", "hats"),
        "weeks": memberships.annotate(monday=TruncWeek("valid_from")).values_list("monday", flat=True),
        "amounts": memberships.annotate(amount=AMOUNTS).values_list("amount", flat=True),
        "none": Unit.objects.none(),
        "nobody": Unit.objects.filter(pk__in=[]),
    }


def described(rows: list[Any]) -> list[Any]:
    """Rows with the columns of models, and of those that they were joined with."""
    return [_columns(row) if isinstance(row, (Membership, Unit)) else row for row in rows]


def _columns(row: Any) -> dict[str, Any]:
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if isinstance(row, Membership):
        told |= {"unit": row.agency.unit and _columns(row.agency.unit), "person": row.user.full_name}
    return told


def test_rows_are_those_that_each_queryset_reads_by_itself() -> None:
    alone = {name: described(list(rows)) for name, rows in shapes().items()}
    with CaptureQueriesContext(connection) as statements:
        found = ask(*(Question(list, rows) for rows in shapes().values()))
        together = dict(zip(alone, map(described, found), strict=True))
    assert len(statements) == 1
    assert together == alone
    assert alone["joins"]
    assert [type(one) for one in together["amounts"]] == [Decimal, Decimal]


def test_statements_written_once_are_asked_together_with_others_and_read_at_each_use_anew() -> None:
    of_user = Prepared(lambda most: Membership.objects.filter(user=Given("user")).order_by("pk")[:most])
    names = Prepared(lambda: User.objects.filter(pk__in=GivenMany("users")).order_by("pk").values_list("full_name"))
    ordered = Prepared(lambda: Membership.objects.order_by("valid_from", "pk").values_list("user").distinct())
    nobody = Prepared(lambda: User.objects.none())
    users = list(User.objects.order_by("pk"))
    for user in users:
        with CaptureQueriesContext(connection) as statements:
            found = ask_named(
                first=Question(first_of, of_user.asked(1, user=user.pk)),
                every=Question(list, of_user.asked(9, user=user.pk)),
                names=Question(list, names.asked(users=[one.pk for one in users])),
                ordered=Question(list, ordered.asked()),
                nobody=Question(list, nobody.asked()),
                known=at_hand(7),
                units=Question(len, Unit.objects.all()),
            )
        mine = list(user.memberships.order_by("pk"))
        assert len(statements) == 1
        assert found == {
            "first": mine[0] if mine else None, "every": mine, "names": [(one.full_name,) for one in users],
            "ordered": ordered(), "nobody": [], "known": 7, "units": Unit.objects.count(),
        }  # fmt: skip
        assert Question(list, of_user.asked(9, user=user.pk)).answer() == mine
    assert [len(user.memberships.all()) for user in users] == [2, 0]


def test_place_that_is_not_filled_in_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(KeyError):
        Prepared(lambda: User.objects.filter(pk=Given("user"))).asked()


def test_rows_of_which_several_ask_are_read_once() -> None:
    users = [User.objects.order_by("pk").values_list("pk", flat=True) for _ in range(2)]
    with CaptureQueriesContext(connection) as statements:
        first, second = ask(Question(list, users[0]), Question(len, users[1]))
    assert (len(first), second) == (User.objects.count(),) * 2
    assert ["UNION ALL" in one["sql"] for one in statements] == [False]


def test_questions_are_made_of_others() -> None:
    ids = Question(set, User.objects.values_list("pk", flat=True))
    known = Question(lambda: 2)
    whole = Question(lambda ids, two, rows: (len(ids) * two, len(rows)), ids, known, Unit.objects.all())
    expected = User.objects.count() * 2, Unit.objects.count()
    assert whole.answer() == expected
    assert ask(whole, known, all_of(known, ids)) == [expected, 2, (2, ids.answer())]


def test_what_is_known_takes_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert ask() == []
        assert ask(Question(lambda: 7), Question(list, Unit.objects.none()), Question(list, Unit.objects.none())) == [
            7,
            [],
            [],
        ]


def test_kind_of_column_that_nobody_can_read_back_is_refused() -> None:
    odd = User.objects.annotate(odd=Value(b"x", output_field=BinaryField())).values_list("odd")
    with pytest.raises(TypeError, match="BinaryField"):
        ask(Question(list, odd), Question(list, Unit.objects.all()))


@pytest.mark.parametrize("each", [DecimalField(max_digits=5, decimal_places=2), JSONField()], ids=["amounts", "json"])
def test_many_amounts_and_json_in_one_column_are_refused(each: Any) -> None:
    """A digit or a key could be lost on their way."""
    many = User.objects.annotate(many=Value([], output_field=ArrayField(each))).values_list("many")
    with pytest.raises(TypeError, match="ArrayField"):
        ask(Question(list, many), Question(list, Unit.objects.all()))


def test_rows_that_differ_only_in_the_end_of_a_long_parameter_are_told_apart() -> None:
    long = [{"words": "x" * 60, "on": on} for on in (True, False)]
    rows = [Unit.objects.annotate(told=Value(one, output_field=JSONField())).values_list("told") for one in long]
    found = ask(*(Question(list, one) for one in rows))
    assert found == [list(one) for one in rows]
    assert found[0] != found[1]


def test_rows_that_bring_others_with_them_are_refused() -> None:
    with pytest.raises(TypeError, match="prefetch_related"):
        Question(list, User.objects.prefetch_related("memberships"))
