"""When records were entered: those entered one after another are one sitting, and a large one is seen as such."""

from datetime import date, datetime, timedelta

import pytest

from thanthien.core.clock import ZONE
from thanthien.measures.figures import RecordLine
from thanthien.measures.sittings import sittings

EVENING = datetime(2026, 12, 20, 22, tzinfo=ZONE)
WEEK_10 = date(2026, 3, 5)


def line(at: datetime, typist: int | None = 1, key: str = "2026-W10") -> RecordLine:
    return RecordLine(WEEK_10, "", told_at=at, typist=typist, key=key)


def test_records_entered_one_after_another_are_one_sitting() -> None:
    start = datetime(2026, 12, 18, 21, 5, tzinfo=ZONE)
    evening = [line(start + timedelta(minutes=4 * place), key=f"2026-W{place + 10}") for place in range(11)]
    next_day = [line(start + timedelta(minutes=70)), line(start + timedelta(days=1), 2)]
    found = sittings([*next_day, *evening])
    assert [(one.records, one.periods, one.typists, one.is_mass) for one in found] == [
        (12, 11, {1}, True),
        (1, 1, {2}, False),
    ]
    assert (
        found[0].words
        == "12 bản ghi của 11 kỳ được nhập trong 70 phút, tối 18/12/2026, từ 21:05 đến 22:15, bởi 1 người"
    )


@pytest.mark.parametrize(("minutes", "count"), [(30, 1), (31, 2)])
def test_a_pause_of_more_than_half_an_hour_begins_another_sitting(minutes: int, count: int) -> None:
    assert len(sittings([line(EVENING), line(EVENING + timedelta(minutes=minutes))])) == count


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(EVENING), line(EVENING, 2)],
         "2 bản ghi của 1 kỳ được nhập cùng một lúc, đêm 20/12/2026, lúc 22:00, bởi 2 người"),
        ([line(EVENING, None)],
         "1 bản ghi của 1 kỳ được nhập cùng một lúc, đêm 20/12/2026, lúc 22:00; 1 bản ghi gửi qua đường dẫn riêng"),
        ([line(datetime(2026, 12, 20, 23, 50, tzinfo=ZONE)), line(datetime(2026, 12, 21, 0, 10, tzinfo=ZONE), None)],
         ("2 bản ghi của 1 kỳ được nhập trong 20 phút, đêm 20/12/2026, từ 23:50 đến 00:10 ngày 21/12/2026, "
          "bởi 1 người và 1 bản ghi gửi qua đường dẫn riêng")),
    ],
)  # fmt: skip
def test_a_sitting_says_how_long_when_and_by_how_many(lines: list[RecordLine], words: str) -> None:
    assert [one.words for one in sittings(lines)] == [words]
