"""A set names its levels itself, as many as it has: no page, file or message says another name."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse

from tests.evaluations.scenario import SMALL_SET, Year, confirming, fresh, on, open_year, pdf
from thanthien.accounts.models import User
from thanthien.evaluations.actions import decisions
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.queries.editions import draft_results_fingerprint
from thanthien.notices.models import Notice

pytestmark = pytest.mark.django_db
WRITTEN_IN_CODE = re.compile(r"[Mm]ức độ ?\d")
NAMES = {
    2: ("Đồng hành", "Thân thiện"),
    6: ("Khởi đầu", "Nhập cuộc", "Đồng hành", "Gần dân", "Thân thiện", "Kiểu mẫu"),
}


@pytest.fixture(params=NAMES, scope="module")
def titles(request) -> tuple[str, ...]:
    """The names of the levels, the lowest first."""
    return NAMES[request.param]


@pytest.fixture
def year(titles) -> Year:
    """One unit published, one lowered, one still scoring itself, under a set with levels of its own."""
    made = open_year(text=small_set(titles))
    made.publish("10001", "11/QĐ-UBND")
    made.publish("10002", "12/QĐ-UBND")
    lower(made, "10002")
    made.score("10003")
    return made


def small_set(titles: tuple[str, ...]) -> str:
    head, _, tail = SMALL_SET.read_text(encoding="utf-8").partition("levels:\n")
    shares = range(80 - 5 * (len(titles) - 1), 81, 5)
    lines = [
        f"  - {{number: {number}, title: {title}, total_at_least: {share}%, every_group_at_least: {share - 20}%}}\n"
        for number, (title, share) in enumerate(zip(titles, shares, strict=True), start=1)
    ]
    return f"{head}levels:\n{''.join(lines)}{tail[tail.index('targets:') :]}"


def lower(year: Year, code: str) -> None:
    dossier = year.dossier(code)
    with on(date(2026, 4, 10)):
        decisions.change_recognition(
            by=fresh(year.people.office), dossier_id=dossier.pk, version=dossier.version, level=1, reason="Hậu kiểm",
            paper=Printed("13/QĐ-UBND", date(2026, 4, 10), "Người ký", pdf()),
        )  # fmt: skip


def said(client: Any, address: str) -> str:
    """Everything a page or file says: its text, the names of its marks, the cells of its workbook."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
    return body.decode("utf-8")


def told(client: Any, user: User | None, addresses: list[str], titles: tuple[str, ...]) -> dict[str, set[str]]:
    """Which names of levels each address says; fails where one says a name that the set hasn't."""
    client.logout()
    if user:
        client.force_login(fresh(user))
    caches["local"].clear()
    found = {}
    for address in addresses:
        words = said(client, address)
        assert WRITTEN_IN_CODE.findall(words) == [], address
        found[address] = {title for title in titles if title in words}
    return found


def test_city_pages_and_files_say_the_names_of_the_set(client, year, titles):
    cycle, every = year.cycle, set(titles)
    board, decided = reverse("city-board", args=[cycle.pk]), reverse("decision-home", args=[cycle.pk])
    detail, lowered = reverse("dossier-detail", args=[cycle.pk, "10001"]), {titles[0], titles[-1]}
    with on(date(2026, 4, 11)):
        found = told(client, year.people.leader, [board, f"{board}?tai=csv", f"{board}?tai=xlsx", decided,
                     f"{decided}?tai=csv&bang=ket-qua", detail], titles)  # fmt: skip
        assert list(found.values()) == [every, {*lowered, titles[1]}, {*lowered, titles[1]}, every, lowered,
                                        {titles[1], titles[-1]}]  # fmt: skip
        assert told(client, year.people.leader, [reverse("leader-home", args=[cycle.pk])], titles) == {
            reverse("leader-home", args=[cycle.pk]): every
        }
        change = reverse("decision-change", args=[cycle.pk, "10001"])
        assert told(client, year.people.office, [change], titles) == {change: every}


def test_public_pages_and_files_say_the_names_of_the_set(client, year, titles):
    every = set(titles)
    pages = ["/", "/ket-qua/2026/", "/don-vi-hanh-chinh/10002/", "/cach-cham-diem/", "/ket-qua/2026/du-lieu.json"]
    with on(date(2026, 4, 11)):
        found = told(client, None, pages, titles)
        assert found == dict.fromkeys(pages, every) | {"/don-vi-hanh-chinh/10002/": found["/don-vi-hanh-chinh/10002/"]}
        assert found["/don-vi-hanh-chinh/10002/"] >= {titles[0], titles[-1]}
        files = ["/ket-qua/2026/?tai=csv", "/ket-qua/2026/?tai=xlsx", "/tra-cuu/?q=an+hoa"]
        assert list(told(client, None, files, titles).values()) == [
            {titles[0], titles[-1]}, {titles[0], titles[-1]}, {titles[-1]},
        ]  # fmt: skip


def test_commune_pages_and_messages_say_the_names_of_the_set(client, year, titles):
    with on(date(2026, 4, 11)):
        scoring = [
            reverse("commune-home"),
            reverse("self-scoring-item", args=[year.cycle.pk, "10003", "1.1"]),
            reverse("forecast", args=[year.cycle.pk, "10003"]),
        ]
        told(client, year.people.communes["10003"]["focal"], scoring, titles)
        results = reverse("commune-results", args=[year.cycle.pk, "10002"])
        found = told(client, year.people.communes["10002"]["focal"], [results, reverse("notices:list")], titles)
        assert found[results] >= {titles[-1]}
    words = " ".join([*(f"{one.title} {one.what}" for one in Notice.objects.all())])
    assert (bool(words.strip()), WRITTEN_IN_CODE.findall(words)) == (True, [])


def test_council_pages_say_the_names_of_the_set(client, titles):
    year = open_year(text=small_set(titles))
    year.conclude("10001")
    year.appraise("10002")
    cycle = year.cycle
    secretary = [
        f"{reverse('council-home')}?ky={cycle.pk}",
        reverse("council-dossier", args=[cycle.pk, "10002"]),
        reverse("council-item", args=[cycle.pk, "10002", "1.1"]),
        reverse("council-propose", args=[cycle.pk, "10001"]),
    ]
    with on(date(2026, 3, 11)):
        found = told(client, year.people.secretary, secretary, titles)
        assert found[secretary[3]] == set(titles)
        gates = [reverse("council-gates", args=[cycle.pk]), reverse("council-gate", args=[cycle.pk, "ky-luat"])]
        told(client, year.people.noi_vu, gates, titles)
    with on(date(2026, 3, 16)):
        office = [reverse("announce", args=[cycle.pk]), reverse("city-comparison", args=[cycle.pk])]
        assert told(client, year.people.office, office, titles)[office[0]] == {titles[-1]}


def test_decision_pages_say_the_names_of_the_set(client, titles):
    year = open_year(text=small_set(titles))
    year.announce("10001")
    dossier, record = year.dossier("10001"), reverse("decision-record", args=[year.cycle.pk])
    with on(date(2026, 3, 24)):
        assert told(client, year.people.office, [record], titles)[record] == set(titles)
        shown = client.get(record).context
        sent = {"chon": [dossier.pk], "thay": shown["seen"], f"d{dossier.pk}-level": "1", f"d{dossier.pk}-reason": "Vì"}
        checked = client.post(record, sent)
        words = checked.content.decode()
        assert (titles[0] in words, titles[-1] in words, WRITTEN_IN_CODE.findall(words)) == (True, True, [])
        assert draft_results_fingerprint({dossier: 1}) in words
        assert confirming(checked)["buoc"] == "lam"
