"""The pages of a gate about heads, what is sealed of it, and which bodies hold the files."""

import json
from pathlib import Path

import pytest
from django.core import checks
from django.test import Client
from django.urls import reverse

from tests.evaluations.headed import (
    DAY,
    HEADS,
    KEY,
    PAPER,
    SET,
    TOLD,
    decided,
    fact,
    headed,
    state,
)
from tests.evaluations.scenario import Year, confirming, fresh, on, open_year
from thanthien.evaluations.head_files import file_holders
from thanthien.evaluations.heads import (
    public,
)
from thanthien.evaluations.models import Seal
from thanthien.units.head_terms import HeadTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year(text=SET)


@pytest.fixture
def body(year: Year, client: Client) -> Client:
    """The body that states the gate, with Xã An Hòa before it and every head known."""
    headed(year)
    year.appraise()
    client.force_login(fresh(year.people.noi_vu))
    return client


# --- The page -------------------------------------------------------------------------------------------------------


def gate_page(year: Year) -> str:
    return reverse("council-gate", args=[year.cycle.pk, KEY])


DOCUMENT = {"number": PAPER.number, "signed_on": "02/03/2026", "issuer": PAPER.issuer}


def test_page_lists_each_head_and_keeps_who_is_unknown_out(year, client):
    headed(year)
    for code in ("10001", "10002"):
        year.appraise(code)
    client.force_login(fresh(year.people.noi_vu))
    with on(DAY):
        page = client.get(gate_page(year))
        pks = [year.dossier(code).pk for code in ("10001", "10002")]
        refused = client.post(gate_page(year), {f"h{pks[1]}": "khong"})
    assert [shown for *_, shown, _ in page.context["rows"]] == ["–", HEADS]
    unknown = (
        "chưa ghi Bí thư, người đứng đầu cấp ủy (01/01/2026–28/02/2026); Chủ tịch, người đứng đầu chính quyền "
        "(01/01/2026–28/02/2026)."
    )
    assert [row.problems for row in page.context["without_heads"]] == [(unknown,)]
    assert refused.status_code == 422


def test_nobody_hit_is_stated_for_each_head_at_once(year, body):
    pk = year.dossier().pk
    with on(DAY):
        shown = body.post(gate_page(year), {f"h{pk}": "khong"})
        sent = {f"h{pk}": "khong"} | confirming(shown)
        without = body.post(gate_page(year), sent)
        assert without.context["form"].errors == {
            "number": ["Cần ghi số văn bản."], "signed_on": ["Cần ghi ngày ký."],
            "issuer": ["Cần chọn cơ quan ban hành."],
        }  # fmt: skip
        done = body.post(gate_page(year), sent | DOCUMENT | confirming(without))
    assert done.status_code == 302
    assert [one["answer"] for one in fact(year).heads["terms"]] == ["none", "none", "none"]


def test_where_somebody_was_hit_each_head_is_asked_about(year, body):
    pk = year.dossier().pk
    with on(DAY):
        shown = body.post(gate_page(year), {f"h{pk}": "co"})
        labels = [bound.label for bound in shown.context["form"].visible_fields() if bound.name.startswith("d")]
        places = [bound.name for bound in shown.context["form"].visible_fields() if bound.name.startswith("d")]
        bare = body.post(gate_page(year), {f"h{pk}": "co"} | DOCUMENT | confirming(shown))
        each = dict(zip(places, ("none", "elsewhere", "none"), strict=True))
        done = body.post(gate_page(year), {f"h{pk}": "co"} | each | DOCUMENT | confirming(shown))
    assert labels == [
        "Xã An Hòa: Bí thư, người đứng đầu cấp ủy (01/01/2026–28/02/2026), Trần Bí Thư",
        "Xã An Hòa: Chủ tịch, người đứng đầu chính quyền (01/01/2026–31/01/2026), Lê Chủ Tịch",
        "Xã An Hòa: Chủ tịch, người đứng đầu chính quyền (01/02/2026–28/02/2026), Đỗ Người Mới",
    ]
    assert places[0] == f"d{pk}-party-20260101-20260228"
    assert bare.context["form"].errors == {name: ["Cần chọn câu trả lời."] for name in places}  # none is chosen ahead
    assert done.status_code == 302
    assert (fact(year).holds, fact(year).head_lines) == (False, TOLD)


def test_choosing_again_keeps_all_that_was_typed(year, body):
    pk = year.dossier().pk
    with on(DAY):
        shown = body.post(gate_page(year), {f"h{pk}": "co"})
        typed = {f"d{pk}-party-20260101-20260228": "in_post", f"c{pk}": "QĐ 5"} | DOCUMENT
        again = body.post(gate_page(year), {f"h{pk}": "co"} | typed | confirming(shown) | {"buoc": "chon-lai"})
    assert again.context["typed"] == typed


def test_pages_of_heads_enter_correct_and_take_away(year, client):
    client.force_login(year.who("10001", "focal"))
    sent = {"post": "party", "full_name": "Trần Bí Thư", "from_on": "01/07/2025", "to_on": ""}
    with on(DAY):
        wrong = client.post(reverse("unit-head-add", args=["10001"]), sent | {"from_on": "32/07/2025"})
        client.post(reverse("unit-head-add", args=["10001"]), sent)
        term = HeadTerm.objects.get()
        address = reverse("unit-head", args=["10001", term.pk])
        seen = {"seen": client.get(address).context["form"]["seen"].value()}
        client.post(address, sent | seen | {"to_on": "31/12/2026"})
        stale = client.post(address, sent | seen | {"remove": "on"})
        page = client.get(reverse("unit-heads", args=["10001"]))
        stranger = client.get(reverse("unit-heads", args=["10002"]))
        there = HeadTerm.objects.count()
        now = {"seen": client.get(address).context["form"]["seen"].value()}
        client.post(address, sent | now | {"remove": "on"})
    assert (stale.status_code, there) == (409, 1)  # as it stands now it wasn't seen
    assert stale.context["form"].errors["__all__"]
    assert wrong.status_code == 422
    assert page.context["terms"][0].days == "từ 01/07/2025 đến 31/12/2026"
    assert (stranger.status_code, HeadTerm.objects.count()) == (404, 0)


# --- Sealed and told ------------------------------------------------------------------------------------------------


def test_seal_of_the_decision_says_posts_and_terms_without_a_name(year):
    headed(year)
    year.appraise()
    state(year, ("none", "elsewhere", "none"))
    decided(year)
    body = Seal.objects.filter(kind="decision").get().body
    document = json.loads(body)
    assert document["gates"][KEY] is False
    assert [one["answer"] for one in fact(year).heads["terms"]] == ["none", "elsewhere", "none"]
    assert document["heads"] == {KEY: public(fact(year).heads)}
    assert [one["answer"] for one in document["heads"][KEY]["terms"]] == ["none", "none", "none"]
    assert "Trần Bí Thư" not in body


# --- Which bodies hold the files ------------------------------------------------------------------------------------


def test_another_city_names_its_own_bodies(settings, tmp_path: Path):
    settings.HEAD_FILES = tmp_path / "head-files.yaml"
    settings.HEAD_FILES.write_text("- Ủy ban Kiểm tra Tỉnh ủy\n", encoding="utf-8")
    assert file_holders() == ("Ủy ban Kiểm tra Tỉnh ủy",)


@pytest.mark.parametrize("text", ["", "name: x", "- {a: b}", "- ''", "[", "[]"])
def test_a_file_that_says_no_bodies_is_told_at_the_start(settings, tmp_path: Path, text):
    settings.HEAD_FILES = tmp_path / "head-files.yaml"
    settings.HEAD_FILES.write_text(text, encoding="utf-8")
    assert [one.id for one in checks.run_checks() if one.id == "evaluations.E001"] == ["evaluations.E001"]
