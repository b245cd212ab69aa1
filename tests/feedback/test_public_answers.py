"""What everybody sees of feedback: answers with days and signer, by topic and words; nothing private, nowhere."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.feedback.scene import ANSWER, Scene, a_scene, answered, own_step, published, step, told
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    caches["local"].clear()
    time_machine.move_to(datetime(2026, 3, 30, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def of_unit(scene: Scene) -> str:
    return reverse("feedback-unit", args=[scene.unit.code])


def rows(client: Client, address: str) -> list[int]:
    return [one.row.pk for one in client.get(address).context["table"].rows]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def answer_of(row: Feedback) -> str:
    return reverse("feedback-answer", args=[Feedback.objects.get(pk=row.pk).answer_id])


def test_answer_shows_with_day_days_and_signer(client: Client, scene: Scene) -> None:
    row = published(scene, MONDAY, THURSDAY)
    page = words(client.get(answer_of(row)))
    said = (ANSWER["summary"].rstrip("."), ANSWER["text"], ANSWER["signer"])
    told_of = (*said, "nhận ngày 02/03/2026", "trả lời ngày 05/03/2026", "sau 3 ngày làm việc", "đúng hạn")
    assert [one for one in told_of if one not in page] == []
    assert rows(client, of_unit(scene)) == [row.pk]


def test_late_answer_says_so(client: Client, scene: Scene) -> None:
    assert "quá hạn" in words(client.get(answer_of(published(scene, MONDAY, date(2026, 3, 20)))))


def test_what_is_not_public_shows_nowhere(client: Client, scene: Scene) -> None:
    private = [answered(scene, MONDAY, THURSDAY), published(scene, MONDAY, THURSDAY), told(scene, MONDAY)]
    step(scene, private[1], "take_down", THURSDAY, note="Gỡ để sửa lại")
    assert [rows(client, address) for address in (of_unit(scene), reverse("feedback-city"))] == [[], []]
    assert [client.get(answer_of(one)).status_code for one in private[:2]] == [404, 404]


def test_unit_is_narrowed_by_topic_and_by_words_without_diacritics(client: Client, scene: Scene) -> None:
    light = published(scene, MONDAY, THURSDAY)
    rubbish = told(scene, MONDAY, topic="moi-truong")
    words = {"summary": "Rác đầu ngõ chưa được thu gom.", "text": "Đã thu gom hết rác ở đầu ngõ."}
    step(scene, rubbish, "draft", TUESDAY, **ANSWER | words)
    step(scene, rubbish, "answer", TUESDAY)
    step(scene, rubbish, "publish", TUESDAY, looked=True)
    found = {query: rows(client, f"{of_unit(scene)}?{query}") for query in
             ("tu_khoa=den duong", "tu_khoa=rac thu gom", "tu_khoa=cau", "linh_vuc=moi-truong", "")}  # fmt: skip
    assert found == {
        "tu_khoa=den duong": [light.pk], "tu_khoa=rac thu gom": [rubbish.pk], "tu_khoa=cau": [],
        "linh_vuc=moi-truong": [rubbish.pk], "": [light.pk, rubbish.pk],
    }  # fmt: skip


def test_city_shows_all_units_and_narrows_to_one(client: Client, scene: Scene) -> None:
    other = a_scene()
    here, there = published(scene, MONDAY, THURSDAY), published(other, MONDAY, TUESDAY)
    city = reverse("feedback-city")
    assert rows(client, city) == [here.pk, there.pk]
    assert rows(client, f"{city}?don_vi={other.unit.code}") == [there.pk]


def test_file_holds_what_the_list_shows_and_nothing_else(client: Client, scene: Scene) -> None:
    published(scene, MONDAY, THURSDAY)
    file = client.get(f"{reverse('feedback-city')}?tai=csv").getvalue().decode("utf-8-sig")
    assert file.splitlines()[0] == "Phản ánh,Đơn vị,Lĩnh vực,Trả lời ngày,Số ngày làm việc,Thời hạn,Người ký"


def test_list_says_for_how_many_of_the_days_the_sender_was_waited_for(client: Client, scene: Scene) -> None:
    code = "K7QM-2XRD-9FHA-C3WT"
    row = told(scene, MONDAY, code=code)
    step(scene, row, "ask", MONDAY, note="Đoạn nào của ngõ?")
    own_step(code, row, "tell", TUESDAY, added="Đoạn gần nhà văn hóa.")
    step(scene, row, "draft", THURSDAY, **ANSWER)
    step(scene, row, "answer", THURSDAY)
    step(scene, row, "publish", THURSDAY, looked=True)
    assert "3, trong đó chờ bổ sung 1 ngày" in words(client.get(of_unit(scene)))


def test_unit_page_has_the_doors_and_the_latest_answers(client: Client, scene: Scene) -> None:
    address = reverse("unit-page", args=[scene.unit.code])
    empty = words(client.get(address))
    assert [one in empty for one in (reverse("feedback-send", args=[scene.unit.code]), of_unit(scene))] == [True, True]
    row = published(scene, MONDAY, THURSDAY)
    caches["local"].clear()
    assert answer_of(row) in words(client.get(address))


def test_home_and_menu_lead_to_sending(client: Client) -> None:
    home = words(client.get("/"))
    assert (reverse("feedback-choose") in home, reverse("feedback-city") in home) == (True, True)


@pytest.mark.parametrize("name", ["feedback-city", "feedback-unit"])
def test_list_asks_the_same_statements_for_one_and_for_three(client: Client, scene: Scene, name: str) -> None:
    address = reverse(name) if name == "feedback-city" else of_unit(scene)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            published(scene, MONDAY, THURSDAY)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert (counts[0] == counts[1], counts[0] <= 16) == (True, True)


def test_nothing_private_stands_on_any_public_page_feed_or_file(client: Client, scene: Scene) -> None:
    """Sender, contact, words of the sender, place; matters of the lanes that the unit doesn't see, spam."""
    shown = published(scene, MONDAY, THURSDAY)
    for topic, text in (("khieu-nai-to-cao", "Tố cáo Bà Dấu Một"), ("duong-sa", "Thư rác Dấu Hai mời mua hàng")):
        row = told(scene, MONDAY, topic=topic, text=text, contact={"name": "Người Dấu Ba", "phone": "0900000001"})
        if topic == "duong-sa":
            step(scene, row, "spam", TUESDAY, note="Quảng cáo bán hàng")
    secret = told(scene, MONDAY, text="Nội dung mật Dấu Bốn của đơn vị")
    step(scene, secret, "quarantine", TUESDAY, note="Nghi có bí mật nhà nước")
    unit = scene.unit.code
    addresses = [
        reverse("feedback-city"), f"{reverse('feedback-city')}?tai=csv", f"{reverse('feedback-city')}?tu_khoa=dau",
        of_unit(scene), f"{of_unit(scene)}?tai=csv", answer_of(shown), reverse("unit-page", args=[unit]),
        reverse("unit-card", args=[unit]), reverse("sitemap"), reverse("feedback-choose"), "/", reverse("search-units"),
    ]  # fmt: skip
    pages = [client.get(address) for address in addresses]
    texts = [page.getvalue().decode() if page.streaming else page.content.decode() for page in pages]
    marks = ("Dấu", "Kín", "ngõ Kín", "0912345678", "0900000001", "khieu-nai", "PA-")
    assert [(address, mark) for address, text in zip(addresses, texts, strict=True) for mark in marks if mark in text
            ] == []  # fmt: skip
