"""A unit whose dossier is made after the set of the year changed: it stands under the version of its cycle."""

from datetime import date

import pytest

from tests.evaluations.adjusted import adjust
from tests.evaluations.figured import WEEKS, Source, weeks
from tests.evaluations.scenario import Year, fresh, on, open_year, unit
from thanthien.evaluations.actions.figures import compute_figures
from thanthien.evaluations.actions.mergers import close_merged
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.models import Dossier
from thanthien.units.changing import merge_units

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)


def joined_after(year: Year) -> Dossier:
    """A dossier carried to a new unit after the change."""
    adjust(year)
    new = unit("10009", "Xã Mới")
    with on(DAY):
        merge_units(unit_ids=[year.dossier().unit_id], into_id=new.pk, on=DAY, document_number="1/NQ", by=None)
        made = close_merged(
            by=fresh(year.people.office), cycle_id=year.cycle.pk, dossier_id=year.dossier().pk, reason="Sáp nhập",
            printed=Printed("52/SNV-CCHC", date(2026, 1, 19), "Giám đốc Sở Nội vụ"), carry=True,
        )  # fmt: skip
    assert made is not None
    return made


def test_its_figures_are_computed(source: Source) -> None:
    year = open_year(units=1)
    made = joined_after(year)
    source.says(WEEKS, made.unit_id, weeks(2, 2))
    with on(DAY):
        computed = compute_figures(cycle=year.cycle)

    assert computed is not None
    assert (made.set_turn, computed.dossiers, computed.figures) == (1, 1, 1)


def test_a_dossier_under_another_version_than_its_cycle_is_told_at_once(source: Source) -> None:
    year = open_year(units=1)
    made = joined_after(year)
    Dossier.objects.filter(pk=made.pk).update(set_turn=0)

    with on(DAY), pytest.raises(RuntimeError, match="under another version of its set"):
        compute_figures(cycle=year.cycle)
