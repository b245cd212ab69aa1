"""An agency whose end is noted ahead: what passes is told, no year is opened without a speaker, and the end is taken
back."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import Year, agency, fresh, on, open_year, person
from tests.evaluations.test_successions import DAY, body, pass_on, taking, year_under_way
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import intake, sheets
from thanthien.evaluations.actions.cycles import ENDING, check_bodies
from thanthien.units.agency_changes import end_agency, rename_agency, take_back_end
from thanthien.units.models import Agency, AgencyChange

pytestmark = pytest.mark.django_db
AHEAD, TODAY = date(2027, 1, 1), date(2026, 6, 1)


def end_ahead(code: str, into: str | None = None, day: date = AHEAD) -> None:
    Membership.objects.filter(agency__code=code).update(valid_to=date(2026, 2, 15))
    with on(TODAY):
        end_agency(
            agency_id=body(code).pk, on=day, document_number="7/QĐ", into=body(into) if into else None, by=None
        )  # fmt: skip


def take_back(code: str, day: date = TODAY) -> Agency:
    with on(day):
        return take_back_end(agency_id=body(code).pk, by=None)


def standing(code: str) -> tuple[object, ...]:
    one = body(code)
    return one.valid_to, one.passed_to, one.took_over, one.called_before


@pytest.fixture
def place() -> CriteriaSet:
    """Bodies of a set while no year of it runs."""
    year = open_year(units=1)
    chosen: CriteriaSet = year.cycle.criteria_set
    year.publish()
    agency("dan-van", "Ban Dân vận", "party_board")
    return chosen


def refused(chosen: CriteriaSet) -> list[str]:
    with on(TODAY), pytest.raises(Refused) as told:
        check_bodies(chosen, ["xa"])
    return told.value.problems


def test_no_year_is_opened_with_a_body_that_ends_and_leaves_nobody(place):
    end_ahead("mttq")
    name = body("mttq").name
    assert refused(place) == [ENDING.format(name, "31/12/2026")]


def test_a_body_that_passes_its_work_on_speaks_in_a_later_year(place):
    end_ahead("mttq", "dan-van")
    with on(TODAY):
        check_bodies(place, ["xa"])


def test_who_goes_on_must_not_end_either(place):
    end_ahead("mttq", "dan-van", date(2026, 12, 1))
    end_ahead("dan-van")
    assert refused(place) == [ENDING.format("Ban Dân vận", "31/12/2026")]


@pytest.mark.parametrize("into", [None, "dan-van"])
def test_an_end_that_is_ahead_is_taken_back_as_if_it_had_not_been_noted(place, into):
    before = [standing(code) for code in ("mttq", "dan-van")]
    end_ahead("mttq", into)
    take_back("mttq")
    assert [standing(code) for code in ("mttq", "dan-van")] == before
    assert not AgencyChange.objects.filter(agency__code="mttq", kind="end").exists()
    with on(TODAY):
        check_bodies(place, ["xa"])


def test_a_name_from_before_stays_when_the_end_is_taken_back(place):
    with on(TODAY):
        rename_agency(
            agency_id=body("mttq").pk, name="Mặt trận mới", label="", on=TODAY, document_number="8/QĐ", by=None,
            seen=None,
        )  # fmt: skip
    before = standing("mttq")
    end_ahead("mttq")
    take_back("mttq")
    assert standing("mttq") == before


def test_an_end_that_has_come_or_whose_successor_ends_stays(place):
    end_ahead("mttq", "dan-van", date(2026, 12, 1))
    end_ahead("dan-van", "so-noi-vu")
    with pytest.raises(Refused) as told:
        take_back("mttq")
    assert told.value.problems == ["Ban Dân vận đã được ghi kết thúc hoạt động. Cần bỏ ghi việc đó trước."]
    with pytest.raises(Refused) as late:
        take_back("dan-van", AHEAD)
    assert late.value.problems == ["Chỉ bỏ được việc kết thúc có ngày hiệu lực chưa đến."]


def administrator() -> Client:
    client = Client()
    client.force_login(fresh(person("quantri", body("so-noi-vu"), Role.ADMINISTRATOR)))
    return client


def test_page_of_the_end_says_how_many_sheets_pass_and_then_to_whom():
    year_under_way()
    Membership.objects.filter(agency__code="mttq").update(valid_to=date(2026, 2, 15))
    client, address = administrator(), reverse("place-agency-end", args=["mttq"])
    sent = {
        "on": "16/02/2026", "document_number": "7/QĐ", "signed_on": "10/02/2026", "into": body("dan-van").pk
    }  # fmt: skip
    with on(DAY):
        shown = client.get(address).content.decode()
        done = client.post(address, sent, follow=True)
    assert "1 phiếu chưa gửi sẽ chuyển sang cơ quan tiếp nhận" in shown
    [told] = [str(one) for one in done.context["messages"]]
    assert told.endswith("việc đã làm vẫn đứng tên cơ quan. 1 phiếu chưa gửi chuyển sang Ban Dân vận.")


def test_page_of_an_agency_takes_its_end_back(place):
    end_ahead("mttq")
    client, address = administrator(), reverse("place-agency-end-back", args=["mttq"])
    with on(TODAY):
        page = client.get(reverse("place-agency", args=["mttq"])).content.decode()
        client.post(address)
        again = client.get(address).status_code
    assert (address in page, body("mttq").valid_to, again) == (True, None, 404)


def test_dossier_accepted_in_the_transaction_of_the_succession_is_asked_of_who_goes_on():
    year: Year = open_year(units=1)
    year.submit()
    agency("dan-van", "Ban Dân vận", "party_board")
    with transaction.atomic(), on(DAY):
        pass_on("mttq", "dan-van")
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
    who = taking(year)
    with on(DAY):
        names = [sheet.name for sheet in sheets.sendable(who, year.cycle)]
    assert names == ["Ban Dân vận (tiếp nhận việc của Ủy ban Mặt trận Tổ quốc Việt Nam thành phố)"]
