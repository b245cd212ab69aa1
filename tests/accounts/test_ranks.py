"""Whether the one who leads is the Chủ tịch or a Phó Chủ tịch: said of the role, shown with the signature."""

from datetime import date
from typing import Any

import pghistory.models
import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import open_year
from tests.factories.accounts import MembershipFactory, UserFactory, person
from tests.factories.units import AgencyFactory
from thanthien.accounts.actions import import_people, start_membership, tell_rank
from thanthien.accounts.models import Membership
from thanthien.accounts.people_check import PersonLine, check_lines
from thanthien.accounts.people_workbook import people_import
from thanthien.accounts.queries import title_at
from thanthien.accounts.roles import Rank, Role
from thanthien.core.acting.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


def test_deputy_is_called_so_and_one_whose_rank_is_unknown_by_the_role() -> None:
    agency, titles = AgencyFactory(committee=True), {}
    for rank in ("", Rank.HEAD, Rank.DEPUTY):
        someone = UserFactory()
        start_membership(person=someone, agency=agency, role=Role.COMMUNE_CHAIR, first_day=DAY, by=None, rank=rank)
        told = title_at(someone.pk, agency.unit_id, Role.COMMUNE_CHAIR, DAY)
        titles[str(rank)] = (Membership.objects.get(user=someone).title, told)
    assert titles == {
        "": ("Chủ tịch, Phó Chủ tịch Ủy ban nhân dân cấp xã", ""),
        "head": ("Chủ tịch Ủy ban nhân dân cấp xã",) * 2,
        "deputy": ("Phó Chủ tịch Ủy ban nhân dân cấp xã",) * 2,
    }


def test_role_without_head_and_deputy_takes_no_rank() -> None:
    agency, someone = AgencyFactory(committee=True), UserFactory()
    with pytest.raises(Invalid) as refused:
        start_membership(person=someone, agency=agency, role=Role.COMMUNE_FOCAL, first_day=DAY, by=None, rank=Rank.HEAD)
    assert refused.value.errors == {"rank": "Vai trò này không có cấp trưởng, cấp phó."}
    assert Membership.objects.count() == 0


def test_administrator_says_it_with_the_role(client: Client) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    agency, someone = AgencyFactory(committee=True), UserFactory()
    data = {"agency": agency.code, "role": Role.COMMUNE_CHAIR, "rank": "deputy", "first_day": "01/01/2026"}
    client.post(reverse("accounts:membership_start", args=[someone.pk]), data)
    page = client.get(reverse("accounts:person", args=[someone.pk])).text
    assert ("Phó Chủ tịch Ủy ban nhân dân cấp xã" in page, "Chủ tịch, Phó Chủ tịch" in page) == (True, False)


def test_signature_stands_with_the_title_held_on_that_day(client: Client) -> None:
    year = open_year(units=1)
    year.submit()
    dossier = year.dossier()
    Membership.objects.filter(user=dossier.signed_by).update(rank=Rank.DEPUTY)
    client.force_login(year.who("10001", "focal"))
    page = client.get(reverse("dossier-detail", args=[year.cycle.pk, "10001"]), {"muc": "dien-bien"}).text
    assert f"{dossier.signed_by.full_name}, Phó Chủ tịch Ủy ban nhân dân cấp xã" in " ".join(page.split())


# --- Said later, and by file ------------------------------------------------------------------------------------------

KNOWN = (
    "Vai trò này đã ghi chức danh “Phó Chủ tịch Ủy ban nhân dân cấp xã”. "
    "Chức danh thay đổi thì kết thúc vai trò này và thêm vai trò mới."
)
NONE = "Vai trò này không có cấp trưởng, cấp phó."


def leads(**fields: Any) -> Membership:
    """A role of head or deputy, of which nobody said which."""
    held: Membership = MembershipFactory(agency=AgencyFactory(committee=True), role=Role.COMMUNE_CHAIR, **fields)
    return held


def line(held: Membership, rank: str | None, **fields: Any) -> PersonLine:
    told = {"role": held.role_enum, "first_day": held.valid_from, "last_day": held.valid_to, "rank": rank}
    return PersonLine(2, held.user.full_name, held.user.email, held.agency, **(told | fields))


def test_rank_is_told_later_once_and_of_others(client: Client) -> None:
    admin, held = person(Role.ADMINISTRATOR), leads()
    client.force_login(admin)
    shown, here = reverse("accounts:person", args=[held.user_id]), reverse("accounts:membership_rank", args=[held.pk])
    offered = [here in client.get(shown).text]
    assert client.post(here, {"rank": "deputy"}).status_code == 302
    offered.append(here in client.get(shown).text)
    again = client.post(here, {"rank": "head"})
    held.refresh_from_db()
    assert (offered, held.rank, again.context["form"].errors) == ([True, False], "deputy", {"rank": [KNOWN]})


def test_rank_is_not_told_of_oneself_nor_of_a_role_without_ranks() -> None:
    own, focal = leads(), MembershipFactory(agency=AgencyFactory(committee=True), role=Role.COMMUNE_FOCAL)
    with pytest.raises(Refused, match="Không tự giao vai trò cho mình"):
        tell_rank(membership=own, rank=Rank.HEAD, by=own.user)
    with pytest.raises(Invalid) as refused:
        tell_rank(membership=focal, rank=Rank.HEAD, by=None)
    assert refused.value.errors == {"rank": NONE}


def test_file_tells_ranks_of_new_roles_and_of_those_that_stand_without() -> None:
    held, agency = leads(), AgencyFactory(committee=True)
    new = PersonLine(3, "Lê Thị Na", "na@example.org", agency, Role.COMMUNE_CHAIR, DAY, rank=Rank.HEAD)
    assert import_people(lines=[line(held, Rank.DEPUTY), new], by=None) == 2
    assert list(Membership.objects.order_by("pk").values_list("rank", flat=True)) == ["deputy", "head"]
    assert import_people(lines=[line(held, Rank.DEPUTY)], by=None) == 0
    told = pghistory.models.Events.objects.tracks(held).order_by("-pgh_id").first()
    assert told is not None
    assert (told.pgh_diff, told.pgh_context) == ({"rank": ["", "deputy"]}, {"user": None, "action": "import_people"})


def test_file_changes_no_rank_and_gives_none_where_there_are_none() -> None:
    held = leads(rank=Rank.DEPUTY)
    lines = [line(held, Rank.HEAD), line(held, None), line(held, Rank.HEAD, role=Role.COMMUNE_FOCAL)]
    assert [check_lines([one])[0].problems for one in lines] == [{"rank": KNOWN}, {}, {"rank": NONE}]


def test_export_holds_the_rank_in_words_that_are_read_again() -> None:
    leads(rank=Rank.DEPUTY)
    [stored] = people_import.stored()
    kind = next(column.kind for column in people_import.workbook().columns if column.name == "rank")
    assert (stored["rank"], kind.write(stored["rank"])) == ("deputy", "Phó Chủ tịch, Phó Bí thư")
    words = ("Chủ tịch, Bí thư", "phó chủ tịch", "Bí thư Đảng ủy cấp xã", "Pho Bi thu")
    assert [kind.read(word) for word in words] == ["head", "deputy", "head", "deputy"]
