"""What is not applied to a unit when the set of its running year changes."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.adjusted import change, decision, second_set, second_text
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core.acting.errors import Refused
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.actions.waivers import apply_again, waive
from thanthien.evaluations.models import SetChange, Waiver, WaiverEnd
from thanthien.evaluations.queries.waivers import sealed_waivers, standing_waivers

pytestmark = pytest.mark.django_db
EARLY, SAME = date(2026, 1, 6), (("version: 1", "version: 2"),)


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


def without(year: Year, *codes: str, number: str = "45/UBND-NV") -> list[Waiver]:
    with on(EARLY):
        return waive(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, codes=codes, reason="Đảo xa",
            printed=Printed(number, date(2026, 1, 5), "Nguyễn Văn A"),
        )  # fmt: skip


def adjust_before_scoring(year: Year, text: str | None = None) -> SetChange:
    """The second version on a day on which nobody scores yet."""
    chosen: CriteriaSet = second_set(year, text, EARLY)
    return change(year, chosen=chosen, day=EARLY, paper=decision(year, day=EARLY), effective_on=EARLY)


def again(year: Year, made: Waiver) -> None:
    with on(EARLY):
        apply_again(by=fresh(year.people.office), waiver_id=made.pk, reason="Nhầm đơn vị")


def codes_asked(year: Year) -> list[tuple[str, int]]:
    """The unit's answers by code and version of the set."""
    rows = year.dossier().answers.order_by("indicator__position")
    return list(rows.values_list("indicator__code", "indicator__criteria_set__version"))


def test_a_waiver_of_an_indicator_that_is_gone_leaves_with_it(year: Year) -> None:
    without(year, "2.1")
    adjust_before_scoring(year)
    assert year.dossier().waived == []
    assert codes_asked(year) == [("1.1", 2), ("1.2", 2), ("2.3", 2), ("2.2", 2)]


def test_waivers_stand_in_the_order_of_the_new_version(year: Year) -> None:
    text = second_text(changes=SAME)
    second = text.index("  - code: '2'"), text.index("gates:")
    group = text[slice(*second)]
    without(year, "1.2", "2.1")
    adjust_before_scoring(year, text.replace(group, "").replace("groups:\n", f"groups:\n{group}"))
    assert year.dossier().waived == ["2.1", "1.2"]


def test_an_indicator_applied_again_is_asked_as_the_new_version_has_it(year: Year) -> None:
    [made] = without(year, "1.2")
    adjust_before_scoring(year)
    again(year, made)
    assert codes_asked(year) == [("1.1", 2), ("1.2", 2), ("2.3", 2), ("2.2", 2)]
    assert year.dossier().totals.get(column="self").maximum == 11


def test_what_is_gone_is_not_applied_again(year: Year) -> None:
    [made] = without(year, "2.1")
    adjust_before_scoring(year)
    with pytest.raises(Refused, match="hết hiệu lực khi điều chỉnh bộ tiêu chí"):
        again(year, made)
    assert len(codes_asked(year)) == 4


def test_the_list_says_which_of_them_holds_no_longer(client, year: Year) -> None:
    gone, kept = without(year, "1.2", "2.1")[::-1]
    adjust_before_scoring(year)
    client.force_login(fresh(year.people.office))
    with on(EARLY):
        shown = client.get(reverse("waivers", args=[year.cycle.pk])).content.decode()
    assert (shown.count("Hết hiệu lực"), shown.count("Không áp dụng</span>")) == (1, 1)
    ends = [reverse("waiver-end", args=[year.cycle.pk, one.pk]) in shown for one in (gone, kept)]
    assert ends == [False, True]


def test_what_is_waived_anew_after_two_changes_stands_once(year: Year) -> None:
    [first] = without(year, "2.1")
    adjust_before_scoring(year)
    year.cycle.refresh_from_db()
    third = second_text(changes=(("version: 1", "version: 3"),))
    change(
        year, chosen=second_set(year, third, EARLY), day=EARLY, effective_on=EARLY,
        paper=decision(year, "16/QĐ-UBND", EARLY),
    )  # fmt: skip
    [second] = without(year, "2.1", number="46/UBND-NV")

    dossier = year.dossier()
    [part] = sealed_waivers([dossier]).values()

    assert [one["code"] for one in part["not_applied"]] == ["2.1"]
    assert list(Waiver.objects.standing()) == [second]
    assert WaiverEnd.objects.get().waiver == first
    assert standing_waivers([dossier]) == {dossier.pk: [second]}
