"""What keeps a unit below a level for which its points in all suffice, as its seals say."""

from decimal import Decimal

import pytest

from tests.portal.published import published_year
from thanthien.evaluations.held_back import CouncilSum, held_below_points
from thanthien.evaluations.models import Total
from thanthien.evaluations.queries.held_below import held_below
from thanthien.evaluations.queries.public import seal_rows

pytestmark = pytest.mark.django_db


def test_year_says_why_a_unit_whose_points_suffice_is_held_below(django_assert_num_queries):
    year = published_year()
    rows = seal_rows(year.cycle).answer()
    assert held_below(year.cycle, rows) == {"10001": "Kết quả hậu kiểm"}  # lowered from the level of its points
    with django_assert_num_queries(0):  # read once: seals don't change
        assert held_below(year.cycle, rows) == {"10001": "Kết quả hậu kiểm"}


def test_what_holds_a_unit_below_is_read_from_its_seals():
    year = published_year()
    rows = seal_rows(year.cycle).answer()
    Total.objects.filter(column="council").update(level=2)  # whatever became of the rows
    assert held_below(year.cycle, rows) == {"10001": "Kết quả hậu kiểm"}


def test_points_that_suffice_in_all_but_not_in_a_group_hold_a_unit_below():
    year = published_year()
    compiled = year.cycle.criteria_set.compiled("xa")
    stored = Total.objects.get(column="council", dossier__unit__code="10001")
    # Of 10 points 9.5, but half of group 2 is missing: enough in all, not in that group.
    groups = [dict(one) for one in stored.groups]
    groups[1]["points"] = "1.0"
    sums = CouncilSum(Decimal("9.5"), stored.maximum, 0, groups, stored.gates)
    assert held_below_points(compiled, sums, 0, "").startswith("Chưa đạt Mức độ 1: Nhóm 2 mới đạt ")
    few = CouncilSum(Decimal("1.5"), stored.maximum, 0, groups, stored.gates)
    assert held_below_points(compiled, few, 0, "") == ""  # not enough in all either


@pytest.mark.parametrize(
    ("computed", "decided", "told"),
    [(2, 1, "Còn đơn thư kéo dài"), (1, 2, ""), (2, 2, ""), (None, 0, "")],
)
def test_level_decided_below_that_of_the_points_has_a_reason_of_its_own(computed, decided, told):
    compiled = published_year().cycle.criteria_set.compiled("xa")
    sums = CouncilSum(Decimal(10), Decimal(10), computed, [], [])
    assert held_below_points(compiled, sums, decided, "Còn đơn thư kéo dài") == told
