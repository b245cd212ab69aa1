"""The systems that hand in feedback, and their keys, as the administrator keeps them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page, show_form
from thanthien.core.acting.pages import attempt, posted, press, sent_from
from thanthien.core.codes import joined
from thanthien.core.compression import shows_secret
from thanthien.core.formats import date_vn, datetime_vn, number
from thanthien.core.once import shown_once
from thanthien.feedback.open311 import actions
from thanthien.feedback.open311.forms import ClientForm, NewClientForm
from thanthien.feedback.open311.models import ApiClient
from thanthien.feedback.open311.permissions import can_manage_clients
from thanthien.feedback.open311.queries import clients as all_clients
from thanthien.feedback.open311.queries import handed_in

_LIST = "Hệ thống gửi phản ánh"


@requires(can_manage_clients)
@require_safe
def clients(request: PersonRequest) -> HttpResponse:
    """All of them."""
    address = f"{settings.SITE_ADDRESS}{reverse('open311-discovery', args=['json'])}"
    return render(request, "feedback/open311/clients.html", {"clients": all_clients(), "address": address})


@never_cache
@shows_secret
@requires(can_manage_clients)
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: PersonRequest) -> HttpResponse:
    """Let another one in; then its key, this once."""
    form = NewClientForm(posted(request))
    done = attempt(form, lambda: actions.let_in(form.terms(), code=form.cleaned_data["code"], by=request.user))
    if done:
        return _key_once(request, form.cleaned_data["name"], done.value)
    page = FormPage(
        title="Thêm hệ thống", button="Cấp khóa", done="", trail=(_LIST, reverse("feedback-clients")),
        lead="Tổng đài hoặc ứng dụng của thành phố gửi phản ánh của người dân đến các đơn vị theo chuẩn Open311 "
        "GeoReport v2. Khóa hiện một lần sau khi cấp.",
        back=reverse("feedback-clients"),
    )  # fmt: skip
    return show_form(request, form, page, done.status)


@requires(can_manage_clients)
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: PersonRequest, pk: int) -> HttpResponse:
    """One of them: what it handed in, and what it may do from now on."""
    found = get_object_or_404(ApiClient.objects.select_related("made_by", "ended_by"), pk=pk)
    form = ClientForm(posted(request), client=found)
    page = FormPage(
        title=found.name, button="Lưu", done="Đã lưu.", trail=(_LIST, reverse("feedback-clients")),
        facts=_facts(found), problems=[_ended(found)] if found.ended_at else [], back=reverse("feedback-clients"),
        template="feedback/open311/client.html",
    )  # fmt: skip

    def act() -> ApiClient:
        return actions.change_client(form.terms(), client_id=pk, version=form.cleaned_data["version"], by=request.user)

    return form_page(request, form, act, page)


@never_cache
@shows_secret
@requires(can_manage_clients)
@sent_from(lambda pk: reverse("feedback-client", args=[pk]))
def change_key(request: PersonRequest, pk: int) -> HttpResponse:
    """Another key, shown this once; the present one ends at once."""
    found = get_object_or_404(ApiClient, pk=pk)
    done = press(request, lambda: actions.change_key(client_id=pk, by=request.user), "")
    return _key_once(request, found.name, done.value) if done else redirect("feedback-client", pk)


@requires(can_manage_clients)
@sent_from(lambda pk: reverse("feedback-client", args=[pk]))
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Let it in no more."""
    found = get_object_or_404(ApiClient, pk=pk)
    press(request, lambda: actions.end_client(client_id=pk, by=request.user), f"Đã kết thúc: {found.name}.")
    return redirect("feedback-clients")


def _key_once(request: HttpRequest, name: str, key: str) -> HttpResponse:
    address = f"{settings.SITE_ADDRESS}{reverse('open311-discovery', args=['json'])}"
    page = render(request, "feedback/open311/key.html", {"name": name, "key": key, "address": address})
    return shown_once(page, reverse("feedback-clients"))


def _facts(found: ApiClient) -> list[tuple[str, str]]:
    count, last = handed_in(found)
    return [
        ("Mã hệ thống", found.code),
        ("Đơn vị", joined(found.unit_codes) or "mọi đơn vị"),
        ("Đã gửi đến hết hôm qua", f"{number(count)} phản ánh"),
        *([("Gửi lần cuối", f"ngày {date_vn(last)}")] if last else []),
        ("Dùng từ ngày", date_vn(found.valid_from)),
        ("Người lập", f"{found.made_by.full_name}, {datetime_vn(found.made_at)}"),
        ("Khóa hiện dùng", f"tạo lúc {datetime_vn(found.key_made_at)}"),
    ]


def _ended(found: ApiClient) -> str:
    by = found.ended_by.full_name if found.ended_by else ""
    return f"{by} đã kết thúc hệ thống này lúc {datetime_vn(found.ended_at)}. Cần gửi tiếp thì thêm hệ thống khác."
