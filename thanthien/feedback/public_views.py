"""Feedback for everybody: sending, following by the code, what was answered. Nothing here needs an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.positions import sits_in
from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.compression import shows_secret
from thanthien.core.matters.again import mark_of_sending
from thanthien.core.matters.pages import followed_by_code, signed_in
from thanthien.core.qr import qr_of
from thanthien.core.rationing import Ration, give_back, remember_browser, take
from thanthien.core.tables.pages import table_page
from thanthien.feedback.enums import ROOM
from thanthien.feedback.models import Feedback
from thanthien.feedback.photographs import FIELD as PHOTOGRAPHS
from thanthien.feedback.photographs import send_with
from thanthien.feedback.public import answered, legal_body, shown, units_that_answer
from thanthien.feedback.public_forms import AnsweredFilter, RatesFilter, SendForm
from thanthien.feedback.public_own import followed
from thanthien.feedback.public_rates import rates_of, rates_of_city
from thanthien.feedback.public_tables import answered_table, topic_rates, unit_rates
from thanthien.feedback.purposes import PICTURES_PUBLIC
from thanthien.feedback.queries import by_code
from thanthien.feedback.shown_pictures import public_of
from thanthien.feedback.supervised import supervised_in
from thanthien.feedback.topics import offered
from thanthien.units.models import Unit
from thanthien.units.queries import hamlets_by_unit, search_units

_SENT = Ration("feedback.send", by_browser=10, without=60, by_place=3_000)
_WITH_PICTURES = Ration("feedback.photographs", by_browser=5, without=5, by_place=300)
_FOLLOWED = Ration("feedback.follow", by_browser=60, without=600, by_place=30_000)
_TOO_OFTEN = (
    "Hôm nay đã nhận nhiều lần gửi từ máy này. Vui lòng gửi vào ngày mai, hoặc phản ánh qua điện thoại, tại Trung tâm "
    "của đơn vị."
)
_TOO_MANY_PICTURES = "Hôm nay đã nhận nhiều ảnh từ máy này. Vui lòng gửi không kèm ảnh, hoặc gửi ảnh vào ngày mai."
_FOLLOWED_TOO_OFTEN = "Hôm nay mã đã được nhập nhiều lần từ máy này. Vui lòng thử lại vào ngày mai."
_UNKNOWN = "Không tìm thấy phản ánh với mã này. Vui lòng xem lại từng chữ, số."
_form = require_http_methods(["GET", "HEAD", "POST"])


def _unit(code: str) -> Unit:
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    return unit


# --- Sending --------------------------------------------------------------------------------------------------------


@require_safe
@public
def choose(request: HttpRequest) -> HttpResponse:
    """To which unit: all of them, or those that the words mean."""
    words = request.GET.get("q", "").strip()[:100]
    units = [one for one in search_units(words) if one.uses(ROOM.key)]
    return render(request, "feedback/public/choose.html", {"units": units, "words": words})


@never_cache
@shows_secret
@_form
@public
def send(request: HttpRequest, code: str) -> HttpResponse:
    """The form; after sending, the code."""
    unit = _unit(code)
    if unit.has_ended:
        raise Http404
    hamlets = hamlets_by_unit([unit.pk]).get(unit.pk, [])
    form = SendForm(unit, offered(clock.today()), hamlets, posted(request), request.FILES or None)
    taken = _take_one(request, form) if form.is_valid() else []
    person = signed_in(request)
    done = attempt(form, lambda: _store(request, form, person))
    if done:
        return _sent(request, done.value, form)
    for one in taken:
        give_back(request, one)  # nothing was sent
    if request.FILES:
        form.tell_lost_images()
    context = {"unit": unit, "form": form, "legal_body": legal_body(), "pictures_public": PICTURES_PUBLIC}
    context["beside_staff"] = person is not None and sits_in(person, unit.pk)
    answer = render(request, "feedback/public/send.html", context, status=done.status)
    remember_browser(request, answer)
    return answer


def _take_one(request: HttpRequest, form: SendForm) -> list[Ration]:
    """Take one of the sendings of the day, and of those with pictures; of which one was left. What is used up is told
    at the form."""
    if not take(request, _SENT):
        form.add_error(None, _TOO_OFTEN)
        return []
    if not form.images():
        return [_SENT]
    if not take(request, _WITH_PICTURES):
        form.add_error(PHOTOGRAPHS, _TOO_MANY_PICTURES)
        return [_SENT]
    return [_SENT, _WITH_PICTURES]


def _store(request: HttpRequest, form: SendForm, person: Any) -> Feedback:
    told = form.sent()
    mark = "" if form.is_another else mark_of_sending(request, told.unit.code, told.text)
    return send_with(told, form.images(), slip=form.slip_sent, signed_in=person, mark=mark)


def _sent(request: HttpRequest, row: Feedback, form: SendForm) -> HttpResponse:
    """The code, this once. In the QR it stands behind #, which no browser sends."""
    code = form.slip_sent.code
    address = f"{settings.SITE_ADDRESS}{reverse('feedback-follow')}#{code}"
    context = {
        "unit": row.unit, "row": row, "code": code, "qr": qr_of(address), "legal_body": legal_body(),
        "no_letters": form.waits_for_no_letter, "pictures": row.photographs.shown().count(),
    }  # fmt: skip
    return render(request, "feedback/public/sent.html", context)


# --- Following ------------------------------------------------------------------------------------------------------


@never_cache
@shows_secret
@_form
@public
def follow(request: HttpRequest) -> HttpResponse:
    """Where a matter stands, by its code; and what its sender does with it."""
    return followed_by_code(
        request, "feedback/public/follow.html", ration=_FOLLOWED, too_often=_FOLLOWED_TOO_OFTEN, unknown=_UNKNOWN,
        find=by_code, show=lambda row, code: followed(request, row, code),
    )  # fmt: skip


# --- What was answered ----------------------------------------------------------------------------------------------


@require_safe
@public
def city(request: HttpRequest) -> HttpResponseBase:
    """What all units answered."""
    units = units_that_answer()
    form = AnsweredFilter(units, request.GET)
    rows = answered(
        units, words=str(form.read("tu_khoa")), unit=str(form.read("don_vi")), topic=str(form.read("linh_vuc"))
    )
    return table_page(request, "feedback/public/city.html", {}, table=answered_table(rows, form))


@require_safe
@public
def unit(request: HttpRequest, code: str) -> HttpResponseBase:
    """What a unit answered."""
    found = _unit(code)
    form = AnsweredFilter(None, request.GET)
    rows = answered([found], words=str(form.read("tu_khoa")), topic=str(form.read("linh_vuc")))

    def beside() -> dict[str, Any]:
        told = rates_of([found])
        return {"unit": found, "rates": told, "contents": supervised_in(found, told.span)}

    return table_page(request, "feedback/public/unit.html", beside, table=answered_table(rows, form))


@require_safe
@public
def rates(request: HttpRequest) -> HttpResponseBase:
    """How much was answered in time, by topic and by unit."""
    found, form = rates_of_city(units_that_answer()), RatesFilter(request.GET)
    return table_page(
        request, "feedback/public/rates.html", {"rates": found},
        topics=topic_rates(found.by_topic), units=unit_rates(found.by_unit, form),
    )  # fmt: skip


@require_safe
@public
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter with its answer."""
    row = get_object_or_404(Feedback.objects.published().select_related("unit", "answer"), answer=pk)
    if not row.unit.uses(ROOM.key):
        raise Http404
    (one,) = shown([row])
    context = {"one": one, "row": row, "unit": row.unit, "pictures": public_of(row)}
    return render(request, "feedback/public/answer.html", context)
