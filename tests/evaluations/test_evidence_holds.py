"""Evidence of a signed or submitted dossier stays in the city's sight; newer versions of a file don't touch it."""

from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.core.acting.errors import Invalid
from thanthien.core.acting.seen import pack
from thanthien.evaluations.actions import answers, intake, submission
from thanthien.evidence.models import AccessLog, Document

pytestmark = pytest.mark.django_db
HELD = "Minh chứng đang thuộc hồ sơ của Xã An Hòa, kỳ 2026, {}: không thu hẹp phạm vi xem về nội bộ đơn vị được."


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
    return edit(client, document, document.title, "unit")


def edit(client, document: Document, title: str, access_class: str):
    """Send the form of a document as somebody who saw it as it is."""
    seen = pack({"title": document.title, "access_class": document.access_class})
    data = {"title": title, "access_class": access_class, "seen": seen}
    return client.post(reverse("evidence:edit", args=[document.key]), data)


def version(client, document: Document):
    return client.post(reverse("evidence:new_version", args=[document.key]), {"files": upload("hai.pdf")}, follow=True)


@pytest.mark.parametrize("state", ["sign", "submit", "accept"])
def test_evidence_of_a_signed_or_submitted_dossier_stays_in_sight_and_takes_versions(client, year, attached, state):
    STATES[state](year)

    refused = narrow(client, attached)
    version(client, attached)

    attached.refresh_from_db()
    assert (refused.status_code, attached.access_class, attached.versions.count()) == (422, "appraisal", 2)
    assert refused.context["form"].errors["access_class"] == [HELD.format("đã ký hoặc đã nộp")]
    assert year.answer("10001", "1.1").evidence.get().version.number == 1


@pytest.mark.parametrize("state", ["score", "return"])
def test_evidence_of_an_open_dossier_may_change(client, year, attached, state):
    STATES[state](year)

    version(client, attached)
    saved = narrow(client, attached)

    attached.refresh_from_db()
    assert (saved.status_code, attached.access_class, attached.versions.count()) == (302, "unit", 2)


def test_personal_data_found_late_may_still_be_restricted(client, year, attached):
    STATES["submit"](year)
    edit(client, attached, attached.title, "restricted")
    attached.refresh_from_db()
    assert attached.access_class == "restricted"


@pytest.mark.parametrize("state", ["post", "submit"])
def test_minutes_of_a_meeting_stay_in_sight_before_and_after_the_signature(client, year, state):
    year.post()
    with on(date(2026, 1, 20)):
        minutes, dossier = year.document("10001"), year.dossier()
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=date(2026, 1, 20),
            minutes=minutes,
        )  # fmt: skip
        if state == "submit":
            submission.sign(by=year.who("10001", "chair"), dossier_id=dossier.pk, seen=year.mark())
            submission.submit(by=year.who("10001", "chair"), dossier_id=dossier.pk, seen=year.mark())
    client.force_login(year.who("10001", "focal"))

    refused = narrow(client, minutes)

    minutes.refresh_from_db()
    assert refused.context["form"].errors["access_class"] == [HELD.format("là biên bản họp")]
    assert minutes.access_class == "appraisal"


def test_minutes_that_the_city_may_not_read_are_refused(year):
    year.post()
    dossier, minutes = year.dossier(), year.document("10001")
    minutes.access_class = "unit"
    minutes.save()
    with on(date(2026, 1, 20)), pytest.raises(Invalid, match="chỉ nội bộ đơn vị xem được"):
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=dossier.pk, version=dossier.version, held_on=date(2026, 1, 20),
            minutes=minutes,
        )  # fmt: skip


def test_restricted_minutes_stay_readable_for_the_city_and_each_look_is_recorded(client, year):
    year.submit()
    Document.objects.update(access_class="restricted")
    minutes = Document.objects.get()
    seen = {}
    for name in ("office", "member", "mttq", "stranger"):
        client.force_login(getattr(year.people, name))
        seen[name] = client.get(reverse("evidence:document", args=[minutes.key])).status_code
    assert seen == {"office": 200, "member": 200, "mttq": 404, "stranger": 404}
    assert sorted(AccessLog.objects.values_list("user__full_name", flat=True)) == ["Member", "Office"]


@pytest.mark.parametrize(("person", "link"), [("office", True), ("mttq", False)])
def test_restricted_minutes_are_named_only_to_who_may_open_them(client, year, person, link):
    year.accept()
    Document.objects.update(access_class="restricted")
    client.force_login(getattr(year.people, person))
    address = reverse("dossier-detail", args=[year.cycle.pk, "10001"])
    text = client.get(f"{address}?muc=dien-bien").content.decode()
    assert [word in text for word in ("Biên bản họp</a>", "có biên bản")] == [link, not link]


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


def test_evidence_of_a_submitted_dossier_keeps_its_name(client, year, attached):
    STATES["submit"](year)
    refused = edit(client, attached, "Tên khác", "appraisal")
    attached.refresh_from_db()
    assert (refused.status_code, attached.title) == (422, "một")


@pytest.mark.parametrize(
    ("who", "code"), [("secretary", 200), ("member", 200), ("mttq", 200), ("noi_vu", 404), ("leader", 404)]
)
def test_council_and_judging_bodies_read_what_was_restricted_late(client, year, attached, who, code):
    STATES["accept"](year)
    Document.objects.filter(pk=attached.pk).update(access_class="restricted")
    client.force_login(fresh(getattr(year.people, who)))
    with on(date(2026, 2, 10)):
        assert client.get(reverse("evidence:document", args=[attached.key])).status_code == code
