"""Every list × every role: a file holds what its list shows, and tells of the appraisal what its reader may see."""

import ast
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import PageList, csv_rows, lists_of, may_tie
from tests.democracy import importer_cases as democracy
from tests.disclosure import scene as disclosed
from tests.engagement import outreach_cases
from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.accounts import person
from tests.factories.evidence import DocumentFactory
from tests.factories.units import HamletFactory
from tests.feedback import scene as feedback
from tests.grassroots import importer_cases as reports
from tests.initiatives import importer_cases as models
from tests.privacy.registers import PRIVACY_LISTS, registers_of_privacy
from tests.project_files import product, relative
from tests.questions.asking import answered, asked
from tests.recorder import recorded
from tests.service import importer_cases as fast_days
from tests.service.at_home import scene as home_service
from tests.workforce import importer_cases as staff
from tests.workplace import importer_cases as workplace
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.core.jobs import enqueue
from thanthien.core.kept.enums import Problem
from thanthien.core.kept.models import FileAlarm
from thanthien.core.mail.actions import post
from thanthien.core.mail.models import BouncingAddress
from thanthien.core.tables.asking import asked_file
from thanthien.core.tables.drawing import title_column
from thanthien.core.tables.exports import csv_pieces
from thanthien.core.tables.shown import ShownTable
from thanthien.core.tables.tasks import make_file
from thanthien.evaluations.actions import council, intake, reviews
from thanthien.evaluations.actions.forecasts import keep_forecasts
from thanthien.evaluations.actions.urging import urge
from thanthien.evaluations.enums import AnswerState, ReviewOutcome
from thanthien.evaluations.models import Conclusion, Cycle, ReviewRequest
from thanthien.evaluations.scored import Entry
from thanthien.records.keeping import keep_duties
from thanthien.units.enums import AgencyChangeKind, UnitChangeKind
from thanthien.units.models import Agency, AgencyChange, Unit, UnitChange, UnitName

pytestmark = pytest.mark.django_db
STRANGER = "stranger"


def entry(top: int, reason: str) -> Entry:
    return Entry(AnswerState.VALUE, {"numerator": str(top), "denominator": "52"}, reason)


# --- A city with something in its lists -----------------------------------------------------------------------------


@recorded
def early_year() -> Year:
    """In January: one unit has submitted, the dossier of one came back, one has done nothing and was reminded."""
    year = open_year(units=3)
    year.submit("10001")
    year.submit("10002")
    office = fresh(year.people.office)
    with on(date(2026, 1, 23)):
        intake.send_back(by=office, dossier_id=year.dossier("10002").pk, reason="Thiếu biên bản họp.")
        urge(by=office, dossier_ids=[year.dossier("10003").pk], words="Đề nghị nộp hồ sơ.")
    return year


@recorded
def late_year() -> Year:
    """In March: one unit is being appraised, not all of its sheets are in; one is published; of one every sheet is in,
    and the council differs from the commune."""
    year = open_year(units=3)
    year.publish("10002")
    year.accept("10001")
    year.fill("10001", year.people.mttq, {("mttq", "1.1"): entry(37, "Thiếu sổ của 15 tuần")})
    year.appraise("10003", {("mttq", "1.1"): entry(40, "Thiếu sổ của 12 tuần")})
    return year


@recorded
def reviewed_year() -> Year:
    """In March: a commune asked for two reviews and has one answer; the registration of another waits for approval."""
    year = open_year(units=3)
    year.announce("10003")
    with on(date(2026, 3, 17)):
        reasons = {"1.1": "Sổ tuần 30 có thật", "1.2": "Đã có biên bản"}
        reviews.request_review(by=year.who("10003", "chair"), dossier_id=year.dossier("10003").pk, reasons=reasons)
        answered = ReviewRequest.objects.get(indicator__code="1.1")
        refusal = reviews.ReviewAnswer(ReviewOutcome.REFUSED, "Sổ không có chữ ký")
        reviews.answer_request(by=fresh(year.people.secretary), request_id=answered.pk, answer=refusal)
    Cycle.objects.update(registration_needs_approval=True)
    year.register("10001")
    with on(date(2026, 1, 10)):
        keep_forecasts(cycle=year.cycle)
        keep_duties()
    return year


@recorded
def daily_life(year: Year) -> None:
    """What stands in the lists beside those of the year."""
    focal = year.who("10001", "focal")
    DocumentFactory(created_by=focal, title="Dự toán", with_file=True)
    DocumentFactory(created_by=focal, title="Riêng", restricted=True)
    DocumentFactory(created_by=focal, title="Cũ", retired=True)
    unit = Unit.objects.get(code="10001")
    HamletFactory(unit=unit, name="Thôn 1")
    HamletFactory(unit=unit, name="Thôn 2", valid_to=date(2026, 1, 1))
    UnitName.objects.create(unit=unit, name="Cát Bi")
    UnitChange.objects.create(
        from_unit=unit, to_unit=unit, kind=UnitChangeKind.RENAME, on=date(2026, 1, 1), from_name="Cũ", to_name="Mới"
    )
    AgencyChange.objects.create(
        agency=Agency.objects.get(code="mttq"), kind=AgencyChangeKind.RENAME, on=date(2026, 1, 1),
        document_number="13/QĐ", name="Mới",
    )  # fmt: skip
    post(to=focal, subject="Việc chờ xử lý", template="mail/letter.html", context={}, by=None)
    BouncingAddress.objects.create(address="lan@example.org")
    FileAlarm.objects.create(shelf="jobs", row=1, path="viec-chay/1", problem=Problem.MISSING)
    reports.some_reports(2)
    fast_days.some_days(2)
    fast_days.some_decisions(1)
    fast_days.some_presences(2)
    for case in outreach_cases.CASES:
        case.stock(2)
    democracy.one_of_each()
    workplace.some_checks(2)
    workplace.some_views(1)
    workplace.some_inspections(1)
    workplace.some_radio_tests(2)
    workplace.some_installs(2)
    staff.one_of_each()
    fast_days.some_announcements(1)
    home_request = home_service.asked(home_service.Scene(unit, fast_days.officer_of(unit), None), date(2026, 3, 16))
    registers_of_privacy(home_request, focal)
    models.some_models(2)
    disclosed.one_of_each(unit, year.who("10001", "officer"), focal)
    feedback.one_of_each(unit, year.who("10001", "officer"), year.who("10001", "chair"))
    answered(asked(focal), by=year.people.office)
    answered(asked(focal, "Riêng"), by=year.people.office, for_all=False)
    asked(focal, "Đang chờ")


def askers(year: Year) -> dict[str, User]:
    """Somebody in each role; two bodies, two communes, and somebody without a role."""
    own, communes = year.people, year.people.communes
    front, committee = (Agency.objects.get(code=f"{kind}-10001") for kind in ("mttq", "ubnd"))
    people = {
        "office": own.office, "head": own.head, "secretary": own.secretary, "member": own.member,
        "leader": own.leader, "auditor": own.auditor, "mttq": own.mttq, "noi_vu": own.noi_vu, "nobody": own.stranger,
        "chair": communes["10001"]["chair"], "focal": communes["10001"]["focal"],
        "officer": communes["10001"]["officer"], "neighbour": communes["10003"]["chair"],
        "front": person(Role.COMMUNE_FRONT, agency=front),
    }  # fmt: skip
    for role in (Role.VILLAGE_HEAD, Role.SERVICE_OFFICER, Role.COMMUNE_PARTY):
        people[str(role)] = person(role, agency=committee)
    held = {membership.role for one in people.values() for membership in one.memberships.all()}
    return people | {str(role): person(role) for role in Role if role not in held}


def of_the_year(year: Year) -> list[str]:
    """The addresses of lists about the year."""
    cycle = year.cycle.pk
    of_cycle = [
        "registrations", "intake", "urged", "unsubmitted", "review-list", "decision-home", "city-board",
        "extensions-asked", "waivers", "proceedings", "city-returns", "city-comparison", "city-forecasts", "step-log",
        "city-duties", "papers",
    ]  # fmt: skip
    return [
        *map(reverse, ("cycle-list", "appraisal-home", "council-home", "notices:list")),
        *(reverse(name, args=[cycle]) for name in of_cycle),
        *(reverse("appraisal-grid", args=[cycle, code]) for code in ("1.1", "1.2")),
        reverse("unit-duties", args=[cycle, "10001"]),
        reverse("council-home") + "?phan=chenh-lech",
        reverse("year", args=[year.cycle.year]),
    ]


def of_daily_life() -> list[str]:
    """The addresses of all other lists; `test_every_list_is_tried` says when one is missing."""
    alone = [
        "jobs:mine", "jobs:everybody", "accounts:people", "accounts:own_people", "mail:messages", "mail:addresses",
        "mail:demo", "criteria:list", "evidence:library", "service-decisions", "service-days", "grassroots",
        "receptions", "reception-plans", "promises", "supervision-plans", "supervision-sessions", "recommendations",
        "recommendation-answers", "consultations", "community-decisions", "disclosure-search", "disclosure-board",
        "workplace-checks", "workplace-views", "workplace-inspections", "workplace-tests", "workplace-app", "workforce",
        "workforce-staff", "workforce-courses", "workforce-commitments", "workforce-sanctions", "workforce-statements",
        "workforce-commendations", "workforce-ratings", "workforce-counts", "home-requests", "home-numbers",
        "home-announcements", "look-log", "service-shifts", "service-presences", "initiatives", "initiative-gallery",
        "initiative-reports", "initiative-words", "initiative-recognitions", "initiative-adoptions", "disclosures",
        "disclosure-postings", "disclosure-nothing", "disclosure-reviews", "disclosure-samples", "place-units",
        "place-agencies", "kept:alarms", "change-log", "heads", "questions", "place-readiness", "outreach", "greetings",
        "supporters-meetings", "feedback-city", "feedback-rates", "feedback-list", "feedback-numbers",
        "feedback-standards", "feedback-channels", "channel-tests", "information-requests", *PRIVACY_LISTS,
    ]  # fmt: skip
    places = [reverse(name, args=["10001"]) for name in ("place-unit", "place-unit-hamlets")]
    places += [reverse(name, args=["10001"]) for name in ("disclosure-published", "disclosure-catalogue")]
    places.append(reverse("place-agency", args=["mttq"]))
    questions = [f"{reverse('questions')}?xem={which}" for which in ("cho", "rieng", "cua-toi")]
    return [*map(reverse, alone), reverse("evidence:library") + "?da-thoi-dung=1", *places, *questions]


def addresses(year: Year) -> list[str]:
    return [*of_the_year(year), *of_daily_life()]


def second_lists(year: Year) -> list[str]:
    """The files of lists that stand below another one."""
    below = {"review-list": "da-tra-loi", "decision-home": "ket-qua", "intake": "tra-lai", "city-duties": "ngung"}
    return [file_address(reverse(name, args=[year.cycle.pk]), key) for name, key in below.items()]


def file_address(address: str, key: str = "") -> str:
    return f"{address}{'&' if '?' in address else '?'}tai=csv&bang={key}"


@pytest.fixture(autouse=True)
def _in_march(settings: Any) -> Iterator[None]:
    settings.DEMO = True  # opens the list of mails that would have been sent
    with on(date(2026, 3, 18)):
        yield


# --- Every list is tried --------------------------------------------------------------------------------------------

# Shown to nobody but builders of pages.
# The second one needs an earlier year: tests/reports/test_board.py; the third one requests: test_extensions.py; the
# next two what comes after a result: test_proceedings.py, test_city_returns.py; then waivers: test_waivers.py; the last
# one units that left out two weeks: tests/reports/test_duty_boards.py.
ELSEWHERE = {
    "danh-sach-mau", "nang-muc", "de-nghi-gia-han", "ha-thu-hoi", "tra-lai-to-trinh", "khong-ap-dung", "ngung-ghi",
}  # fmt: skip
# Names that are made: of the grid, one for each indicator; of steps up and down, which need an earlier year and are
# tried in tests/reports/test_board.py.
MADE_NAMES = ["thanthien/evaluations/tables/appraisal.py", "thanthien/reports/tables/comparison.py"]


def declared() -> tuple[set[str], list[str]]:
    """The names of the tables that the product declares; and the files in which one is made."""
    names, made = set(), []
    for file in product(".py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Table":
                [name] = [word.value for word in node.keywords if word.arg == "name"]
                if isinstance(name, ast.Constant):
                    names.add(str(name.value))
                else:
                    made.append(relative(file))
    return names, sorted(made)


def tables_of(answer: Any) -> dict[str, ShownTable[Any]]:
    """The lists of a page, by their key in its address."""
    layers = [layer for context in answer.context or [] for layer in context.dicts]
    found = [value for layer in layers for value in layer.values() if isinstance(value, ShownTable)]
    return {one.table.key: one for one in found}


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(fresh(user))
    return client


YEARS = (early_year, late_year, reviewed_year)


def met(year: Year) -> dict[str, Any]:
    """The lists with rows that some of the people meet, by their names, with what they are made from."""
    found, people = {}, askers(year)
    for asker in ("administrator", "office", "focal", "mttq", "front", "auditor"):
        enqueue(make_file, by=people[asker], cargo={"address": "/"})
        client = signed_in(people[asker])
        pages = [client.get(address) for address in addresses(year)]
        found |= {one.table.name: one.table.rows for page in pages for one in tables_of(page).values() if one.rows}
    return found


def test_every_list_is_tried() -> None:
    (names, made_names), found = declared(), {}
    for made in YEARS:
        with transaction.atomic():
            year = made()
            daily_life(year)
            found |= met(year)
            transaction.set_rollback(True)
    assert (names - found.keys(), made_names) == (ELSEWHERE, MADE_NAMES)
    assert [name for name, rows in found.items() if may_tie(rows)] == []


# --- Files and lists ------------------------------------------------------------------------------------------------


def differences(client: Client, user: User | None, address: str) -> list[str]:
    """What a file holds otherwise than its list: rows by their title, one by one, and headings; and whether the worker
    makes another file than a page."""
    answer = client.get(address)
    lists, found = lists_of(answer.text) if answer.status_code == 200 else {}, []
    for key, shown in (tables_of(answer) if lists else {}).items():
        file = csv_rows(client.get(file_address(address, key)))
        page = lists.get(shown.table.name, PageList())  # a page may leave out a list without rows
        title = file[0].index(title_column(shown.table).parts[0].heading)
        titles = [set(row[title].split()) for row in file[1:]]
        if [words <= told for words, told in zip(titles, page.told, strict=False)] != [True] * len(page.rows):
            found.append(f"{shown.table.name}: {titles} {page.rows}")
        if (len(titles), len(page.rows)) != (shown.count, min(shown.count, shown.table.page_size)):
            found.append(f"{shown.table.name}: {len(titles)} rows, {len(page.rows)} on the page, {shown.count} counted")
        if user is not None and csv_rows([by_worker(file_address(address, key), user).encode()]) != file:
            found.append(f"{shown.table.name}: the worker's file is another one")
    return found


def by_worker(address: str, user: User) -> str:
    """The file as a job makes it."""
    asked = asked_file(address, fresh(user))
    return "".join(csv_pieces(asked.table, asked.order))


def told_otherwise(year: Year, where: list[str]) -> dict[tuple[str, str], list[str]]:
    found = {}
    for asker, user in [*askers(year).items(), (STRANGER, None)]:
        client = signed_in(user)
        found |= {(asker, address): differences(client, user, address) for address in where}
    return {place: told for place, told in found.items() if told}


@pytest.mark.parametrize("made", YEARS)
def test_file_holds_what_a_list_of_the_year_shows_to_everybody(made: Callable[[], Year]) -> None:
    year = made()
    assert told_otherwise(year, of_the_year(year)) == {}


def test_file_holds_what_a_list_of_daily_life_shows_to_everybody() -> None:
    year = early_year()
    daily_life(year)
    assert told_otherwise(year, of_daily_life()) == {}


# --- Blindness ------------------------------------------------------------------------------------------------------


def files_of(year: Year, user: User) -> dict[str, str]:
    """Every file that somebody gets, in each order of its list: orders tell, too."""
    reader, found = fresh(user), {}
    for address in [*map(file_address, addresses(year)), *second_lists(year)]:
        try:
            asked = asked_file(address, reader)
        except Refused:
            continue
        upwards = [order for order, _ in asked.table.orders if not order.startswith("-")]
        for order in upwards if len(upwards) > 1 and asked.table.count > 1 else [""]:
            found[f"{address} {order}"] = "".join(csv_pieces(asked.table, order))
    return found


def who_notices(year: Year, change: Callable[[], object]) -> set[str]:
    """Those who get another file after the change than before."""
    people = askers(year)
    before = {asker: files_of(year, user) for asker, user in people.items()}
    change()
    return {asker for asker, user in people.items() if files_of(year, user) != before[asker]}


def test_figures_of_a_body_are_in_nobody_else_s_file_before_every_sheet_is_in() -> None:
    year = late_year()

    def change() -> None:
        year.fill("10001", year.people.mttq, {("mttq", "1.1"): entry(11, "Chỉ có 11 tuần")})

    assert who_notices(year, change) == {"mttq"}


def test_figures_of_the_council_are_in_no_file_of_a_commune_or_stranger_before_the_provisional_result() -> None:
    year = late_year()
    conclusion = Conclusion.objects.get(dossier=year.dossier("10003"), indicator__code="1.1")

    def change() -> None:
        council.conclude_item(
            by=fresh(year.people.secretary),
            conclusion_id=conclusion.pk,
            version=conclusion.version,
            entry=entry(20, "Hội đồng đếm lại"),
        )

    assert who_notices(year, change) == SEES_COUNCIL


SEES_COUNCIL = {"office", "head", "secretary", "member", "leader", "auditor"}
