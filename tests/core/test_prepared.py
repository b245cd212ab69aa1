"""Statements written once tell what the queryset tells, at each use anew."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, Value
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError

from tests.factories.accounts import MembershipFactory, UserFactory
from thanthien.accounts.models import Membership, User
from thanthien.core.prepared import Given, GivenMany, Prepared

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_models_with_their_joins_come_in_one_statement(django_assert_num_queries: Any) -> None:
    first, second = MembershipFactory(), MembershipFactory()
    ask = Prepared(lambda: Membership.objects.filter(user=Given("who")).select_related("agency__unit", "user"))
    assert ask(who=first.user_id) == [first]
    with django_assert_num_queries(1):
        (found,) = ask(who=second.user_id)
        told = (found, found.user, found.agency, found.agency.unit, found.valid_from)
    assert told == (second, second.user, second.agency, second.agency.unit, second.valid_from)


def test_annotations_values_and_unions_are_those_of_the_queryset() -> None:
    user = MembershipFactory(valid_from=date(2026, 1, 1)).user
    MembershipFactory(user=user, valid_from=date(2025, 1, 1), valid_to=date(2025, 6, 1))
    current = Membership.objects.current(Given("day")).filter(user=OuterRef("pk")).order_by()
    many = current.values("user").annotate(many=Count("pk")).values("many")
    counted = Prepared(lambda: User.objects.filter(pk=Given("who")).annotate(many=many, loud=Upper("full_name")))
    (found,) = counted(who=user.pk, day=DAY)
    assert (found, found.many, found.loud) == (user, 1, user.full_name.upper())
    days = Membership.objects.filter(user=Given("who")).order_by()
    flat = Prepared(lambda: days.order_by("valid_from").values_list("valid_from", flat=True))
    assert flat(who=user.pk) == [date(2025, 1, 1), date(2026, 1, 1)]
    pairs = Prepared(
        lambda: days.values_list("valid_from", Value("từ")).union(days.values_list("valid_to", Value("đến")))
    )
    assert {*pairs(who=user.pk)} == {
        (date(2025, 1, 1), "từ"), (date(2026, 1, 1), "từ"), (date(2025, 6, 1), "đến"), (None, "đến"),
    }  # fmt: skip
    named = Prepared(lambda: days.filter(valid_to__isnull=False).values("pk", "valid_to"))
    assert named(who=user.pk) == list(user.memberships.exclude(valid_to=None).values("pk", "valid_to"))


def test_what_only_the_order_needs_is_no_part_of_the_rows() -> None:
    user = MembershipFactory(valid_from=date(2026, 1, 1)).user
    MembershipFactory(user=user, valid_from=date(2025, 1, 1))
    rows = Membership.objects.order_by("valid_from", "pk").values_list("user").distinct()
    ask = Prepared(lambda: rows.filter(user=Given("who")))
    assert ask(who=user.pk) == list(rows.filter(user=user)) == [(user.pk,), (user.pk,)]


def test_rows_are_read_at_each_use_and_what_is_given_is_never_text() -> None:
    user = UserFactory(full_name="Trần Văn Ấm")
    ask = Prepared(lambda: User.objects.filter(full_name=Given("name")))
    assert ask.first(name="Trần Văn Ấm") == user
    User.objects.filter(pk=user.pk).update(full_name="x' OR '1'='1")
    assert ask.first(name="Trần Văn Ấm") is None
    assert ask(name="x' OR '1'='1") == [user]
    with pytest.raises(KeyError):
        ask()


def test_a_condition_that_changes_the_text_has_a_text_of_its_own() -> None:
    one, two = UserFactory(), UserFactory()
    ask = Prepared(lambda seen: User.objects.filter(seen, pk=Given("who")))
    for _ in range(2):
        assert ask(Q(), who=one.pk) == [one]
        assert ask(Q(pk__in=frozenset({two.pk})), who=one.pk) == []
        assert ask(Q(pk__in=frozenset({one.pk, two.pk})), who=one.pk) == [one]
        assert ask(Q(pk__in=frozenset()), who=one.pk) == []


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_locks_needs_a_transaction_and_each_thread_has_its_connection() -> None:
    user = UserFactory()
    ask = Prepared(lambda: User.objects.filter(pk=Given("who")).select_for_update())
    with transaction.atomic():
        assert ask(who=user.pk) == [user]
    with pytest.raises(TransactionManagementError):
        ask(who=user.pk)
    found: list[Any] = []

    def elsewhere() -> None:
        with transaction.atomic():
            found.extend([*ask(who=user.pk), connection.connection.info.backend_pid])
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found[0] == user
    assert found[1] != connection.connection.info.backend_pid


def test_any_number_of_numbers_has_one_text(django_assert_num_queries: Any) -> None:
    users = [UserFactory() for _ in range(3)]
    made = [MembershipFactory(user=user) for user in users]
    ask = Prepared(lambda: User.objects.filter(pk__in=GivenMany("ids")).order_by("pk"))
    with django_assert_num_queries(3):
        found = [ask(ids=[user.pk for user in users[:number]]) for number in (0, 1, 3)]
    assert found == [[], users[:1], users]
    joined = Prepared(lambda: Membership.objects.filter(user__in=GivenMany("ids")).order_by("pk"))
    assert joined(ids=[users[0].pk, users[2].pk]) == [made[0], made[2]]
