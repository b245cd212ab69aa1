"""A phường with an officer of its committee, somebody of its Mặt trận Tổ quốc, and somebody of a body of the city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.calendar import WorkCalendar
from thanthien.disclosure import actions
from thanthien.disclosure.kinds import DISCLOSURES, INFORMATION, NOTHING, POSTINGS, REVIEWS, SAMPLES
from thanthien.disclosure.models import Disclosure, InformationRequest, NothingArose, Posting, Review, Sample
from thanthien.measures.figures import Finding
from thanthien.measures.registry import Measure
from thanthien.measures.scope import Scope, Span
from thanthien.records.actions import Entry, enter
from thanthien.records.photographs import Sent, enter_with
from thanthien.units.models import Unit

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
WEB = "https://phuong.example/van-ban"


@dataclass(frozen=True)
class Scene:
    """Who acts, and where."""

    unit: Unit
    officer: User
    front: User
    body: User


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=made))
    return Scene(made, officer_of(made), front, person(Role.APPRAISER))


def officer_of(unit: Unit) -> User:
    return person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), clock.ZONE)


def values(items: str = "DC11.02.b", **told: Any) -> dict[str, Any]:
    return {
        "items": items, "title": "Dự toán ngân sách năm 2026", "number": "12/QĐ-UBND",
        "issuer": "Ủy ban nhân dân phường", "signer": "Chủ tịch", "text": "Tổng thu 10 tỷ đồng.",
        "responsible": "Văn phòng", "people": "none", "ends_on": None, "unlisted_why": "",
    } | told  # fmt: skip


def drafted(scene: Scene, day: date, items: str = "DC11.02.b", *, dated: date | None = None, **told: Any) -> Disclosure:
    """A draft of a document, told on a day, which is its own unless it is dated otherwise."""
    with clock.set_to(at(day)):
        made = enter(DISCLOSURES, Entry(scene.unit, dated or day, values(items, **told)), by=scene.officer)
    assert isinstance(made, Disclosure)
    return made


def papers_of(scene: Scene) -> list[Disclosure]:
    """What the unit has, by day."""
    return list(Disclosure.objects.standing().filter(unit=scene.unit).order_by("day", "pk"))


def checked(scene: Scene, record: Disclosure, day: date) -> None:
    with clock.set_to(at(day, 10)):
        actions.check(
            record_id=record.pk, version=record.version, no_secret=True, people_right=True, words="", by=scene.officer
        )


def made_public(scene: Scene, record: Disclosure, day: date) -> None:
    """Checked and published on a day."""
    checked(scene, record, day)
    with clock.set_to(at(day, 11)):
        actions.publish(record_id=record.pk, version=record.version, by=scene.officer)


def publish_now(record: Disclosure, by: User) -> None:
    """Checked and published at this moment."""
    version = {"record_id": record.pk, "version": record.version, "by": by}
    actions.check(no_secret=True, people_right=True, words="", **version)
    actions.publish(**version)


def posted(
    scene: Scene, record: Disclosure, day: date, form: str = "a", *, spots: str = "office", told: date | None = None,
    last: date | None = None, photographs: int = 0,
) -> Posting:  # fmt: skip
    """A form of a document, from a day on, told on that day unless said."""
    where = {"a": "", "b": WEB}.get(form, "Nhà văn hóa")
    said = {
        "disclosure": record.origin,
        "form": form,
        "spots": spots if form == "a" else "",
        "where": where,
        "last": last,
    }
    entry = Entry(scene.unit, day, said)
    with clock.set_to(at(told or day, 12)):
        if photographs:
            sent = Sent(pictures(photographs, mark=record.pk), "nobody")
            made = enter_with(POSTINGS, entry, sent, by=scene.officer)
        else:
            made = enter(POSTINGS, entry, by=scene.officer)
    assert isinstance(made, Posting)
    return made


def pictures(count: int, mark: int = 0) -> list[SimpleUploadedFile]:
    """Photographs of different sizes, so that no two are the same."""
    return [
        SimpleUploadedFile(f"anh-{one}.jpg", files.image(size=(20 + one, 10 + mark % 50), exif=True), "image/jpeg")
        for one in range(count)
    ]


def whole(scene: Scene, day: date, items: str = "DC11.02.b", *, within: int = 1, **told: Any) -> Disclosure:
    """A document with all that R1 and R2 ask for, so many days after its own."""
    record, later = drafted(scene, day, items, **told), day + timedelta(days=within)
    made_public(scene, record, later)
    posted(scene, record, later, "b")
    posted(scene, record, later, "a")
    return record


def nothing(scene: Scene, period: str, items: str, day: date) -> NothingArose:
    with clock.set_to(at(day)):
        entry = Entry(scene.unit, day, {"period": period, "items": items, "note": ""})
        made = enter(NOTHING, entry, by=scene.officer)
    assert isinstance(made, NothingArose)
    return made


def reviewed(scene: Scene, period: str, day: date, *, told: date | None = None) -> Review:
    with clock.set_to(at(told or day)):
        said = {"period": period, "change": "none", "words": "", "reviewer": "Văn phòng"}
        made = enter(REVIEWS, Entry(scene.unit, day, said), by=scene.officer)
    assert isinstance(made, Review)
    return made


def sampled(
    scene: Scene, day: date, items: str, verdict: str = "wrong", *, by: User | None = None, period: str = ""
) -> Sample:
    with clock.set_to(at(day)):
        said = {"items": items, "period": period, "verdict": verdict, "document": "5/BB", "words": ""}
        made = enter(SAMPLES, Entry(scene.unit, day, said), by=by or scene.front)
    assert isinstance(made, Sample)
    return made


LATER = {
    "notified_on": None, "extended_on": None, "extended_why": "", "answered_on": None, "outcome": "",
    "reason_told": "", "document": "",
}  # fmt: skip
ASKED = {"term": "web-complex", "about": "Hồ sơ dự án đường tổ dân phố 3"}


def asked(scene: Scene, day: date | None = None, **values: Any) -> InformationRequest:
    """A request for information, told on its day."""
    on = day or date(2026, 3, 2)
    with clock.set_to(at(on)):
        made = enter(INFORMATION, Entry(scene.unit, on, ASKED | LATER | values), by=scene.officer)
    assert isinstance(made, InformationRequest)
    return made


def scope(*scenes: Scene, span: Span = YEAR, as_of: date | None = None, **more: Any) -> Scope:
    units = frozenset(one.unit.pk for one in scenes)
    return Scope(units, span, as_of or span.cut_off, WorkCalendar(), **more)


def finding(measure: Measure, scene: Scene, **more: Any) -> Finding:
    return measure.answer(scope(scene, **more))[scene.unit.pk]


def one_of_each(unit: Unit, officer: User, body: User) -> None:
    """A document with its forms, one that waits for its check, a statement, a review, a sample, of spring 2026."""
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=unit))
    scene, day = Scene(unit, officer, front, body), date(2026, 3, 3)
    whole(scene, date(2026, 3, 2))
    drafted(scene, date(2026, 3, 16), title="Dự toán điều chỉnh")
    nothing(scene, "2025-Q4", "DC11.03.a", day)
    reviewed(scene, "2025-Q4", day)
    sampled(scene, day, "DC11.02.b")
    asked(scene)
