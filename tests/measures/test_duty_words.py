"""What is said of a duty: its period, its words and its last day, none of them twice."""

from datetime import date

import pytest

from thanthien.measures.duties import DutyState, State

LAST = date(2026, 12, 1)
QUARTER = "quý IV/2026"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param("2/3 ca", "2/3 ca; hạn ghi 01/12/2026", id="no day"),
        pytest.param("1 ý kiến, hạn 01/12/2026", "1 ý kiến, hạn 01/12/2026", id="the day"),
        pytest.param(
            "quá hạn 3 ngày làm việc (hạn 01/12/2026)", "quá hạn 3 ngày làm việc (hạn 01/12/2026)", id="the days after"
        ),
        pytest.param("hạn 30/11/2026", "hạn 30/11/2026; hạn ghi 01/12/2026", id="another day"),
        pytest.param("biên bản ngày 01/12/2026", "biên bản ngày 01/12/2026; hạn ghi 01/12/2026", id="no last day"),
    ],
)
def test_last_day_is_told_once(words: str, told: str) -> None:
    assert DutyState(State.DUE, words, LAST).told == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param("0/1 mô hình", "quý IV/2026: 0/1 mô hình", id="no period"),
        pytest.param("quý IV/2026: 0/30 nội dung", "quý IV/2026: 0/30 nội dung", id="the period"),
        pytest.param("năm 2026: đã tổ chức", "năm 2026: đã tổ chức", id="a longer one"),
        pytest.param("tuần này chưa ghi; năm nay: 7", "quý IV/2026: tuần này chưa ghi; năm nay: 7", id="a word of one"),
    ],
)
def test_period_is_told_once(words: str, told: str) -> None:
    assert DutyState(State.DUE, words, LAST).told_of(QUARTER, with_day=False) == told
