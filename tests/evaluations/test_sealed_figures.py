"""The figures of the platform in seals: those the commune took, and those at the cut-off."""

import json
from datetime import date

import pytest

from tests.evaluations.scenario import open_year
from tests.portal.published import (
    CUT_OFF,
    FIGURES_SET,
    POSTED,
    SAME_DAY,
    WEEKLY,
    keep_figures,
    weekly,
    year_with_figures,
)
from thanthien.evaluations.enums import Moment
from thanthien.evaluations.models import DossierFigure, Seal
from thanthien.evaluations.queries.sealed_figures import sealed_figures
from thanthien.units.models import Unit
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db


def sealed(kind: str) -> dict:
    return json.loads(Seal.objects.filter(kind=kind).latest("pk").body)


def test_submission_holds_what_the_commune_took():
    year = year_with_figures()
    document = sealed("submission")
    assert document["format"] == "thanthien.dossier/2"
    assert len(document["computations"]) == 1
    assert {one["moment"] for one in document["figures"]} == {"posted"}
    assert [(one["measure"], one["figure"], one["records"]) for one in document["figures"]] == [
        (WEEKLY, weekly([[2, 1, 2], [2, 1, 2]]), 4),
        (SAME_DAY, {"numerator": "9", "denominator": "10"}, 2),
    ]
    first = document["indicators"][0]
    taken = {"state": "value", "value": {"numerator": "2", "denominator": "2"}}
    assert (first["origin"], first["system_as_of"]) == ("system", "2026-01-13")
    assert first["computed"] == [{"moment": "posted", "as_of": "2026-01-13"} | taken]
    told = verify_seal(document, year.cycle.criteria_set.parsed())
    assert (told.differences, told.notes, told.digests) == ([], [], 2)


def test_decision_and_its_lowering_hold_the_same_figures():
    year_with_figures()
    first, second = (json.loads(one.body) for one in Seal.objects.filter(kind="decision").order_by("pk"))
    assert [(one["measure"], one["moment"], one["computation"]) for one in first["figures"]] == [
        (WEEKLY, "posted", 0), (WEEKLY, "cut_off", 1), (SAME_DAY, "posted", 0), (SAME_DAY, "cut_off", 1),
    ]  # fmt: skip
    assert [second[key] for key in ("computations", "figures")] == [first[key] for key in ("computations", "figures")]


def test_live_figures_and_empty_words_are_left_out():
    year = open_year(units=1, text=FIGURES_SET)
    keep_figures(year, Moment.LIVE, date(2026, 1, 13), POSTED)
    assert sealed_figures([year.dossier()])[year.dossier().pk].parts == {}
    keep_figures(year, Moment.POSTED, date(2026, 1, 13), {WEEKLY: POSTED[WEEKLY] | {"digest": ""}})
    parts = sealed_figures([year.dossier()])[year.dossier().pk].parts
    assert sorted(parts) == ["computations", "figures"]
    keys = ["computation", "figure", "measure", "moment", "numbers", "records"]
    assert [sorted(one) for one in parts["figures"]] == [keys]


def test_first_day_of_a_unit_of_mid_year_is_sealed():
    year = open_year(units=1, text=FIGURES_SET)
    keep_figures(year, Moment.CUT_OFF, date(2027, 1, 3), CUT_OFF)
    Unit.objects.update(valid_from=date(2026, 7, 1))
    assert sealed_figures([year.dossier()])[year.dossier().pk].parts["unit_since"] == "2026-07-01"


def test_figures_of_many_dossiers_take_one_statement(django_assert_num_queries):
    year = open_year(units=3, text=FIGURES_SET)
    keep_figures(year, Moment.POSTED, date(2026, 1, 13), POSTED)
    first = DossierFigure.objects.filter(dossier=year.dossier()).first()
    DossierFigure.objects.create(
        dossier=year.dossier("10002"), measure=WEEKLY, moment=Moment.POSTED, computation=first.computation,
        figure=weekly([[1, 1, 1]]),
    )  # fmt: skip
    dossiers = [year.dossier(code) for code in ("10001", "10002", "10003")]
    with django_assert_num_queries(1):
        found = sealed_figures(dossiers)
    assert [len(found[one.pk].parts.get("figures", [])) for one in dossiers] == [2, 1, 0]
