"""GeoReport v2 for other systems: what may be told of, handing in, reading. No cookie, no session, no page of ours is
used, no other origin is let in. A key travels in the form or in the head, never in an address: servers log these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.pages import carry_out
from thanthien.core.compression import shows_secret
from thanthien.core.rationing import is_left, take_of, take_of_place
from thanthien.core.request_checks import asks_the_head, length_of
from thanthien.feedback.open311 import answers, description
from thanthien.feedback.open311.actions import BarredError, Receipt, hand_in
from thanthien.feedback.open311.asked import MOST, MOST_OF_EVERYBODY, asked_of, number_of
from thanthien.feedback.open311.forms import ReportForm
from thanthien.feedback.open311.models import ApiClient
from thanthien.feedback.open311.queries import client_of, request_told, requests_told
from thanthien.feedback.topics import Topic, offered

View = Callable[..., HttpResponse]
_WRONG_KEYS, _READ = 300, 2_000  # from one place in a day
_HANDED_IN, _REFUSED = "open311.hand-in", "open311.refused"
_BEARER = "Bearer "
_TOO_MANY, _RETRY_AFTER = 429, "3600"  # seconds
_NO_METHOD = "Địa chỉ này không nhận phương thức {}."
_MOST_BYTES = 128 * 1024  # of a report: its longest text, each letter written as up to nine
_NO_FILES = "Cần gửi dạng application/x-www-form-urlencoded; địa chỉ này không nhận tệp."
_TOO_LONG = "Nội dung gửi dài quá giới hạn."
_NO_KEY = "Cần khóa (api_key) do quản trị hệ thống cấp."
_WRONG_KEY = "Khóa (api_key) không đúng hoặc không còn dùng được."
_TOO_OFTEN = "Đã gửi đủ số phản ánh của một ngày. Vui lòng gửi tiếp vào ngày mai."
_READ_TOO_OFTEN = "Hôm nay địa chỉ này đã đọc nhiều lần. Vui lòng đọc tiếp vào ngày mai, hoặc xin khóa."
_TOO_MANY_REFUSED = "Hôm nay đã gửi nhiều phản ánh không nhận được. Vui lòng sửa chương trình, gửi tiếp vào ngày mai."
_TOO_MANY_KEYS = "Hôm nay đã nhận nhiều khóa sai từ địa chỉ này. Vui lòng thử lại vào ngày mai."
_NO_TOPIC = "Không có lĩnh vực (service_code) này."
_NO_REQUEST = "Không có phản ánh (service_request_id) này, hoặc kết quả không công khai."
_NO_TOKEN = "Không có mã chờ (token) này; mã phản ánh được trả về ngay khi gửi."  # noqa: S105 - no password


class _Problem(Exception):
    """What is answered instead: its status and sentences."""

    def __init__(self, status: int, *sentences: str) -> None:
        self.status, self.sentences = status, sentences
        super().__init__(status)


def _endpoint(*methods: str) -> Callable[[View], View]:
    """A view that answers every problem in the form that was asked for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *, ending: str = "json", **named: str) -> HttpResponse:
            if request.method not in methods:
                response = answers.errors(ending, 405, [_NO_METHOD.format(request.method)])
                response["Allow"] = ", ".join(methods)
                return response
            try:
                return view(request, ending=ending, **named)
            except _Problem as problem:
                response = answers.errors(ending, problem.status, problem.sentences)
                if problem.status == _TOO_MANY:
                    response["Retry-After"] = _RETRY_AFTER
                return response
            except Invalid as problem:
                return answers.errors(ending, 400, _named(problem))

        return answered

    return decorate


def _named(problem: Invalid) -> list[str]:
    return [f"{name}: {sentence}" for name, sentence in problem.errors.items()]


# --- What may be told of ----------------------------------------------------------------------------------------------


@_endpoint("GET", "HEAD")
@public
def discovery(request: HttpRequest, ending: str) -> HttpResponse:
    """Where what is."""
    return answers.answer(ending, "discovery", description.discovery())


@_endpoint("GET", "HEAD")
@public
def openapi(request: HttpRequest, ending: str) -> HttpResponse:
    """The whole of it, for programs."""
    return answers.answer(ending, "openapi", description.openapi())


@_endpoint("GET", "HEAD")
@public
def services(request: HttpRequest, ending: str) -> HttpResponse:
    """The topics of today."""
    return answers.answer(ending, "services", [answers.service(one) for one in offered(clock.today())])


@_endpoint("GET", "HEAD")
@public
def service(request: HttpRequest, ending: str, code: str) -> HttpResponse:
    """What may be told of a topic."""
    return answers.answer(ending, "service_definition", answers.definition(_topic(code)))


def _topic(code: str) -> Topic:
    found = next((one for one in offered(clock.today()) if one.code == code), None)
    if found is None:
        raise _Problem(404, f"service_code: {_NO_TOPIC}")
    return found


# --- Matters ----------------------------------------------------------------------------------------------------------


def _head(request: HttpRequest, ending: str = "json", **_named: str) -> HttpResponse | None:
    if request.content_type == "multipart/form-data":
        return answers.errors(ending, 415, [_NO_FILES])
    return answers.errors(ending, 413, [_TOO_LONG]) if length_of(request) > _MOST_BYTES else None


# A system brings no page of ours, so there is no token of a form to check; its key lets it in, and no cookie does.
@asks_the_head(_head)
@csrf_exempt
@shows_secret
@_endpoint("GET", "HEAD", "POST")
@public
def requests(request: HttpRequest, ending: str) -> HttpResponse:
    """Hand one in; read several."""
    if request.method == "POST":
        return _hand_in(request, ending)
    client = _reader(request)
    if client is None and not take_of_place(request, "open311.read", _READ):
        raise _Problem(_TOO_MANY, _READ_TOO_OFTEN)
    told = requests_told(asked_of(request.GET.dict(), MOST if client else MOST_OF_EVERYBODY), client)
    answer = answers.answer(ending, "service_requests", [answers.request(one) for one in told])
    return answer if client else _for_everybody(answer)


def _for_everybody(answer: HttpResponse) -> HttpResponse:
    """Kept by whoever stands between for so long as a picture is; what a key opens is kept by nobody."""
    answer["Cache-Control"] = "public, max-age=60"
    answer["Vary"] = "Authorization"
    return answer


@_endpoint("GET", "HEAD")
@public
def one(request: HttpRequest, ending: str, number: str) -> HttpResponse:
    """Read one."""
    public_id = number_of(number)
    told = request_told(public_id, _reader(request)) if public_id else None
    if told is None:
        raise _Problem(404, f"service_request_id: {_NO_REQUEST}")
    return answers.answer(ending, "service_requests", [answers.request(told)])


@_endpoint("GET", "HEAD")
@public
def token(request: HttpRequest, ending: str, token: str) -> HttpResponse:
    """The number behind a token: none is ever given, for each matter gets its number at once."""
    raise _Problem(404, f"token: {_NO_TOKEN}")


def _hand_in(request: HttpRequest, ending: str) -> HttpResponse:
    """What is taken counts to the system's number of a day; what is refused has a ration of its own, as large, so that
    a system that sends nonsense doesn't lock out what its people say."""
    key = request.POST.get("api_key", "").strip() or _key_in_head(request)
    client = _client(request, key)
    holder, most = str(client.pk), client.most_a_day
    if not is_left(_HANDED_IN, holder, most):
        raise _Problem(_TOO_MANY, _TOO_OFTEN)
    try:
        receipt = _taken(request, key)
    except (_Problem, Invalid):
        if not take_of(_REFUSED, holder, most):
            raise _Problem(_TOO_MANY, _TOO_MANY_REFUSED) from None
        raise
    take_of(_HANDED_IN, holder, most)
    told = answers.receipt(receipt, with_code=client.tells_codes)
    return answers.answer(ending, "service_requests", [told])


def _taken(request: HttpRequest, key: str) -> Receipt:
    form = ReportForm(request.POST)
    if not form.is_valid():
        raise _Problem(400, *(f"{name}: {told}" for name, errors in form.errors.items() for told in errors))
    _topic(form.cleaned_data["service_code"])
    done = carry_out(lambda: hand_in(form.report(), key=key))
    if isinstance(done.problem, Refused):
        raise _Problem(403 if isinstance(done.problem, BarredError) else 400, *done.sentences)
    if isinstance(done.problem, Invalid):
        raise done.problem
    return done.value


def _reader(request: HttpRequest) -> ApiClient | None:
    """The system that reads; None for everybody, who brings no key."""
    key = _key_in_head(request)
    return _client(request, key) if key else None


def _key_in_head(request: HttpRequest) -> str:
    told = request.headers.get("Authorization", "")
    return told[len(_BEARER) :].strip() if told.startswith(_BEARER) else ""


def _client(request: HttpRequest, key: str) -> ApiClient:
    if not key:
        raise _Problem(403, _NO_KEY)
    client = client_of(key)
    if client is None:
        may_try = take_of_place(request, "open311.key", _WRONG_KEYS)
        raise _Problem(403, _WRONG_KEY) if may_try else _Problem(_TOO_MANY, _TOO_MANY_KEYS)
    return client
