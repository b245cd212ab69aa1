"""A new Chủ tịch, a new head of a body in the middle of a year: what waited for the old one waits for the new one, what
was signed keeps the old name."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, person
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import answers, sheets, submission
from thanthien.evaluations.models import Sheet, SheetItem
from thanthien.evaluations.work import procedure_work
from thanthien.evaluations.work_records import bodies_work
from thanthien.notices.work import Work
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
LAST, FIRST = date(2026, 1, 22), date(2026, 1, 23)


def replaced(old: User, name: str, agency: str, role: Role, last: date = LAST, first: date = FIRST) -> User:
    """Another person in the role from the first day on."""
    Membership.objects.filter(user=old, role=role).update(valid_to=last)
    return person(name, Agency.objects.get(code=agency), role, since=first)


def new_chair(year: Year) -> User:
    return replaced(year.people.communes["10001"]["chair"], "moi", "ubnd-10001", Role.COMMUNE_CHAIR)


def work_on(day: date, who: User) -> list[Work]:
    with on(day):
        return procedure_work(fresh(who))


def sign(year: Year, who: User, day: date, seen: str | None = None) -> None:
    with on(day):
        pk, mark = year.dossier().pk, year.mark() if seen is None else seen
        submission.sign(by=fresh(who), dossier_id=pk, seen=mark)


def test_what_waits_for_the_old_chair_waits_for_the_new_one_from_the_first_day_on() -> None:
    year = open_year(units=1)
    year.meet()
    old, new = year.people.communes["10001"]["chair"], new_chair(year)
    before = work_on(LAST, old)
    assert [one.title for one in before] == ["Ký duyệt"]
    assert (work_on(LAST, new), work_on(FIRST, old), work_on(FIRST, new)) == ([], [], before)


def test_new_chair_signs_from_the_first_day_on_and_the_old_one_no_longer() -> None:
    year = open_year(units=1)
    year.meet()
    old, new = year.people.communes["10001"]["chair"], new_chair(year)
    for who, day in ((new, LAST), (old, FIRST)):
        with pytest.raises(Refused):
            sign(year, who, day)
    sign(year, new, FIRST)
    assert (year.dossier().status, year.dossier().signed_by) == ("signed", new)


def test_draft_that_changed_since_it_was_read_is_read_anew() -> None:
    year = open_year(units=1)
    year.meet()
    new, read = new_chair(year), year.mark()
    with on(LAST):
        made = year.document("10001", "Sổ theo dõi")
        answers.attach(by=year.who("10001", "focal"), answer_id=year.answer("10001", "1.1").pk, document_ids=[made.pk])
    with pytest.raises(Refused, match="vừa được sửa sau khi"):
        sign(year, new, FIRST, seen=read)
    assert year.dossier().status == "posted"


def test_what_was_signed_keeps_the_old_name_and_the_new_chair_submits_it() -> None:
    year = open_year(units=1)
    year.sign()
    old, new = year.people.communes["10001"]["chair"], new_chair(year)
    with on(FIRST):
        submission.submit(by=fresh(new), dossier_id=year.dossier().pk, seen=year.mark())
        client = Client()
        client.force_login(fresh(new))
        address = reverse("dossier-detail", args=[year.cycle.pk, "10001"]) + "?muc=dien-bien"
        page = client.get(address).content.decode()
    assert (year.dossier().signed_by, year.dossier().submitted_by) == (old, new)
    assert (old.full_name in page, new.full_name in page) == (True, True)


def test_sheet_of_a_body_goes_on_with_its_new_head_and_says_who_typed_what() -> None:
    year = open_year(units=1)
    year.accept()
    year.fill("10001", year.people.mttq, {})
    old, last, first = year.people.mttq, date(2026, 2, 12), date(2026, 2, 13)
    new = replaced(old, "moi", "mttq", Role.APPRAISER, last, first)
    with on(first):
        assert (bodies_work(fresh(old)), [one.count for one in bodies_work(fresh(new))]) == ([], [1])
        item = SheetItem.objects.get(sheet__body__code="mttq", indicator__code="1.1")
        change = sheets.ItemChange(item.pk, item.version, entry=GOOD["1.1"])
        with pytest.raises(Refused):
            sheets.save_items(by=fresh(old), changes=[change])
        sheets.save_items(by=fresh(new), changes=[change])
        sheets.send_sheets(by=fresh(new), cycle=year.cycle, sheet_ids=[item.sheet_id])
    typed = SheetItem.objects.filter(sheet__body__code="mttq").order_by("indicator__code")
    assert [(one.indicator.code, one.updated_by) for one in typed] == [("1.1", new), ("1.2", old)]
    assert Sheet.objects.get(body__code="mttq").sent_by == new
