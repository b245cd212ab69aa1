"""What the rooms show everybody of one phường, each beside something of its own that nobody else may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.democracy import scene as democracy
from tests.engagement import outreach_scene as outreach
from tests.engagement import scene as engagement
from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from tests.factories import files
from tests.factories.accounts import person
from tests.feedback import scene as feedback
from tests.feedback.channels import scene as channels
from tests.initiatives import scene as models
from tests.portal.marks import MONDAY, THURSDAY, TUESDAY, Marks, at
from tests.portal.published import COMMUNE_TEXT, announce_with_deviation, another_cycle, decide, publish
from tests.workplace import scene as workplace
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.disclosure.models import Subscription
from thanthien.disclosure.subscribing import links
from thanthien.engagement.reception_records import PlannedReception
from thanthien.evaluations.actions.decision_papers import say_paper_public
from thanthien.evaluations.actions.submission import OpinionText, record_opinion
from thanthien.evaluations.enums import AnswerState, CycleKind
from thanthien.evaluations.models import Cycle, Decision
from thanthien.evaluations.scored import Entry as Answered
from thanthien.feedback import letters
from thanthien.feedback.enums import Part
from thanthien.feedback.left_addresses import mark_of_address
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.initiatives.kinds import INITIATIVES
from thanthien.notices.leaving import leave_url
from thanthien.notices.reminding import REMINDER
from thanthien.offline.actions import make_link
from thanthien.records.actions import Entry, withdraw
from thanthien.records.enums import Consent
from thanthien.records.kinds import RecordKind
from thanthien.records.models import Photograph
from thanthien.records.photographs import Sent, add, enter_with
from thanthien.workplace.kinds import CHECKS, VIEWS


def rooms(scene: feedback.Scene, front: Any, marks: Marks) -> None:
    """Open and closed records of the phường."""
    _receptions(scene, marks)
    _outreach(scene, marks)
    _democracy(scene, front, marks)
    _models(scene, marks)
    _workplace(scene, marks)
    _channel(scene, front, marks)


def _receptions(scene: feedback.Scene, marks: Marks) -> None:
    of = engagement.Scene(scene.unit, engagement.officer_of(scene.unit))
    engagement.plan(of, date(2026, 3, 16))
    engagement.promise(
        of, MONDAY, subject=f"Chuyện riêng của ông {marks.word('promise that is not public')}", public=False
    )
    engagement.promise(of, THURSDAY)


def _outreach(scene: feedback.Scene, marks: Marks) -> None:
    of = engagement.Scene(scene.unit, engagement.officer_of(scene.unit))
    outreach.visit(of, MONDAY, about=f"Thăm bà {marks.word('visit that is not public')}", people=1)
    shown = outreach.visit(of, TUESDAY, about="Thăm các gia đình chính sách", open_to_all=True)
    _photographs(marks, outreach.OUTREACH, shown, of.officer)
    outreach.greet(of, MONDAY)


def _democracy(scene: feedback.Scene, front: Any, marks: Marks) -> None:
    of = democracy.Scene(scene.unit, scene.officer, front, front, (scene.hamlet,))
    democracy.supervise(of, MONDAY, findings=f"Sổ thu thiếu {marks.word('findings that are not public')}", public=False)
    democracy.recommend(of, MONDAY, words=f"Xem lại {marks.word('recommendation that is not public')}", public=False)
    democracy.supervise(of, TUESDAY)
    democracy.consult(of, MONDAY)
    democracy.decide(of, MONDAY)


def _models(scene: feedback.Scene, marks: Marks) -> None:
    of = models.Scene(
        scene.unit, scene.officer, models.officer_of(scene.unit), person(Role.APPRAISER), person(Role.CITY_OFFICER)
    )
    shown = models.registered(of, MONDAY)
    _photographs(marks, INITIATIVES, shown, of.officer)
    gone = models.registered(of, MONDAY, title=f"Mô hình {marks.word('model that was withdrawn')}")
    with at(THURSDAY):
        withdraw(INITIATIVES, record_id=gone.pk, version=gone.version, reason="Ghi nhầm", by=of.officer)


def _workplace(scene: feedback.Scene, marks: Marks) -> None:
    officer = workplace.officer_of(scene.unit)
    of = workplace.Scene(scene.unit, officer, person(Role.APPRAISER), (scene.hamlet,))
    _photographs(marks, CHECKS, workplace.check(of, MONDAY), officer)
    with at(MONDAY, 17):
        entry = Entry(scene.unit, MONDAY, {"spot": "yard", "note": ""})
        view = enter_with(VIEWS, entry, Sent([_picture(60)], Consent.NOBODY), by=officer)
    _photographs(marks, VIEWS, view, officer)


def _photographs(marks: Marks, kind: RecordKind, record: Any, by: Any) -> None:
    """One that anybody sees, and one of people who don't want that: nothing public leads to it."""
    with at(record.day, 18):
        add(kind, Sent([_picture(40)], Consent.NOBODY), record_id=record.pk, by=by)
        add(kind, Sent([_picture(50)], Consent.INTERNAL), record_id=record.pk, by=by)
    kept = Photograph.objects.get(origin=record.origin, consent=Consent.INTERNAL)
    marks.what[str(kept.key)] = f"address of a photograph for the office: {kind.key}"


def _picture(width: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("anh.jpg", files.image(size=(width, 30), exif=True), "image/jpeg")


def _channel(scene: feedback.Scene, front: Any, marks: Marks) -> None:
    of = channels.Scene(scene, front)
    channels.tried(of, channels.channel(of, since=MONDAY), TUESDAY)
    for one in Photograph.objects.filter(kind__startswith="feedback."):
        marks.what[str(one.key)] = "address of the proof of a channel"


# --- The yearly evaluation -------------------------------------------------------------------------------------------


def years(marks: Marks) -> None:
    """A published year, a trial, and a draft that hangs; what was written on the way stays with who wrote it."""
    year = open_year()
    marks.what[COMMUNE_TEXT] = "why nothing arose, as the commune wrote it"
    year.document("10002", f"Biên bản {marks.word('title of evidence')}")
    year.announce("10001")
    announce_with_deviation(year, "10002")
    decide(year)
    publish(year)
    for decision in Decision.objects.all():
        say_paper_public(by=fresh(year.people.office), decision_id=decision.pk, public=True, seen=False)
    trial = another_cycle(year, scheme="thu")
    trial.publish("10001", number="44/QĐ-UBND")
    Cycle.objects.filter(pk=trial.cycle.pk).update(kind=CycleKind.TRIAL)
    _drafts(another_cycle(year, scheme="sau"), marks)


def _drafts(year: Year, marks: Marks) -> None:
    why = Answered(AnswerState.NOT_APPLICABLE, None, f"Lời riêng {marks.word('draft dossier')}")
    year.score("10002", GOOD | {"1.2": why})
    year.post("10001")
    with on(date(2026, 1, 15)):
        said = f"Điểm 1.2 chưa đúng {marks.word('opinion on a draft')}"
        text = OpinionText(received_on=date(2026, 1, 15), channel="Hòm thư", text=said)
        record_opinion(by=year.who("10001", "focal"), dossier_id=year.dossier("10001").pk, opinion=text)


# --- Where it is read ------------------------------------------------------------------------------------------------


def addresses() -> Iterator[str]:
    """Of single things, to which a stranger may find or guess the way: each matter by its numbers, each picture and
    paper, each year."""
    for row in Feedback.objects.all():
        for number in (row.pk, row.public_id):
            yield from (reverse("open311-request", args=[number, ending]) for ending in ("json", "xml"))
    yield from photographs(Photograph.objects.for_everybody())
    yield from (reverse("open311-service", args=["duong-sa", ending]) for ending in ("json", "xml"))
    yield from (
        reverse("engagement-month", args=[one.unit.code, f"{one.planned_on:%Y-%m}"])
        for one in PlannedReception.objects.select_related("unit")
    )
    yield from map(_path, _of_letters())
    yield from (reverse("public-paper", args=[one.pk]) for one in Decision.objects.all())
    for cycle in Cycle.objects.select_related("criteria_set__scheme"):
        yield from _of_cycle(cycle)


def _of_letters() -> Iterator[str]:
    """Whoever holds such a link may read what it opens: who it was written to it doesn't tell."""
    for row in Subscription.objects.all():
        yield from (links.confirm_url(row.pk), links.leave_url([row.pk]))
    for contact in FeedbackText.objects.filter(part=Part.CONTACT):
        yield letters.leave_url(contact.pk, mark_of_address("ai-do@example.vn"))
    seat = Membership.objects.filter(role=Role.VILLAGE_HEAD).first()
    front = User.objects.filter(
        memberships__role=Role.COMMUNE_FRONT, memberships__agency__unit=seat.agency.unit
    ).first()
    door = reverse("offline-link", args=[make_link(seat=seat, by=front)])
    yield from (door, f"{door}lien-he/", leave_url(seat.user, REMINDER))


def _path(address: str) -> str:
    return urlsplit(address).path


def photographs(rows: Iterable[Photograph]) -> Iterator[str]:
    """Under every address that shows photographs to everybody."""
    for name in ("initiatives", "outreach", "workplace-checks", "workplace-views"):
        yield from (reverse(f"{name}-public-photograph", args=[one.key]) for one in rows)


def _of_cycle(cycle: Cycle) -> Iterator[str]:
    year, codes = cycle.year, ("10001", "10002", "10003")
    yield from (reverse(name, args=[year]) for name in ("year", "year-trial"))
    yield reverse("year-cycle", args=[year, cycle.pk])
    for ending in ("json", "csv", "xlsx"):
        yield from (reverse(name, args=[year, ending]) for name in ("year-file", "year-trial-file"))
        yield reverse("year-cycle-file", args=[year, cycle.pk, ending])
    for code in codes:
        yield from (reverse(name, args=[code, year]) for name in ("unit-year", "unit-year-trial"))
        yield reverse("unit-year-cycle", args=[code, year, cycle.pk])
        yield reverse("draft", args=[cycle.pk, code])
    of = cycle.criteria_set
    yield reverse("method-set", args=[of.scheme.code, of.year, of.version])
