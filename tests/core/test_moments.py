"""Moments of the database are read as they were written, to the microsecond."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzLoader

from thanthien.core.moments import MomentLoader

pytestmark = pytest.mark.django_db
MOMENTS = [
    datetime(2026, 11, 30, 23, 47, 39, tzinfo=UTC),
    datetime(2026, 11, 30, 23, 47, 39, 1, tzinfo=UTC),
    datetime(2026, 11, 30, 23, 47, 39, 120_000, tzinfo=UTC),
    datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=7))),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(1911, 6, 5, 4, 3, 2, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
]


def test_moments_come_back_as_they_are_and_as_the_driver_reads_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(%s::timestamptz[]), NULL::timestamptz", [MOMENTS])
        found = [moment for moment, none in cursor.fetchall() if none is None]
        cursor.connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute("SELECT unnest(%s::timestamptz[])", [MOMENTS])
        theirs = [moment for (moment,) in cursor.fetchall()]
        cursor.connection.adapters.register_loader("timestamptz", MomentLoader)
    assert found == theirs == MOMENTS
    assert {one.tzinfo for one in found} == {UTC}


def test_django_leaves_the_reading_to_us() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        adapters: Any = cursor.adapters  # type: ignore[attr-defined]
        loader = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)
    assert loader is MomentLoader
