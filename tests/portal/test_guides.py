"""Guides as pages: everybody gets their own, at the section of the page they come from, in the words of the pages."""

import re
from fnmatch import fnmatchcase

import pytest
from django.urls import get_resolver

from tests.factories.accounts import UserFactory, person
from tests.project_files import ROOT, product
from thanthien.accounts.roles import Role
from thanthien.portal.guides import BY_NAME, GUIDES, guide_of, written

GUIDE_OF = {
    Role.VILLAGE_HEAD: "truong-thon", Role.UNION_REPORTER: "truong-thon", Role.COMMUNE_FRONT: "don-vi",
    Role.SERVICE_OFFICER: "don-vi", Role.COMMUNE_FOCAL: "don-vi", Role.COMMUNE_OFFICER: "don-vi",
    Role.COMMUNE_CHAIR: "don-vi", Role.COMMUNE_PARTY: "don-vi", Role.CITY_OFFICER: "co-quan-thuong-truc",
    Role.CITY_HEAD: "co-quan-thuong-truc", Role.APPRAISER: "co-quan-tham-dinh", Role.COUNCIL_MEMBER: "hoi-dong",
    Role.COUNCIL_SECRETARY: "hoi-dong", Role.CITY_LEADER: "lanh-dao-thanh-pho", Role.AUDITOR: "kiem-tra",
    Role.ADMINISTRATOR: "quan-tri", Role.DATA_PROTECTION: "bao-ve-du-lieu", Role.FINANCE: "chung",
    Role.CULTURE: "chung",
}  # fmt: skip
# Put together from parts when a page is made.
COMPOSED = {
    "Không có đơn vị phù hợp", "Đã báo cáo, không phát sinh", "từ 38 lên 39 tuần", "Hoàn thành, chuyển sang …",
    "Lý do sửa: ghi nhầm",
}  # fmt: skip


def routes(resolver=None, prefix="") -> set[str]:
    """Every named route, with its namespace."""
    found = set()
    for one in (resolver or get_resolver()).url_patterns:
        if hasattr(one, "url_patterns"):
            found |= routes(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
        elif one.name:
            found.add(f"{prefix}{one.name}")
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_sections_of_a_guide_are_its_headings_and_of_pages_that_there_are(guide):
    headings = {anchor for anchor, _ in written(guide.name).headings}
    assert set(guide.sections.values()) - headings == set()
    there = routes()
    assert [one for one in guide.sections if not any(fnmatchcase(route, one) for route in there)] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_guide_is_a_page_without_files_of_the_repository(guide):
    html = written(guide.name).html
    found = re.findall(r'href="([^"]*)"', html)
    assert [one for one in found if not one.startswith(("/huong-dan/", "#"))] == []
    assert ("<img" in html, "<h1" in html, f">{guide.file}<" in html) == (False, False, False)


@pytest.mark.django_db
def test_every_role_has_its_guide():
    assert {role: guide_of(person(role)).name for role in Role} == GUIDE_OF
    assert guide_of(UserFactory()).name == "chung"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "came_from", "leads_to"),
    [
        (None, "unit-page", "/huong-dan/nguoi-dan/#xem-ket-qua-noi-minh-o"),
        (None, "", "/huong-dan/nguoi-dan/"),
        (Role.COMMUNE_OFFICER, "self-scoring-item", "/huong-dan/don-vi/#cong-chuc-theo-doi-tieu-chi"),
        (Role.COMMUNE_CHAIR, "sign-dossier", "/huong-dan/don-vi/#chu-tich-pho-chu-tich"),
        (Role.APPRAISER, "appraisal-grid", "/huong-dan/co-quan-tham-dinh/#cham-theo-bang"),
        (Role.COMMUNE_OFFICER, "disclosure-board", "/huong-dan/don-vi/#cong-khai"),
        (Role.COMMUNE_OFFICER, "disclosure-postings-add", "/huong-dan/don-vi/#cong-khai"),
        (Role.COMMUNE_OFFICER, "home-requests", "/huong-dan/don-vi/#phuc-vu-tai-nha"),
        (Role.VILLAGE_HEAD, "home-enter", "/huong-dan/truong-thon/#co-nguoi-khong-di-lai-duoc"),
        (Role.CITY_OFFICER, "workforce", "/huong-dan/co-quan-thuong-truc/#doi-ngu-can-bo-cong-chuc-cua-cac-don-vi"),
        (Role.APPRAISER, "no-such-page", "/huong-dan/co-quan-tham-dinh/"),
    ],
)
def test_guide_opens_at_the_section_of_the_page(client, role, came_from, leads_to):
    if role:
        client.force_login(person(role))
    assert client.get("/huong-dan/", {"trang": came_from}).url == leads_to


@pytest.mark.django_db
def test_header_and_footer_lead_to_guide_about_and_drafts(client):
    stranger = client.get("/cach-cham-diem/").text
    client.force_login(person(Role.COMMUNE_FOCAL))
    inside = client.get("/don-vi/").text
    header = [page.split("<main")[0].count('href="/huong-dan/?trang=') for page in (stranger, inside)]
    assert header == [2, 2]  # wide, and in the menu of a phone
    footer = stranger.split("<footer")[1]
    links = re.findall(r'href="([^"]*)"', footer)
    assert links == [
        "/gioi-thieu/", "/huong-dan/nguoi-dan/", "/du-thao/", "/cach-cham-diem/", "/du-lieu-mo/", "/cong-khai/",
        "/mo-hinh-sang-tao/", "/du-lieu-ca-nhan/",
    ]  # fmt: skip


@pytest.mark.django_db
def test_stranger_reads_the_guide_of_citizens_and_is_asked_to_sign_in_for_others(client):
    assert client.get("/huong-dan/nguoi-dan/").status_code == 200
    assert client.get("/huong-dan/don-vi/").status_code == 302
    client.force_login(person(Role.AUDITOR))
    found = client.get("/huong-dan/don-vi/")
    assert [client.get(f"/huong-dan/{name}/").status_code for name in [*BY_NAME, "khong-co"]] == [200] * 11 + [404]
    assert "Hướng dẫn: Xã, phường, đặc khu" in found.text


@pytest.mark.django_db
def test_about_names_the_standing_office_from_the_data(client):
    office = person(Role.CITY_OFFICER)
    shown = client.get("/gioi-thieu/").text
    assert f"<dd>{office.memberships.get().agency.name}</dd>" in shown


def _plain(text: str) -> str:
    joined = re.sub(r'"\s*\n\s*f?"', "", text)
    return re.sub(r"\W+", " ", re.sub(r"<[^<>\n]*>|\{\{.*?\}\}|\{[^{}%\"\n]*\}", " ", joined)).lower()


def test_quoted_words_of_guides_stand_on_pages():
    pages = [file for suffix in (".py", ".html", ".js") for file in product(suffix)]
    source = _plain("\n".join(file.read_text(encoding="utf-8") for file in pages))
    missing = {
        (guide.name, quoted)
        for guide in GUIDES
        for quoted in re.findall(r"“([^“”]+)”", (ROOT / "docs/huong-dan" / guide.file).read_text(encoding="utf-8"))
        if quoted not in COMPOSED and any(_plain(part).strip() not in source for part in quoted.split("…"))
    }
    assert missing == set()
