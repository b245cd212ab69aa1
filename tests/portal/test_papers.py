"""The signed PDF of a decision is for everybody once the office has read it and said so, and not a day earlier."""

import hashlib

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.evaluations.scenario import fresh, open_year
from tests.portal.published import published_year
from thanthien.core.acting.errors import Refused, Stale
from thanthien.evaluations.actions.decision_papers import say_paper_public
from thanthien.evaluations.models import Decision, PaperWord

pytestmark = pytest.mark.django_db
YEAR = "/ket-qua/2026/"


def first_decision(year) -> Decision:
    return Decision.objects.filter(cycle=year.cycle).order_by("pk")[0]


def say(year, *, public: bool = True, seen: bool = False, by=None) -> PaperWord:
    person = fresh(by or year.people.office)
    return say_paper_public(by=person, decision_id=first_decision(year).pk, public=public, seen=seen)


def shown(client, decision: Decision) -> tuple[bool, int]:
    """Whether the year's page leads to the file, and what its address answers."""
    caches["local"].clear()
    address = reverse("public-paper", args=[decision.pk])
    answer = client.get(address)
    b"".join(answer)  # read to its end, the file is closed
    return address in client.get(YEAR).text, answer.status_code


def test_signed_paper_is_public_from_the_office_s_word_until_it_is_taken_back(client):
    year = published_year()
    decision = first_decision(year)
    before = shown(client, decision)
    say(year)
    during = shown(client, decision)
    say(year, public=False, seen=True)
    assert (before, during, shown(client, decision)) == ((False, 404), (True, 200), (False, 404))
    assert list(PaperWord.objects.values_list("is_public", flat=True)) == [True, False]


def test_taking_a_paper_back_erases_the_copies_of_public_pages(settings, tmp_path, django_capture_on_commit_callbacks):
    year = published_year()
    settings.VAR_DIR = tmp_path
    page = tmp_path / "copies" / "page"

    def kept_after(**word) -> bool:
        page.parent.mkdir(exist_ok=True)
        page.write_bytes(b"")
        with django_capture_on_commit_callbacks(execute=True):
            say(year, **word)
        return page.exists()

    assert (kept_after(), kept_after(public=False, seen=True)) == (True, False)


def test_public_paper_is_the_recorded_file_byte_by_byte(client):
    year = published_year()
    say(year)
    decision = first_decision(year)
    answer = client.get(reverse("public-paper", args=[decision.pk]))
    content = b"".join(answer.streaming_content)
    assert decision.sha256 in client.get(YEAR).text
    assert hashlib.sha256(content).hexdigest() == decision.sha256
    assert (answer["Content-Type"], decision.file_name in answer["Content-Disposition"]) == ("application/pdf", False)


def test_page_of_the_year_is_fresh_after_the_word(client):
    year = published_year()
    address = reverse("public-paper", args=[first_decision(year).pk])
    first = client.get(YEAR).text
    caches["local"].delete("portal-version")  # two seconds later
    say(year)
    assert (address in first, address in client.get(YEAR).text) == (False, True)


def test_paper_of_an_unpublished_decision_stays_inside(client):
    year = open_year(units=1)
    year.decide()
    with pytest.raises(Refused, match="Cần công bố kết quả theo quyết định này trước"):
        say(year)
    assert client.get(reverse("public-paper", args=[first_decision(year).pk])).status_code == 404


@pytest.mark.parametrize("who", ["leader", "secretary", "mttq"])
def test_only_the_office_says_so(who):
    year = published_year()
    with pytest.raises(Refused, match="Chỉ cơ quan thường trực"):
        say(year, by=getattr(year.people, who))


def test_word_on_another_state_than_the_one_seen_is_stale():
    year = published_year()
    say(year)
    with pytest.raises(Stale):
        say(year)
    assert PaperWord.objects.count() == 1


def test_office_reads_the_file_before_it_makes_it_public(client):
    year = published_year()
    decision = first_decision(year)
    client.force_login(fresh(year.people.office))
    page = reverse("decision-paper", args=[decision.pk])
    assert page in client.get(reverse("decision-home", args=[year.cycle.pk])).text
    assert reverse("decision-file", args=[decision.pk]) in client.get(page).text
    unread = client.post(page, {"seen": "False"})
    assert (unread.status_code, "Cần đọc tệp và đánh dấu xác nhận" in unread.text) == (422, True)
    assert client.post(page, {"seen": "False", "read": "on"}).status_code == 302
    assert PaperWord.objects.get().said_by == year.people.office
    twice = client.post(page, {"seen": "False"})  # sent again from the page as it was
    assert (PaperWord.objects.count(), twice.status_code) == (1, 409)
    assert client.post(page, {"seen": "True"}).status_code == 302
    assert list(PaperWord.objects.values_list("is_public", flat=True)) == [True, False]
