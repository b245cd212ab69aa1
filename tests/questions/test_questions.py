"""Asked once, answered once, read by all: what each may do, who reads what, who is told."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.questions.asking import ANSWER, TEXT, WORDING, answered, asked
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.seen import values_of
from thanthien.notices.models import Notice
from thanthien.notices.work import work_of
from thanthien.questions import actions
from thanthien.questions.enums import State, Topic
from thanthien.questions.models import Question

pytestmark = pytest.mark.django_db


def opened(user: User, name: str, *args: object, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args) + query)


def listed(user: User, query: str = "") -> list[str]:
    page = opened(user, "questions", query=query)
    return [one.wording for one in page.context["table"].rows]


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_question_keeps_its_words_its_page_and_who_asked():
    asker = person(Role.COMMUNE_FOCAL)
    question = asked(asker, page="/ky/3/10001/tu-cham/1.2.3/")
    kept = Question.objects.get()
    assert (kept.text, kept.page, kept.asked_by, kept.agency_id, kept.state) == (
        TEXT, "/ky/3/10001/tu-cham/1.2.3/", asker, asker.hats[0].agency_id, State.WAITING,
    )  # fmt: skip
    assert question == kept


@pytest.mark.parametrize(
    "page",
    [
        "//xau.example.org/",
        "https://xau.example.org/",
        "/\\xau",
        "javascript:alert(1)",
        "/a b",
        "/\u202eabc",
        f"/{'a' * 300}",
    ],
)
def test_page_that_is_none_of_ours_is_left_out(page):
    assert asked(person(Role.COMMUNE_FOCAL), page=page).page == ""


def test_office_asks_nobody():
    with pytest.raises(Refused) as refused:
        asked(person(Role.CITY_OFFICER))
    assert refused.value.problems == ["Câu hỏi do người của đơn vị, cơ quan gửi; cơ quan thường trực trả lời."]


def test_same_question_waits_once():
    asker = person(Role.COMMUNE_FOCAL)
    asked(asker)
    with pytest.raises(Refused) as refused:
        asked(asker)
    assert refused.value.problems == ["Câu hỏi này anh/chị đã gửi và đang chờ trả lời."]
    assert Question.objects.count() == 1


def test_no_more_than_twenty_wait_for_one_person():
    asker = person(Role.COMMUNE_FOCAL)
    for number in range(actions.MOST_WAITING):
        asked(asker, f"Câu {number}")
    with pytest.raises(Refused) as refused:
        asked(asker, "Câu nữa")
    assert refused.value.problems == ["Anh/chị có 20 câu hỏi đang chờ trả lời. Vui lòng chờ cơ quan thường trực."]


def test_form_asks_with_the_page_it_came_from():
    asker = person(Role.COMMUNE_OFFICER)
    client = Client()
    client.force_login(asker)
    address = f"{reverse('question-ask')}?trang=/don-vi/"
    page = client.get(address).context["form"]["page"].value()
    assert page == "/don-vi/"
    empty = client.post(address, {"topic": "scoring", "text": "   ", "page": page})
    assert empty.status_code == 422
    sent = client.post(address, {"topic": "scoring", "text": TEXT, "page": page})
    question = Question.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, reverse("question", args=[question.pk]))
    assert question.page == "/don-vi/"


def test_every_work_page_leads_to_asking_with_itself():
    page = opened(person(Role.COMMUNE_OFFICER), "papers").content.decode()
    assert 'href="/hoi-dap/hoi/?trang=%2Fmau-van-ban%2F"' in page


def test_hotline_stands_at_the_foot_where_it_is_set(settings):
    user = person(Role.COMMUNE_OFFICER)
    assert "Đường dây nóng" not in opened(user, "papers").content.decode()
    settings.HOTLINE_NAME, settings.HOTLINE_PHONE, settings.HOTLINE_HOURS = "Tổ hỗ trợ", "0225 3 123 456", "7:30–17:00"
    page = " ".join(opened(user, "papers").content.decode().split())
    assert 'Đường dây nóng (Tổ hỗ trợ): <a href="tel:02253123456">0225 3 123 456</a> · 7:30–17:00' in page


# --- Who reads what -------------------------------------------------------------------------------------------------


def test_question_is_its_askers_and_the_offices_until_it_is_answered_for_all():
    asker, colleague, body = person(Role.COMMUNE_FOCAL), person(Role.COMMUNE_CHAIR), person(Role.APPRAISER)
    question = asked(asker)
    readers = [asker, person(Role.CITY_HEAD), colleague, body, person(Role.AUDITOR), person(Role.COUNCIL_SECRETARY)]
    before = [opened(user, "question", question.pk).status_code for user in readers]
    answered(question)
    after = [opened(user, "question", question.pk).status_code for user in readers]
    assert before == [200, 200, 404, 404, 404, 404]
    assert after == [200] * 6


def test_others_read_the_offices_wording_and_neither_the_text_nor_who_asked():
    asker = person(Role.COMMUNE_FOCAL, full_name="Đỗ Thị Hỏi")
    question = answered(asked(asker))
    other = person(Role.COMMUNE_FOCAL)
    for page in (opened(other, "question", question.pk), opened(other, "questions")):
        text = page.content.decode()
        words = (WORDING, ANSWER, TEXT, "Đỗ Thị Hỏi", asker.hats[0].agency_name)
        assert [word in text for word in words] == [True, True, False, False, False]


def test_files_of_the_list_tell_no_more_than_the_list():
    asker = person(Role.COMMUNE_FOCAL, full_name="Đỗ Thị Hỏi")
    answered(asked(asker))
    asked(asker, "Câu đang chờ")
    answered(asked(asker, "Câu riêng"), wording="Riêng", for_all=False)
    answer = opened(person(Role.APPRAISER), "questions", query="?tai=csv")
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    assert [word in text for word in (WORDING, TEXT, "Đỗ Thị Hỏi", "Câu đang chờ", "Riêng")] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_answer_for_the_asker_alone_is_read_by_nobody_else():
    asker, other = person(Role.COMMUNE_FOCAL), person(Role.COMMUNE_FOCAL)
    question = answered(asked(asker), for_all=False)
    assert opened(asker, "question", question.pk).status_code == 200
    assert opened(other, "question", question.pk).status_code == 404
    assert listed(other) == []


def test_answer_taken_from_all_is_read_by_nobody_else_any_more():
    asker, other = person(Role.COMMUNE_FOCAL), person(Role.COMMUNE_FOCAL)
    question = answered(asked(asker))
    answered(question, for_all=False)
    assert opened(other, "question", question.pk).status_code == 404


@pytest.mark.parametrize("tab", ["cho", "rieng"])
def test_lists_of_the_office_are_the_offices_alone(tab):
    asked(person(Role.COMMUNE_FOCAL))
    answered(asked(person(Role.COMMUNE_FOCAL)), for_all=False)
    page = opened(person(Role.COMMUNE_FOCAL), "questions", query=f"?xem={tab}")
    assert [list(page.context["table"].rows), page.context["shown"]] == [[], ""]
    page = opened(person(Role.CITY_OFFICER), "questions", query=f"?xem={tab}")
    assert [one.text for one in page.context["table"].rows] == [TEXT]


def test_own_questions_are_ones_own():
    asker = person(Role.COMMUNE_FOCAL)
    mine = asked(asker)
    asked(person(Role.COMMUNE_FOCAL))
    page = opened(asker, "questions", query="?xem=cua-toi")
    assert [one.pk for one in page.context["table"].rows] == [mine.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=nghi tet", [WORDING]),
        ("?q=ngày làm việc", [WORDING]),
        ("?q=chung thuc", ["Chứng thực có tính không?"]),
        ("?q=không có đâu", []),
        ("?chu_de=weekly", ["Chứng thực có tính không?", WORDING]),
        ("?chu_de=account", []),
    ],
)
def test_search_forgives_diacritics_and_knows_topics(query, found):
    asker = person(Role.COMMUNE_FOCAL)
    answered(asked(asker))
    answered(asked(asker, "Khác"), wording="Chứng thực có tính không?", answer="Được ghi riêng.")
    assert listed(person(Role.APPRAISER), query) == found


def test_list_takes_as_many_statements_for_one_as_for_three(django_assert_num_queries):
    reader, asker = person(Role.APPRAISER), person(Role.COMMUNE_FOCAL)
    client = Client()
    client.force_login(reader)
    for number in range(3):
        answered(asked(asker, f"Câu {number}"))
        with django_assert_num_queries(4):
            client.get(reverse("questions"))


# --- Answering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR])
def test_only_the_office_answers(role):
    question = asked(person(Role.COMMUNE_FOCAL))
    with pytest.raises(Refused) as refused:
        answered(question, by=person(role))
    assert refused.value.problems == ["Chỉ cơ quan thường trực được trả lời câu hỏi."]


def test_answer_needs_words():
    question = asked(person(Role.COMMUNE_FOCAL))
    with pytest.raises(Invalid) as invalid:
        answered(question, wording=" ", answer="")
    assert invalid.value.errors == {"wording": "Cần ghi nội dung.", "answer": "Cần ghi nội dung."}


def test_answer_over_one_that_wasnt_seen_is_refused():
    question = asked(person(Role.COMMUNE_FOCAL))
    seen = values_of(question, actions.SHOWN)
    answered(question)
    said = actions.Answer(Topic.OTHER, "Khác", "Khác", for_all=True)
    with pytest.raises(Stale):
        actions.answer(by=person(Role.CITY_OFFICER), question_id=question.pk, said=said, seen=seen)
    assert Question.objects.get().answer == ANSWER


def test_page_of_the_answer_begins_with_the_question_and_keeps_what_was_typed():
    question = asked(person(Role.COMMUNE_FOCAL))
    client = Client()
    client.force_login(person(Role.CITY_OFFICER))
    address = reverse("question-answer", args=[question.pk])
    form = client.get(address).context["form"]
    assert (form["wording"].value(), form["for_whom"].value()) == (TEXT, "")
    typed = {"seen": form["seen"].value(), "topic": "weekly", "wording": WORDING, "answer": ANSWER}
    refused = client.post(address, typed)
    assert (refused.status_code, refused.context["form"]["answer"].value()) == (422, ANSWER)
    answered(question, answer="Người khác trả lời trước")
    stale = client.post(address, typed | {"for_whom": "all"})
    shown = stale.context["form"]
    assert (stale.status_code, shown["answer"].value()) == (409, ANSWER)
    assert "Hiện nay: Người khác trả lời trước" in shown.non_field_errors()[0]
    again = typed | {"for_whom": "all", "seen": shown["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert Question.objects.get().answer == ANSWER


def test_asker_alone_is_told_and_the_notice_holds_no_words_of_it():
    asker = person(Role.COMMUNE_FOCAL)
    answered(asked(asker))
    (notice,) = Notice.objects.all()
    assert (notice.person, notice.what) == (
        asker, "Cơ quan thường trực trả lời câu hỏi về “Việc hằng tuần, ngày giải quyết nhanh”.",
    )  # fmt: skip


def test_office_has_waiting_questions_among_its_work_and_nobody_else():
    asker = person(Role.COMMUNE_FOCAL)
    first = asked(asker)
    asked(asker, "Câu khác")
    office = person(Role.CITY_OFFICER)
    assert [(one.title, one.count) for one in work_of(office)] == [("Trả lời câu hỏi", 2)]
    assert "Trả lời câu hỏi" not in [one.title for one in work_of(asker)]
    answered(first)
    assert [one.count for one in work_of(office)] == [1]


def test_words_of_the_asker_stay_as_they_were_written():
    question = asked(person(Role.COMMUNE_FOCAL))
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(text="khác")


# --- Joining --------------------------------------------------------------------------------------------------------


def joined(question: Question, to: Question, by: User | None = None) -> Question:
    return actions.join(by=by or person(Role.CITY_OFFICER), question_id=question.pk, to_id=to.pk)


def test_joined_question_leads_its_asker_to_the_answer():
    asker = person(Role.COMMUNE_FOCAL)
    first, second = answered(asked(person(Role.APPRAISER))), asked(asker, "Tết có tính không?")
    joined(second, first)
    page = opened(asker, "question", second.pk)
    assert page.context["answered"] == first
    assert ANSWER in page.content.decode()
    assert [one.person for one in Notice.objects.filter(about_id=second.pk)] == [asker]
    assert opened(person(Role.COMMUNE_FOCAL), "question", second.pk).status_code == 404


@pytest.mark.parametrize("target", ["itself", "waiting", "asker_alone"])
def test_question_joins_one_that_is_answered_for_all_alone(target):
    question = asked(person(Role.COMMUNE_FOCAL))
    others = {
        "itself": lambda: question,
        "waiting": lambda: asked(person(Role.APPRAISER)),
        "asker_alone": lambda: answered(asked(person(Role.APPRAISER)), for_all=False),
    }
    with pytest.raises(Invalid) as invalid:
        joined(question, others[target]())
    assert invalid.value.errors == {"to": "Cần chọn một câu hỏi khác đã được trả lời cho mọi người."}


def test_answer_that_others_were_led_to_stays_for_all():
    first, second = answered(asked(person(Role.APPRAISER))), asked(person(Role.COMMUNE_FOCAL))
    joined(second, first)
    with pytest.raises(Refused) as refused:
        answered(first, for_all=False)
    assert refused.value.problems == ["1 câu hỏi khác được trả lời ở câu này. Cần trả lời riêng các câu đó trước."]
    with pytest.raises(Refused):
        joined(first, answered(asked(person(Role.APPRAISER), "Khác")))


def test_joined_question_may_be_answered_by_itself_later():
    first, second = answered(asked(person(Role.APPRAISER))), asked(person(Role.COMMUNE_FOCAL))
    joined(second, first)
    answered(second, wording="Riêng", answer="Riêng")
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (State.FOR_ALL, None)
    answered(first, for_all=False)


def test_page_of_joining_offers_the_most_like_first():
    answered(asked(person(Role.APPRAISER), "Khác"), wording="Đổi mật khẩu ở đâu?", answer="Ở “Tài khoản”.")
    like = answered(asked(person(Role.APPRAISER), "Khác nữa"))
    answered(asked(person(Role.APPRAISER), "Khác nữa nữa"), wording="Nộp hồ sơ ở đâu?", answer="Ở trang đầu.")
    question = asked(person(Role.COMMUNE_FOCAL), "Tuần nghỉ Tết phải tiếp nhận không")
    page = opened(person(Role.CITY_OFFICER), "question-join", question.pk)
    assert page.context["form"].fields["to"].choices[0][0] == like.pk
