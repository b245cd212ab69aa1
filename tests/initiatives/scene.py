"""A phường with a creative model, another that may adopt it, a body that judges it and the standing office."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.initiatives.kinds import ADOPTIONS, INITIATIVES, RECOGNITIONS, REPORTS, WORDS
from thanthien.initiatives.models import Initiative
from thanthien.measures import acceptances
from thanthien.measures.acceptances import Judge
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, enter
from thanthien.records.kinds import RecordKind
from thanthien.units.models import Unit

SPAN = Span(date(2026, 1, 1), date(2026, 12, 31))
_MODEL = {
    "title": "Tổ giúp việc buổi tối", "topic": "procedures", "problem": "Người đi làm không đến được giờ hành chính",
    "novelty": "Nhận hồ sơ đến 20 giờ", "doer": "Trung tâm Phục vụ hành chính công", "started_on": date(2026, 2, 2),
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A unit with its officer, a neighbour, a body's appraiser, the office."""

    unit: Unit
    officer: User
    neighbour: User
    body: User
    office: User

    def other_unit(self) -> Unit:
        return Unit.objects.get(pk=next(iter(self.neighbour.unit_ids())))


def a_scene(**unit: Any) -> Scene:
    made = UnitFactory(**unit)
    return Scene(made, officer_of(made), officer_of(UnitFactory()), person(Role.APPRAISER), person(Role.CITY_OFFICER))


def officer_of(unit: Unit) -> User:
    return person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))


def let_judge(monkeypatch: pytest.MonkeyPatch, *people: User, sent: bool = False, span: Span = SPAN) -> None:
    """The bodies of these people judge the models of every unit."""
    judges = [Judge(hat.agency_id, span, sent) for one in people for hat in one.hats]
    monkeypatch.setattr(acceptances, "_judging", [lambda _unit, _measure: judges])


def model_entry(unit: Unit, day: date, **values: Any) -> Entry:
    return Entry(unit, day, _MODEL | values)


def registered(scene: Scene, day: date = date(2026, 2, 2), **values: Any) -> Initiative:
    with clock.set_to(datetime.combine(day, time(9))):
        made = enter(INITIATIVES, model_entry(scene.unit, day, **values), by=scene.officer)
    assert isinstance(made, Initiative)
    return made


def _told(
    kind: RecordKind, by: User, unit: Unit, initiative: Initiative, day: date, at: datetime | None, **values: Any
) -> Any:
    entry = Entry(unit, day, {"initiative": initiative.origin} | values)
    with clock.set_to(at or datetime.combine(day, time(10))):
        return enter(kind, entry, by=by)


def reported(scene: Scene, initiative: Initiative, day: date = date(2026, 10, 5), at: datetime | None = None) -> Any:
    return _told(REPORTS, scene.officer, scene.unit, initiative, day, at, results="320 lượt hồ sơ", people=320)


def spoken(
    scene: Scene, initiative: Initiative, day: date = date(2026, 11, 2), at: datetime | None = None, **values: Any
) -> Any:
    said = {"verdict": "effective", "document": "45/SNV", "year": 2026, "words": ""} | values
    return _told(WORDS, scene.body, scene.unit, initiative, day, at, **said)


def recognised(
    scene: Scene, initiative: Initiative, day: date = date(2026, 11, 20), at: datetime | None = None, **values: Any
) -> Any:
    said = {"document": "99/QĐ-UBND", "signer": "Phó Chủ tịch"} | values
    return _told(RECOGNITIONS, scene.office, scene.unit, initiative, day, at, **said)


def adopted(
    scene: Scene, initiative: Initiative, day: date = date(2026, 9, 1), at: datetime | None = None, **values: Any
) -> Any:
    said = {"outcome": "running", "words": "Mở thêm tối thứ Năm"} | values
    return _told(ADOPTIONS, scene.neighbour, scene.other_unit(), initiative, day, at, **said)
