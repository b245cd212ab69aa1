"""Home service for everybody: what it is, asking for it, following by the code. Nothing here needs an account."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from thanthien.accounts.positions import sits_in
from thanthien.core.access import public
from thanthien.core.acting.pages import attempt, posted
from thanthien.core.compression import shows_secret
from thanthien.core.matters.pages import followed_by_code, signed_in
from thanthien.core.private.codes import code_digest
from thanthien.core.rationing import Ration, remember_browser, take
from thanthien.service.at_home.actions import ask, take_own_step
from thanthien.service.at_home.forms import AskForm, StepForm
from thanthien.service.at_home.models import HomeRequest
from thanthien.service.at_home.places import hamlets_of
from thanthien.service.at_home.queries import cases_of, public_service
from thanthien.service.at_home.shown import code_context, request_facts
from thanthien.service.at_home.workflow import STEPS, Actor
from thanthien.units.models import Unit

_ASKED = Ration("home.ask", by_browser=6, without=60, by_place=3_000)
_FOLLOWED = Ration("home.follow", by_browser=60, without=600, by_place=30_000)
_TOO_OFTEN = (
    "Hôm nay đã nhận nhiều lần gửi từ máy này. Vui lòng gọi số điện thoại của đơn vị, hoặc nhờ tổ trưởng, trưởng thôn "
    "ghi giúp."
)
_UNKNOWN = "Không tìm thấy đề nghị với mã này. Vui lòng xem lại từng chữ, số."
_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@shows_secret
@_form
@public
def service(request: HttpRequest, code: str) -> HttpResponse:
    """What the service of a unit is, and the form to ask for it; after sending, the code."""
    unit = get_object_or_404(Unit, code=code)
    told = public_service(unit)
    if told is None or unit.has_ended:
        raise Http404
    form = AskForm(unit, hamlets_of(unit), posted(request))
    if form.is_bound and form.is_valid() and not take(request, _ASKED):
        form.add_error(None, _TOO_OFTEN)
    person = signed_in(request)
    done = attempt(form, lambda: ask(form.wanted(), slip=form.slip_sent, by=None, signed_in=person))
    if done:
        return render(request, "service/at_home/asked.html", code_context(done.value, form.slip_sent.code))
    shown = {"unit": unit, "told": told, "form": form}
    shown["beside_staff"] = person is not None and sits_in(person, unit.pk)
    answer = render(request, "service/at_home/service.html", shown, status=done.status)
    remember_browser(request, answer)
    return answer


@never_cache
@shows_secret
@_form
@public
def follow(request: HttpRequest) -> HttpResponse:
    """Where a request stands, by its code: state and days, never whom it is about."""
    return followed_by_code(
        request, "service/at_home/follow.html", ration=_FOLLOWED, too_often=_TOO_OFTEN, unknown=_UNKNOWN,
        find=_by_code, show=lambda row, code: _followed(request, row, code),
    )  # fmt: skip


def _by_code(code: str) -> HomeRequest | None:
    rows = HomeRequest.objects.select_related("unit", "hamlet").defer("sealed")
    return rows.filter(code_digest=code_digest(code) or "-").first()


def _followed(request: HttpRequest, row: HomeRequest, code: str) -> HttpResponse:
    """The state; and, where a step was sent with the code, the step."""
    name = request.POST.get("step", "")
    steps = {step.name: step for step in STEPS.open_to(row.stage, Actor.CITIZEN)}
    sent = StepForm(name, request.POST) if name in steps else None
    done, person = None, signed_in(request)
    if sent is not None:
        done = attempt(
            sent,
            lambda: take_own_step(sent.taken(), code=code, version=sent.cleaned_data["version"], signed_in=person),
        )
        row = _by_code(code) or row
    (case,) = cases_of([row])
    forms = [
        (step, sent if sent is not None and not done and step.name == name else _step_form(step.name, row.version))
        for step in STEPS.open_to(row.stage, Actor.CITIZEN)
        if step.name != "move" or case.may_move
    ]
    context = {"case": case, "row": row, "facts": request_facts(case, for_citizen=True), "code": code, "forms": forms}
    context["beside_staff"] = person is not None and sits_in(person, row.unit_id)
    status = done.status if done is not None and not done else 200
    return render(request, "service/at_home/followed.html", context | {"done": bool(done)}, status=status)


def _step_form(name: str, version: int) -> StepForm:
    return StepForm(name, initial={"version": version}, auto_id=f"{name}-%s")
