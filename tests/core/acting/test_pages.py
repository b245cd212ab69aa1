"""Carrying out an action and telling what became of it: forms, buttons, what someone else saved meanwhile."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import path

from tests.factories.accounts import UserFactory
from thanthien.config import urls as project_urls
from thanthien.core.access import signed_in
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.forms import MarkedForm, SeenForm
from thanthien.core.acting.pages import attempt, carry_out, posted, press
from thanthien.core.acting.seen import unpack
from thanthien.core.day_field import DayField


@dataclass
class Row:
    name: str = "Tên cũ"
    version: int = 3


class NameForm(MarkedForm):
    name = forms.CharField(label="Tên", error_messages={"required": "Cần ghi tên."})
    version = forms.IntegerField(widget=forms.HiddenInput)

    def words_of(self, current: Row) -> str:
        return f"Tên hiện nay: {current.name}."


class PlaceForm(forms.Form):
    place = forms.CharField(label="Nơi", required=False)

    def field_named(self, name: str) -> str:
        return {"address": "place"}.get(name, name)


def raising(problem: Exception) -> Any:
    def act() -> None:
        raise problem

    return act


def sent(**data: str) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update({"name": "Tên mới", "version": "3"} | data)
    return made


# --- A form -----------------------------------------------------------------------------------------------------------


def test_form_that_was_only_opened_is_not_attempted() -> None:
    done = attempt(NameForm(), raising(AssertionError()))
    assert (bool(done), done.status, done.problem) == (False, 200, None)


def test_form_that_is_not_in_order_is_not_attempted() -> None:
    form = NameForm(sent(name=" "))
    done = attempt(form, raising(AssertionError()))
    assert (bool(done), done.status, form.errors) == (False, 422, {"name": ["Cần ghi tên."]})


@pytest.mark.parametrize("value", [None, 0, "xong"])
def test_what_the_action_returned_is_the_value_even_when_it_is_nothing(value: object) -> None:
    done = attempt(NameForm(sent()), lambda: value)
    assert (bool(done), done.value, done.status) == (True, value, 200)


def test_refusal_stands_above_the_form_and_keeps_what_was_typed() -> None:
    form = NameForm(sent())
    done = attempt(form, raising(Refused(["Đã hết hạn.", "Hồ sơ đã khóa."])))
    assert (done.status, form.non_field_errors()) == (422, ["Đã hết hạn.", "Hồ sơ đã khóa."])
    assert form["name"].value() == "Tên mới"


def test_sentence_of_a_field_stands_beside_it_and_others_above() -> None:
    form = NameForm(sent())
    attempt(form, raising(Invalid({"name": "Tên đã có.", "elsewhere": "Không rõ chỗ."})))
    assert form.errors == {"name": ["Tên đã có."], "__all__": ["Không rõ chỗ."]}


def test_form_says_which_of_its_fields_is_meant() -> None:
    form = PlaceForm({"place": "Thôn 1"})
    attempt(form, raising(Invalid({"address": "Không có thôn này."})))
    assert form.errors == {"place": ["Không có thôn này."]}


def test_sentence_goes_to_the_form_beside_that_has_the_field() -> None:
    form, beside = NameForm(sent()), PlaceForm({"place": "Thôn 1"})
    attempt(form, raising(Invalid({"address": "Không có thôn này.", "name": "Tên đã có."})), beside)
    assert (form.errors, beside.errors) == ({"name": ["Tên đã có."]}, {"place": ["Không có thôn này."]})


def test_error_of_the_program_is_no_refusal() -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(NameForm(sent()), raising(ZeroDivisionError()))


# --- Someone else was quicker -----------------------------------------------------------------------------------------


def test_stale_form_keeps_what_was_typed_and_sending_again_is_a_decision() -> None:
    form, current = NameForm(sent(version="2")), Row()
    done = attempt(form, raising(Stale(current)))
    assert (done.status, done.stale and done.stale.current) == (409, current)
    assert (form["name"].value(), form["version"].value(), form.stands) == ("Tên mới", "3", "Tên hiện nay: Tên cũ.")
    assert len(form.non_field_errors()) == 1


def test_form_that_shows_no_state_tells_that_it_changed() -> None:
    form = PlaceForm({"place": "Thôn 1"})
    done = attempt(form, raising(Stale(Row(), "Danh sách vừa đổi.")))
    assert (done.status, form.non_field_errors()) == (409, ["Danh sách vừa đổi."])


class TwoForm(SeenForm):
    name = forms.CharField()
    note = forms.CharField(required=False)


def test_form_of_values_takes_over_what_the_person_did_not_touch() -> None:
    shown = {"name": "A", "note": "ghi chú"}
    form = TwoForm(sent(name="B", note="ghi chú", seen=TwoForm(initial=shown)["seen"].value()), initial=shown)
    done = attempt(form, raising(Stale({"name": "C.", "note": "khác"})))
    assert (done.status, form["name"].value(), form["note"].value()) == (409, "B", "khác")
    assert form.errors["name"] == ["Hiện nay: C."]
    assert form["seen"].value() == TwoForm(initial={"name": "C.", "note": "khác"})["seen"].value()


class DatedForm(SeenForm):
    name = forms.CharField()
    signed_on = DayField(required=False)


def test_form_of_values_carries_days() -> None:
    shown = {"name": "A", "signed_on": date(2026, 3, 2)}
    seen = DatedForm(initial=shown)["seen"].value()
    form = DatedForm(sent(name="B", signed_on="02/03/2026", seen=seen), initial=shown)
    assert form.is_valid()
    assert form.cleaned_data["seen"] == shown
    form.tell_stale({"name": "A", "signed_on": date(2026, 4, 5)})
    assert (form["name"].value(), form["signed_on"].value()) == ("B", date(2026, 4, 5))
    other = DatedForm(sent(name="B", signed_on="06/03/2026", seen=seen), initial=shown)
    assert other.is_valid()
    other.tell_stale({"name": "A", "signed_on": date(2026, 4, 5)})
    assert other.errors["signed_on"] == ["Hiện nay: 05/04/2026."]


@pytest.mark.parametrize("damaged", ['{"signed_on": {"day": "x"}}', '{"signed_on": {"day": 3}}', "{", "[]"])
def test_damaged_values_match_no_row(damaged: str) -> None:
    assert unpack(damaged) == {}


# --- A button, and answers of one's own -------------------------------------------------------------------------------


def request(method: str = "post", data: dict[str, str] | None = None) -> HttpRequest:
    made = getattr(RequestFactory(), method)("/", data or {})
    made._messages = CookieStorage(made)
    return made


def told(of: HttpRequest) -> list[tuple[str, str]]:
    return [(one.level_tag, str(one)) for one in get_messages(of)]


def test_button_tells_on_the_next_page_what_was_done() -> None:
    pressed = request()
    assert press(pressed, lambda: 3, lambda count: f"Đã gửi {count} phiếu.").value == 3
    assert told(pressed) == [("success", "Đã gửi 3 phiếu.")]


@pytest.mark.parametrize(
    ("problem", "status", "sentences"),
    [
        (Refused(["Một.", "Hai."]), 422, ["Một.", "Hai."]),
        (Invalid({"name": "Tên đã có."}), 422, ["Tên đã có."]),
        (Stale(Row(), "Vừa đổi."), 409, ["Vừa đổi."]),
    ],
)
def test_button_tells_on_the_next_page_why_not(problem: Exception, status: int, sentences: list[str]) -> None:
    pressed = request()
    done = press(pressed, raising(problem), "Đã xong.")
    assert (bool(done), done.status, told(pressed)) == (False, status, [("error", one) for one in sentences])


def test_page_of_its_own_gets_the_sentences() -> None:
    done = carry_out(raising(Invalid({"a": "Một.", "b": "Hai."})))
    assert (bool(done), done.status, done.sentences, carry_out(lambda: 1).sentences) == (
        False, 422, ["Một.", "Hai."], [],
    )  # fmt: skip


def test_empty_form_that_was_sent_is_bound() -> None:
    assert (posted(request("get")), posted(request("post"))) == (None, QueryDict())


# --- The page of one form ---------------------------------------------------------------------------------------------

STORED = Row()


def _rename(name: str, version: int) -> Row:
    if name == "Cấm":
        raise Invalid({"name": "Tên này không dùng được."})
    if version != STORED.version:
        raise Stale(STORED)
    STORED.name, STORED.version = name, version + 1
    return STORED


@signed_in
def _page(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": STORED.name, "version": STORED.version})
    page = FormPage(
        title="Đổi tên",
        button="Lưu",
        done=lambda row: f"Đã đổi thành {row.name}.",
        back="/thu/ten/",
        to=lambda row: f"/thu/ten/?lan={row.version}",
        trail=("Danh sách", "/thu/danh-sach/"),
        lead="Tên cũ được giữ trong lịch sử.",
        problems=["Đơn vị đã ngừng hoạt động."] if "khoa" in request.GET else (),
    )
    return form_page(request, form, lambda: _rename(**form.cleaned_data), page)


urlpatterns = [*project_urls.urlpatterns, path("thu/ten/", _page)]


@pytest.fixture
def page(client: Client) -> Client:
    STORED.name, STORED.version = "Tên cũ", 3
    client.force_login(UserFactory())
    return client


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_page_shows_what_is_stored_and_where_it_leads(page: Client) -> None:
    answer = page.get("/thu/ten/")
    assert (answer.status_code, answer.context["form"]["name"].value()) == (200, "Tên cũ")
    assert [text in answer.text for text in ("<h1>Đổi tên</h1>", 'href="/thu/danh-sach/"', "Tên cũ được giữ")] == [
        True
    ] * 3


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_page_acts_tells_and_goes_on(page: Client) -> None:
    answer = page.post("/thu/ten/", {"name": "Tên mới", "version": "3"}, follow=True)
    assert answer.redirect_chain == [("/thu/ten/?lan=4", 302)]
    assert ([str(one) for one in answer.context["messages"]], STORED.name) == (["Đã đổi thành Tên mới."], "Tên mới")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_page_tells_beside_the_field_and_keeps_what_was_typed(page: Client) -> None:
    answer = page.post("/thu/ten/", {"name": "Cấm", "version": "3"})
    assert (answer.status_code, STORED.name) == (422, "Tên cũ")
    assert ['value="Cấm"' in answer.text, answer.text.count("Tên này không dùng được.")] == [True, 2]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_page_shows_what_someone_saved_meanwhile(page: Client) -> None:
    sent_now = {"name": "Tên mới", "version": "2"}
    answer = page.post("/thu/ten/", sent_now)
    assert (answer.status_code, STORED.name, "Tên hiện nay: Tên cũ." in answer.text) == (409, "Tên cũ", True)
    again = {"name": answer.context["form"]["name"].value(), "version": answer.context["form"]["version"].value()}
    assert (page.post("/thu/ten/", again).status_code, STORED.name) == (302, "Tên mới")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_page_asks_for_nothing_that_cannot_be_done(page: Client) -> None:
    answer = page.get("/thu/ten/?khoa=1")
    assert ["Đơn vị đã ngừng hoạt động." in answer.text, 'name="name"' in answer.text] == [True, False]
