"""Posted drafts: readable by everybody while they hang, without a word that isn't meant for everybody."""

from datetime import date, timedelta

import pytest

from tests.evaluations.scenario import GOOD, fresh, on, open_year
from thanthien.evaluations.actions import submission
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer
from thanthien.evaluations.queries.drafts import draft_of, hamlet_head
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db
WHILE_POSTED = date(2026, 1, 16)
NOT_ARISEN = Entry(AnswerState.NOT_APPLICABLE, None, "Bà Nguyễn Thị Riêng chưa gửi đơn nào")


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def posted_year():
    year = open_year()
    year.post("10001", GOOD | {"1.2": NOT_ARISEN})
    Answer.objects.filter(dossier=year.dossier(), indicator__code="1.1").update(explanation="Lời giải trình riêng")
    return year, f"/du-thao/{year.cycle.pk}/10001/"


def test_draft_tells_values_points_and_where_opinions_go(client):
    _, address = posted_year()
    with on(WHILE_POSTED):
        shown = text(client, address)
    needed = (
        "Dự thảo kết quả tự đánh giá năm 2026 của xã An Hòa",
        '<strong class="num">19/01/2026</strong>',
        "<li>Ủy ban nhân dân Xã An Hòa, trực tiếp tại trụ sở hoặc bằng văn bản</li>",
        "<li>Ủy ban Mặt trận Tổ quốc Việt Nam Xã An Hòa, trực tiếp tại trụ sở hoặc bằng văn bản</li>",
        "Trưởng thôn nơi ông/bà ở",
        "Trụ sở, nhà văn hóa",
        "<td>46/52 (88,5%)</td>",
        "<td>Không phát sinh</td>",
    )
    assert [words for words in needed if words not in shown] == []


def test_draft_tells_no_explanation_reason_or_person(client):
    year, address = posted_year()
    with on(WHILE_POSTED):
        shown = text(client, address)
    private = [
        NOT_ARISEN.reason,
        "Lời giải trình riêng",
        *(one.full_name for one in year.people.communes["10001"].values()),
    ]
    assert [words for words in private if words in shown] == []


def test_rows_of_a_draft_say_what_the_self_score_says():
    year, _ = posted_year()
    draft = draft_of(year.dossier())
    rows = [(row.code, row.words, row.points, row.maximum) for group in draft.groups for row in group.rows]
    stored = {row.indicator.code: row.points for row in Answer.objects.filter(dossier=year.dossier())}
    assert [(code, points) for code, _, points, _ in rows] == [(code, stored[code]) for code, *_ in rows]
    assert sum(points or 0 for _, _, points, _ in rows) == draft.sums.total.points


def test_draft_hangs_from_the_posting_until_the_signature(client):
    year = open_year()
    address = f"/du-thao/{year.cycle.pk}/10001/"
    year.score("10001")
    year.score = lambda *_: None  # it is scored
    seen = []
    with on(date(2026, 1, 13)):
        seen.append(client.get(address).status_code)
    year.meet("10001")
    year.meet = lambda *_: None  # it met
    with on(date(2026, 1, 20)):
        over = text(client, address)
        seen.append(client.get("/du-thao/").text.count(address))
    year.sign("10001")
    with on(date(2026, 1, 20)):
        seen += [client.get(address).status_code, client.get("/du-thao/").text.count(address)]
    assert seen == [404, 1, 404, 0]
    assert "Thời gian niêm yết đã hết ngày" in over
    assert "trực tiếp tại trụ sở" not in over


def test_draft_that_is_taken_down_is_gone_at_once(client):
    year, address = posted_year()
    with on(WHILE_POSTED):
        before = client.get(address)
        submission.take_down(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, reason="Sửa số liệu")
        assert (before.status_code, client.get(address).status_code) == (200, 404)
    assert "no-store" in before["Cache-Control"]


def test_head_of_the_people_is_named_for_the_kind_of_unit():
    year = open_year()
    assert [hamlet_head(year.dossier(code).unit) for code in ("10001", "10002")] == [
        "Trưởng thôn",
        "Tổ trưởng tổ dân phố",
    ]


def test_draft_of_a_unit_that_was_merged_since_names_the_offices_that_posted_it(client):
    year, address = posted_year()
    year.dossier().unit.agencies.update(valid_to=WHILE_POSTED - timedelta(days=1))
    with on(WHILE_POSTED):
        shown = text(client, address)
    assert "<p><b>Ủy ban nhân dân Xã An Hòa</b></p>" in shown
    assert [line.split(",")[0] for line in shown.split("<li>") if "trực tiếp tại trụ sở" in line] == [
        "Ủy ban nhân dân Xã An Hòa",
        "Ủy ban Mặt trận Tổ quốc Việt Nam Xã An Hòa",
    ]


def test_list_of_drafts_takes_one_statement_however_long(client, django_assert_num_queries):
    year = open_year()
    with django_assert_num_queries(1):
        assert "Hiện không có dự thảo nào" in text(client, "/du-thao/")
    for code in ("10001", "10002"):
        year.post(code)
    with on(WHILE_POSTED), django_assert_num_queries(1):
        client.get("/du-thao/")


def test_commune_prints_before_the_posting_just_what_is_read_after_it(client):
    year = open_year()
    year.score("10001")
    client.force_login(year.who("10001", "focal"))
    sheet = f"/ky/{year.cycle.pk}/10001/ban-niem-yet/"
    with on(date(2026, 1, 14)):
        before = text(client, sheet)
        posting = text(client, f"/ky/{year.cycle.pk}/10001/niem-yet/")
    year.score = lambda *_: None  # it is scored
    year.post("10001")
    client.logout()
    with on(date(2026, 1, 14)):
        after = text(client, f"/du-thao/{year.cycle.pk}/10001/")
    tables = [page.split('<h2 id="tong-diem">')[1].split("</section>")[0] for page in (before, after)]
    assert tables[0] == tables[1]
    assert f'<a href="{sheet}">' in posting
    assert fresh(year.people.communes["10001"]["focal"]).full_name not in after
