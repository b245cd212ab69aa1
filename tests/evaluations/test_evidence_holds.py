"""Evidence of a signed or submitted dossier stays as the city was given it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.evaluations.actions import answers, intake
from thanthien.evidence.models import Document

pytestmark = pytest.mark.django_db
HELD = "Minh chứng đang thuộc hồ sơ của Xã An Hòa, kỳ 2026, đã ký hoặc đã nộp, nên được giữ nguyên."


@pytest.fixture
def year() -> Year:
    return open_year(units=1)


@pytest.fixture
def attached(year: Year, client) -> Document:
    """A file attached to an answer of a dossier that is being scored; the client is the focal person."""
    year.score()
    client.force_login(year.who("10001", "focal"))
    with on(date(2026, 1, 13)):
        client.post(reverse("evidence:upload"), {"files": [upload("một.pdf")]})
        document = Document.objects.get()
        answers.attach(
            by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk]
        )
    return document


def narrow(client, document: Document):
    seen = {"seen_title": document.title, "seen_access_class": document.access_class}
    return client.post(
        reverse("evidence:edit", args=[document.key]), {"title": document.title, "access_class": "unit", **seen}
    )


def version(client, document: Document):
    return client.post(reverse("evidence:new_version", args=[document.key]), {"files": upload("hai.pdf")}, follow=True)


@pytest.mark.parametrize("state", ["sign", "submit", "accept"])
def test_evidence_of_a_signed_or_submitted_dossier_is_held(client, year, attached, state):
    STATES[state](year)

    refused = narrow(client, attached)
    told = [str(message) for message in version(client, attached).context["messages"]]

    attached.refresh_from_db()
    assert (refused.status_code, attached.access_class, attached.versions.count()) == (422, "appraisal", 1)
    assert refused.context["form"].non_field_errors() == [f"{HELD} Không thể thu hẹp phạm vi xem về nội bộ đơn vị."]
    assert told == [f"{HELD} Nếu cần bổ sung, hãy thêm minh chứng mới."]


@pytest.mark.parametrize("state", ["score", "return"])
def test_evidence_of_an_open_dossier_may_change(client, year, attached, state):
    STATES[state](year)

    version(client, attached)
    saved = narrow(client, attached)

    attached.refresh_from_db()
    assert (saved.status_code, attached.access_class, attached.versions.count()) == (302, "unit", 2)


def test_personal_data_found_late_may_still_be_restricted(client, year, attached):
    STATES["submit"](year)
    data = {"title": attached.title, "access_class": "restricted"}
    seen = {"seen_title": attached.title, "seen_access_class": "appraisal"}

    client.post(reverse("evidence:edit", args=[attached.key]), {**data, **seen})

    attached.refresh_from_db()
    assert attached.access_class == "restricted"


@pytest.mark.parametrize("key", ["-" * 36, "x"])
def test_a_key_that_is_none_chooses_no_document(client, year, attached, key):
    url = reverse("answer-evidence-pick", args=[year.cycle.pk, "10001", "1.2"])

    with on(date(2026, 1, 13)):
        answer = client.post(url, {"documents": [key]})

    assert (answer.status_code, year.answer("10001", "1.2").evidence.count()) == (302, 0)


def _go_on(year: Year, last: str) -> None:
    """The steps of the scenario after scoring, up to one of them."""
    year.register = year.score = lambda *_args, **_more: None  # already done, with the document attached
    getattr(year, last)()


def _return(year: Year) -> None:
    _go_on(year, "submit")
    with on(date(2026, 2, 9)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu minh chứng")


STATES = {
    "score": lambda year: None,
    "sign": lambda year: _go_on(year, "sign"),
    "submit": lambda year: _go_on(year, "submit"),
    "accept": lambda year: _go_on(year, "accept"),
    "return": _return,
}
