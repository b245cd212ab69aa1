"""Standard answers: who writes them, what they may say, how a draft is made of one in three touches."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.at_once import at_once
from tests.factories.accounts import person
from tests.feedback.photographs import photographed, upload
from tests.feedback.scene import ANSWER, LAMP, Scene, a_scene, step, told
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.feedback.models import Feedback, FeedbackAnswer, StandardAnswer
from thanthien.feedback.permissions import signers_of
from thanthien.feedback.standard_answers import Wording, change_standard, end_standard, keep_standard

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ANY = Wording("Đã tiếp nhận", "Đã nhận ngày {ngay_tiep_nhan} về “{linh_vuc}”, kết quả trước {ngay_hen}.")


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 3, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def office() -> User:
    return person(Role.CITY_OFFICER)


def of_unit(scene: Scene, said: Wording = LAMP) -> StandardAnswer:
    return keep_standard(said, unit=scene.unit, by=scene.officer)


# --- Writing ---


def test_unit_writes_its_own_and_the_office_those_for_all(scene: Scene, office: User) -> None:
    own, for_all = of_unit(scene), keep_standard(ANY, unit=None, by=office)
    assert [(one.unit, one.title, one.version, one.saved_by) for one in (own, for_all)] == [
        (scene.unit, "Đã thay bóng đèn", 1, scene.officer), (None, "Đã tiếp nhận", 1, office),
    ]  # fmt: skip


def test_nobody_else_writes_them(scene: Scene, office: User) -> None:
    tries = [(scene.unit, office), (scene.unit, a_scene().officer), (None, scene.chair), (scene.unit, scene.inspector)]
    for unit, by in tries:
        with pytest.raises(Refused, match="do người xử lý phản ánh của đơn vị ghi"):
            keep_standard(LAMP, unit=unit, by=by)
    assert StandardAnswer.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field", "begins"),
    [
        ({"title": " "}, "title", "Ô này chưa có nội dung."),
        ({"text": ""}, "text", "Ô này chưa có nội dung."),
        ({"text": "Gửi {ten}"}, "text", "Không có trường “{ten}”."),
        ({"summary": "Đèn {noi"}, "summary", "Dấu { }"),
        ({"text": "Gọi ông Nam, 0912 345 678"}, "text", "Không ghi họ tên"),
        ({"topic": "khong-co"}, "topic", "Cần chọn lĩnh vực"),
        ({"topic": "khieu-nai-to-cao"}, "topic", "Cần chọn lĩnh vực"),
    ],
)
def test_what_it_may_not_say_is_told_beside_the_box(
    scene: Scene, changed: dict[str, str], field: str, begins: str
) -> None:
    with pytest.raises(Invalid) as refused:
        of_unit(scene, replace(LAMP, **changed))
    assert list(refused.value.errors) == [field]
    assert refused.value.errors[field].startswith(begins)


def test_title_is_one_in_its_unit_until_it_ends(scene: Scene, office: User) -> None:
    row = of_unit(scene)
    of_unit(a_scene())
    with pytest.raises(Invalid) as refused:
        of_unit(scene)
    assert refused.value.errors == {"title": "Đã có mẫu trả lời mang tên này."}
    end_standard(standard_id=row.pk, version=1, by=scene.officer)
    assert of_unit(scene).pk != row.pk
    with pytest.raises(IntegrityError, match="standard_answer_title_once"), transaction.atomic():
        StandardAnswer.objects.filter(pk=row.pk).update(ended_at=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_a_title_at_once_the_second_is_told() -> None:
    scene = a_scene()
    other = of_unit(scene, replace(LAMP, title="Khác"))
    taken = {"title": "Đã có mẫu trả lời mang tên này."}
    assert at_once(lambda: of_unit(scene), lambda: of_unit(scene)) == taken
    again = replace(LAMP, title="Mới")
    assert at_once(
        lambda: of_unit(scene, again),
        lambda: change_standard(again, standard_id=other.pk, version=1, by=scene.chair),
    ) == taken  # fmt: skip


def test_change_is_a_version_and_history_keeps_what_it_said(scene: Scene) -> None:
    row = of_unit(scene)
    changed = change_standard(replace(LAMP, text="Đã thay."), standard_id=row.pk, version=1, by=scene.chair)
    assert (changed.version, changed.text, changed.saved_by) == (2, "Đã thay.", scene.chair)
    events = list(row.events.order_by("pgh_id"))
    assert [one.text for one in events] == [LAMP.text, "Đã thay."]
    assert [one.pgh_context.metadata["user"] for one in events] == [scene.officer.pk, scene.chair.pk]


def test_change_of_what_was_not_seen_is_stale(scene: Scene) -> None:
    row = of_unit(scene)
    change_standard(replace(LAMP, text="Đã thay."), standard_id=row.pk, version=1, by=scene.chair)
    for act in (
        lambda: change_standard(LAMP, standard_id=row.pk, version=1, by=scene.officer),
        lambda: end_standard(standard_id=row.pk, version=1, by=scene.officer),
    ):
        with pytest.raises(Stale):
            act()
    assert StandardAnswer.objects.get(pk=row.pk).text == "Đã thay."


def test_ended_one_stays_readable_and_is_not_changed(scene: Scene) -> None:
    row = end_standard(standard_id=of_unit(scene).pk, version=1, by=scene.officer)
    with pytest.raises(Refused, match="đã ngừng sử dụng"):
        change_standard(LAMP, standard_id=row.pk, version=2, by=scene.officer)
    with pytest.raises(ProgrammingError), transaction.atomic():
        StandardAnswer.objects.filter(pk=row.pk).delete()


# --- Using one ---


def draft_page(client: Client, row: Feedback, mau: object = "", **typed: str) -> Any:
    """The page; with a standard as it comes when this is chosen there, by a browser, which sends two characters for
    each end of a line."""
    address = reverse("feedback-step", args=[row.pk, "draft"])
    page = client.get(address)
    if not mau:
        return page
    form = page.context["form"]
    shown = {name: form[name].value() or "" for name in ("version", "summary", "text", "signer")}
    sent = {name: str(words).replace("\n", "\r\n") for name, words in (shown | typed).items()}
    return client.post(address, sent | {"mau": mau})


def test_offered_are_those_of_the_topic_first(client: Client, scene: Scene, office: User) -> None:
    near = [of_unit(scene), keep_standard(ANY, unit=None, by=office)]  # thay, tiếp
    other = of_unit(scene, replace(LAMP, title="Đã thu gom rác", topic="moi-truong"))
    end_standard(standard_id=of_unit(scene, replace(LAMP, title="Cũ")).pk, version=1, by=scene.officer)
    of_unit(a_scene())
    client.force_login(scene.officer)
    offer = draft_page(client, told(scene, MONDAY)).context["page"].offer
    assert (offer.near, offer.others, offer.chosen) == (near, [other], None)


def test_titles_stand_in_vietnamese_order_on_both_pages(client: Client, scene: Scene) -> None:
    titles = ["An toàn", "Ánh sáng", "Đường", "Ẩm thấp", "Dự án", "Mẫu 10", "Mẫu 2", "Zalo"]
    for title in reversed(titles):
        of_unit(scene, replace(LAMP, title=title))
    client.force_login(scene.officer)
    page = client.get(reverse("feedback-standards")).context["table"]
    offer = draft_page(client, told(scene, MONDAY)).context["page"].offer
    found = [[one.title for one in rows] for rows in (page.rows, offer.near)]
    assert found == [["An toàn", "Ánh sáng", "Ẩm thấp", "Dự án", "Đường", "Mẫu 2", "Mẫu 10", "Zalo"]] * 2


def test_list_shows_how_an_answer_begins_and_files_the_whole(client: Client, scene: Scene) -> None:
    text = " ".join(f"chữ{number}" for number in range(1, 40))
    of_unit(scene, replace(LAMP, text=text))
    client.force_login(scene.officer)
    page, file = (client.get(reverse("feedback-standards") + query) for query in ("", "?tai=csv"))
    assert (" chữ30 …</td>" in page.content.decode(), text in page.content.decode()) == (True, False)
    assert text in b"".join(file.streaming_content).decode()


def test_three_touches_draft_an_answer(client: Client, scene: Scene) -> None:
    row, standard = told(scene, MONDAY), of_unit(scene)
    client.force_login(scene.officer)
    matter = client.get(reverse("feedback-one", args=[row.pk])).content.decode()
    first = reverse("feedback-step", args=[row.pk, "draft"])
    assert f'href="{first}"' in matter
    assert f'name="mau" value="{standard.pk}" formnovalidate' in client.get(first).content.decode()
    form = draft_page(client, row, standard.pk).context["form"]
    said = {name: form[name].value() for name in ("version", "summary", "text", "signer")}
    assert client.post(first, said).status_code == 302
    place = scene.hamlet.name.replace("Tổ", "tổ")
    answer = FeedbackAnswer.objects.get()
    assert (answer.summary, answer.text) == (
        f"Đèn đường tại {place} hỏng.", f"{scene.unit.name} đã thay bóng đèn tại {place}."
    )  # fmt: skip


def test_every_field_means_something_of_the_matter(client: Client, scene: Scene, office: User) -> None:
    standard = keep_standard(replace(ANY, text=f"{ANY.text} {{don_vi}}; {{noi}}"), unit=None, by=office)
    client.force_login(scene.officer)
    form = draft_page(client, told(scene, MONDAY, hamlet=None), standard.pk).context["form"]
    assert form["text"].value() == (
        "Đã nhận ngày 02/03/2026 về “Đường sá, cầu cống, chiếu sáng”, kết quả trước {ngay_hen}. "
        f"{scene.unit.name}; nơi được phản ánh"
    )


def test_summary_that_was_drafted_stays_where_the_standard_has_none(client: Client, scene: Scene, office: User) -> None:
    row, standard = told(scene, MONDAY), keep_standard(ANY, unit=None, by=office)
    step(scene, row, "draft", MONDAY, **ANSWER)
    client.force_login(scene.officer)
    form = draft_page(client, row, standard.pk).context["form"]
    words = form["text"].value().split("\n\n")
    assert (form["summary"].value(), words[0], words[1][:11]) == (ANSWER["summary"], ANSWER["text"], "Đã nhận ngà")


def test_what_was_typed_stays_when_a_standard_is_chosen_and_another_one_replaces_it(
    client: Client, scene: Scene, office: User
) -> None:
    row, standard, other = told(scene, MONDAY), of_unit(scene), keep_standard(ANY, unit=None, by=office)
    client.force_login(scene.officer)
    form = draft_page(client, row, standard.pk, summary="Ngõ tối.", text="Cảm ơn ông bà.").context["form"]
    lamp = f"{scene.unit.name} đã thay bóng đèn tại {scene.hamlet.name.replace('Tổ', 'tổ')}."
    assert (form["summary"].value(), form["text"].value()) == ("Ngõ tối.", f"Cảm ơn ông bà.\n\n{lamp}")
    form = draft_page(client, row, other.pk, text=lamp).context["form"]
    assert (lamp in form["text"].value(), form["text"].value()[:11]) == (False, "Đã nhận ngà")
    assert FeedbackAnswer.objects.count() == 0


def test_second_standard_replaces_the_first_of_several_lines_and_the_page_says_what_it_did(
    client: Client, scene: Scene, office: User
) -> None:
    row = told(scene, MONDAY)
    lamp = of_unit(scene, replace(LAMP, text="Đã thay bóng đèn.\n\nCảm ơn ông bà."))
    waste = of_unit(scene, Wording("Đã thu gom", "Đã thu gom rác.\n\nCảm ơn ông bà.", summary="Rác ở ngõ."))
    client.force_login(scene.officer)

    def chosen(standard: StandardAnswer, **typed: str) -> tuple[str, str, str | None]:
        answer = draft_page(client, row, standard.pk, **typed)
        form, offer = answer.context["form"], answer.context["page"].offer
        title = "Không có gì để điền thêm" if offer.did is None else "Đã điền mẫu, chưa lưu"
        assert title in answer.content.decode()
        return form["summary"].value(), form["text"].value(), offer.did

    summary, text, did = chosen(lamp)
    assert (text, did) == (lamp.text, "")
    replaced = (waste.summary, waste.text, "Nội dung của mẫu trước đã được thay.")
    assert chosen(waste, summary=summary, text=text) == replaced
    assert chosen(lamp, summary=summary, text=text) == (summary, text, None)
    own = chosen(waste, summary="Của tôi.", text=text)
    assert own == ("Của tôi.", waste.text, f"{replaced[2]} Nội dung đã nhập vẫn còn.")


@pytest.mark.parametrize("mau", ["x", "0", "999999"])
def test_unknown_one_fills_in_nothing(client: Client, scene: Scene, mau: str) -> None:
    of_unit(scene)
    client.force_login(scene.officer)
    page = draft_page(client, told(scene, MONDAY), mau)
    assert (page.status_code, page.context["form"]["text"].value()) == (200, "")


def test_draft_with_a_field_that_waits_is_refused(scene: Scene) -> None:
    row = told(scene, MONDAY)
    with pytest.raises(Invalid) as refused:
        step(scene, row, "draft", MONDAY, **(ANSWER | {"text": "{don_vi} đã thay bóng."}))
    assert list(refused.value.errors) == ["text"]
    assert Feedback.objects.get(pk=row.pk).answer is None


def test_promised_day_is_typed_by_the_officer_and_comes_after_today(client: Client, scene: Scene, office: User) -> None:
    row, standard = told(scene, MONDAY), keep_standard(ANY, unit=None, by=office)
    client.force_login(scene.officer)
    assert "promised" not in draft_page(client, row).context["form"].fields
    form = draft_page(client, row, standard.pk, summary=ANSWER["summary"]).context["form"]
    assert (form["promised"].value(), "16/03/2026" in form["text"].value()) == ("", False)
    said = {name: form[name].value() for name in ("version", "summary", "text", "signer")}
    address = reverse("feedback-step", args=[row.pk, "draft"])
    for day in ("", "03/03/2026"):  # today
        refused = client.post(address, said | {"promised": day})
        assert refused.context["form"].errors["promised"][0].startswith("Cần nhập ngày hẹn có kết quả, sau hôm nay")
    assert client.post(address, said | {"promised": "20/03/2026"}).status_code == 302
    assert FeedbackAnswer.objects.get().text.endswith("kết quả trước 20/03/2026.")


@pytest.mark.parametrize("name", ["answer", "close"])
def test_promised_day_that_has_come_is_refused_when_drafted_and_when_approved(scene: Scene, name: str) -> None:
    row, text = told(scene, MONDAY), "Đang xử lý, kết quả công khai trước ngày 05/03/2026."
    with pytest.raises(Invalid) as refused:
        step(scene, row, "draft", date(2026, 3, 5), **ANSWER | {"text": text})
    assert refused.value.errors["text"].startswith("Trả lời hẹn trước ngày 05/03/2026, là ngày đã đến.")
    step(scene, row, "draft", TUESDAY, **ANSWER | {"text": text})
    with pytest.raises(Invalid) as refused:
        step(scene, row, name, date(2026, 3, 5), note="Chưa có kinh phí")
    assert list(refused.value.errors) == ["text"]
    step(scene, row, name, date(2026, 3, 4), note="Chưa có kinh phí")


def test_day_long_ago_was_never_promised(scene: Scene) -> None:
    text = "Đất sử dụng trước ngày 15/10/1993 được xét cấp giấy chứng nhận theo quy định."
    step(scene, told(scene, MONDAY), "draft", TUESDAY, **ANSWER | {"text": text})
    assert FeedbackAnswer.objects.get().text == text


def test_standard_with_the_former_field_asks_for_the_day(client: Client, scene: Scene, office: User) -> None:
    row, standard = told(scene, MONDAY), keep_standard(ANY, unit=None, by=office)
    StandardAnswer.objects.filter(pk=standard.pk).update(text="Đang xử lý, xong trước {han_tra_loi}.")
    client.force_login(scene.officer)
    form = draft_page(client, row, standard.pk).context["form"]
    assert (form["text"].value(), "promised" in form.fields) == ("Đang xử lý, xong trước {ngay_hen}.", True)


def test_button_of_a_draft_says_that_it_goes_to_who_leads_and_the_photograph_stands_above(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    row = photographed(scene, MONDAY, upload())
    address = reverse("feedback-step", args=[row.pk, "draft"])
    shown = client.get(address).content.decode()
    (photograph,) = row.photographs.all()
    assert reverse("feedback-photograph", args=[row.pk, photograph.key]) in shown
    assert re.findall(r"<button[^>]*>\s*(Trình duyệt trả lời|Soạn trả lời)\s*<", shown)[-1] == "Trình duyệt trả lời"
    signer = signers_of(scene.unit)[0]
    done = client.post(address, ANSWER | {"signer": signer, "version": row.version}, follow=True)
    assert "Đã trình duyệt trả lời." in done.content.decode()


def test_page_of_a_draft_asks_the_same_for_one_and_for_three(client: Client, scene: Scene) -> None:
    row, asked = told(scene, MONDAY), []
    client.force_login(scene.officer)
    for count in (0, 1, 3):
        for number in range(count):
            of_unit(scene, replace(LAMP, title=f"Mẫu {count}, {number}"))
        with CaptureQueriesContext(connection) as statements:
            draft_page(client, row)
        asked.append(len(statements))
    assert asked[1:] == [asked[1]] * 2


# --- Pages ---


def test_standard_is_written_changed_and_ended_by_forms(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    words = {"title": LAMP.title, "topic": LAMP.topic, "summary": LAMP.summary, "text": LAMP.text}
    new = reverse("feedback-standard-new", args=[scene.unit.code])
    assert client.post(new, words | {"text": "Gửi {ten}"}).context["form"].errors["text"][0].startswith("Không có")
    assert client.post(new, words).status_code == 302
    row = StandardAnswer.objects.get()
    change = reverse("feedback-standard-change", args=[row.pk])
    assert client.post(change, words | {"version": "1", "text": "Đã thay."}).status_code == 302
    stale = client.post(change, words | {"version": "1"})
    assert (stale.status_code, "Đã thay." in stale.content.decode()) == (409, True)
    client.post(reverse("feedback-standard-end", args=[row.pk]), {"version": "2"})
    assert StandardAnswer.objects.get().ended_at is not None
    assert [client.get(change).status_code, client.get(reverse("feedback-standard", args=[row.pk])).status_code] == [
        404, 200,
    ]  # fmt: skip


def test_list_holds_own_and_the_citys_by_topic(client: Client, scene: Scene, office: User) -> None:
    own, for_all = of_unit(scene), keep_standard(ANY, unit=None, by=office)
    of_unit(a_scene())
    waste = of_unit(scene, replace(LAMP, title="Đã thu gom rác", topic="moi-truong"))
    client.force_login(scene.officer)

    def rows(address: str) -> list[StandardAnswer]:
        return list(client.get(reverse("feedback-standards") + address).context["table"].rows)

    assert rows("") == [own, waste, for_all]
    assert rows("?linh_vuc=duong-sa") == [own, for_all]
    end_standard(standard_id=own.pk, version=1, by=scene.officer)
    assert [rows(""), rows("?da_ngung=on")] == [[waste, for_all], [own, waste, for_all]]
    assert client.get(reverse("feedback-standard-change", args=[for_all.pk])).status_code == 404
