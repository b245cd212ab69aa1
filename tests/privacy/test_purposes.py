"""Nothing personal is kept without a purpose that register, public page and notices tell alike."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import BinaryField, CharField, FileField, Model, TextField
from django.test import Client
from django.urls import reverse

from tests.access_rows import STRANGER
from tests.factories.accounts import person
from tests.factories.units import UnitFactory
from tests.feedback.scene import a_code, a_scene, step, told
from tests.recorder import recorded
from tests.test_access_table import ROUTES, ROWS
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.private.enums import Ground
from thanthien.core.private.models import PrivateData
from thanthien.core.private.purposes import Purpose, models_of, purpose_of, purposes
from thanthien.core.private.shelves import private_shelves
from thanthien.feedback.purposes import CONTACT, LETTERS, PICTURES_PUBLIC, TEXT
from thanthien.privacy.tables import purpose_table

pytestmark = pytest.mark.django_db

_PERSONAL = re.compile(
    r"(^|_)(name|username|email|phone|contact|who|told_by|signer|delegate|responsible|reviewer|drafter|address|doer|"
    r"signers|attendees|head|birth|sender)$"
)
# What such a name means where it is nobody's: of places, files, days, parts of the platform; or numbers on a roll.
NOBODYS = frozenset(
    {
        "core.CalendarDay.name", "disclosure.DisclosureFile.name",

        "evaluations.Decision.file_name", "evaluations.Paper.file_name",
        "evaluations.RegisteredModel.address", "feedback.ApiClient.name", "grassroots.WeeklyReport.address",
        "initiatives.Initiative.doer",
        "jobs.JobFile.name", "jobs.JobRun.name",
        "links.LinkState.address", "service.HomeAnnouncement.phone", "units.Agency.name",
        "units.AgencyChange.name", "units.Hamlet.name", "units.Unit.name", "units.Unit.short_name",
        "units.UnitChange.from_name", "units.UnitChange.to_name", "units.UnitName.name",
        "workforce.Commitment.signers", "workforce.Course.attendees",
    }
)  # fmt: skip


def own_models() -> list[type[Model]]:
    found = [one for one in apps.get_models() if one.__module__.startswith("thanthien.")]
    return [one for one in found if not hasattr(one, "pgh_tracked_model")]


def personal_fields() -> set[str]:
    """``app.Model.field`` of each text whose name says that it is somebody's."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | TextField) and not field.choices and _PERSONAL.search(field.name)
    } | {f"{one._meta.label}.{field.name}" for one in own_models() for field in one._meta.local_concrete_fields
         if isinstance(field, FileField) and "hotograph" in one.__name__}  # fmt: skip


def told_models() -> set[str]:
    return {label for one in purposes() for label in models_of(one)}


def test_each_personal_field_has_a_purpose_or_is_nobodys() -> None:
    told = told_models()
    untold = {one for one in personal_fields() if one.rpartition(".")[0] not in told}
    assert (sorted(untold - NOBODYS), sorted(NOBODYS - personal_fields())) == ([], [])


def test_no_purpose_names_a_model_that_is_gone() -> None:
    known = {one._meta.label for one in own_models()}
    assert sorted(told_models() - known) == []


def test_each_encrypted_shelf_has_a_purpose_and_each_encrypted_model_a_shelf() -> None:
    told = sorted(key for one in purposes() for key in one.shelves)
    assert told == [shelf.key for shelf in private_shelves()]
    encrypted = {one._meta.label for one in own_models() if issubclass(one, PrivateData)}
    assert {shelf.rows().model._meta.label for shelf in private_shelves()} == encrypted


def test_no_text_is_encrypted_beside_the_shelves() -> None:
    fields = {
        f"{one._meta.label}.{field.name}"
        for one in own_models()
        for field in one._meta.local_concrete_fields
        if isinstance(field, BinaryField) and not issubclass(one, PrivateData)
    }
    assert fields == set()


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("FEEDBACK_TEXT_DAYS", "feedback.text"), ("FEEDBACK_CONTACT_DAYS", "feedback.contact"),
        ("FEEDBACK_LEGAL_DAYS", "feedback.contact"), ("FEEDBACK_SECRET_DAYS", "feedback.text"),
        ("HOME_SERVICE_CONTACT_DAYS", "service.at_home"), ("STAFF_NAME_DAYS", "workforce.staff"),
        ("OPINION_PERSON_DAYS", "grassroots.person"), ("DISCLOSURE_PEOPLE_DAYS", "disclosure.lists"),
        ("MAIL_BODY_DAYS", "accounts.mail"), ("MAIL_LOG_DAYS", "accounts.mail"),
    ],
)  # fmt: skip
def test_how_long_is_said_as_the_setting_stands(settings: Any, setting: str, code: str) -> None:
    setattr(settings, setting, 57)
    assert "57 ngày" in purpose_of(code).kept_words


def test_each_purpose_says_all_and_consents_say_how_they_are_taken_back() -> None:
    texts = ("title", "data", "why", "basis", "readers", "kept_words")
    silent = [(one.code, name) for one in purposes() for name in texts if not getattr(one, name)]
    no_way_back = [one.code for one in purposes() if one.ground == Ground.CONSENT and not one.withdraw]
    uncounted = [one.code for one in purposes() if one.ground == Ground.CONSENT and one.consents is None]
    assert (silent, no_way_back, uncounted) == ([], [], [])


def test_ways_to_ones_own_are_there() -> None:
    assert sorted({one.own for one in purposes() if one.own} - set(ROUTES)) == []


def test_each_consent_of_people_names_where_it_is_asked_for() -> None:
    assert [one.code for one in purposes() if one.ground == Ground.CONSENT and not one.points] == []


@pytest.mark.parametrize("point", sorted({point for one in purposes() for point in one.points}))
def test_point_of_collection_tells_its_purposes(client: Client, point: str) -> None:
    """As whoever may open it reads it."""
    page = _followed(client) if point == "feedback-follow" else _opened(client, point)
    untold = [one.code for one in purposes() if point in one.points and f"Dùng để: {one.why}." not in page]
    assert untold == []


def _opened(client: Client, point: str) -> str:
    row = next(one for one in ROWS if one.url_name == point and one.method == "get" and 200 in one.answers.values())
    world = recorded(row.world)()
    asker = next(asker for asker, status in row.answers.items() if status == 200)
    if asker != STRANGER:
        client.force_login(world.person(asker))
    answer = client.get(reverse(point, kwargs=dict(row.kwargs(world))) + row.query)
    return " ".join(answer.content.decode().split())


def _followed(client: Client) -> str:
    scene, code, today = a_scene(), a_code(), clock.today()
    step(scene, told(scene, today, code=code), "ask", today, note="Ở đoạn nào?")
    return " ".join(client.post(reverse("feedback-follow"), {"code": code}).content.decode().split())


def test_forms_tell_in_the_words_of_the_register(client: Client) -> None:
    unit = UnitFactory()
    page = " ".join(client.get(reverse("feedback-send", args=[unit.code])).content.decode().split())
    for one in (TEXT, CONTACT, LETTERS):
        assert f"<strong>{one.title}</strong>: {one.data}. Dùng để: {one.why}." in page
        assert f"Lưu: {one.kept_words}.{f' {one.withdraw}.' if one.withdraw else ''}" in page
    assert f'href="{reverse("personal-data")}"' in page


def test_form_promises_of_photographs_what_is_done_with_them(client: Client) -> None:
    page = " ".join(client.get(reverse("feedback-send", args=[UnitFactory().code])).content.decode().split())
    assert (page.count(PICTURES_PUBLIC), "ảnh không công khai" in page, "không có người gửi, liên hệ, ảnh" in page) == (
        3, False, False,
    )  # fmt: skip
    assert PICTURES_PUBLIC in " ".join(Path("docs/huong-dan/nguoi-dan.md").read_text(encoding="utf-8").split())


def test_everybodys_page_tells_each_purpose_rights_and_whom_to_ask(client: Client, settings: Any) -> None:
    settings.DATA_PROTECTION_NAME, settings.DATA_PROTECTION_PHONE = "Sở Nội vụ", "0225 1234567"
    page = " ".join(client.get(reverse("personal-data")).content.decode().split())
    assert [one.code for one in purpose_table().rows] == [one.code for one in purposes()]
    assert "Xóa: báo đã nhận trong 2 ngày làm việc, xong trong 20 ngày." in page
    assert ("tự theo dõi, rút đề nghị</a>" in page, page.count("tự xem, sửa, xóa</a>")) == (True, 3)
    assert ("Sở Nội vụ" in page, "0225 1234567" in page) == (True, True)


def test_everybodys_page_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("personal-data"))


def test_register_is_printed_with_each_purpose(client: Client) -> None:
    client.force_login(person(Role.DATA_PROTECTION))
    answer = client.get(reverse("privacy-purposes-print"))
    assert [row[0] for row in answer.context["rows"]] == [one.title for one in purposes()]


def test_each_purpose_that_a_form_may_name_is_registered() -> None:
    """Code names them by the constants of the rooms, pages by their codes."""
    modules = [module for name, module in sys.modules.items() if name.startswith("thanthien.")]
    written = {one.code for module in modules for one in vars(module).values() if isinstance(one, Purpose)}
    assert written == {one.code for one in purposes()}
    named = set()
    for path in Path("thanthien").rglob("*.html"):
        for codes in re.findall(r'privacy_notice "([^"]+)"', path.read_text(encoding="utf-8")):
            named |= set(codes.split())
    assert (sorted(named - written), len(named) > 5) == ([], True)
