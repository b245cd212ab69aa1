"""The practice copy, started over by its administrator."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.core import clock
from thanthien.core.access import requires
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.jobs import enqueue
from thanthien.core.jobs.models import JobRun
from thanthien.core.practice import NOT_HERE, is_practice
from thanthien.reports.permissions import can_start_over
from thanthien.reports.tasks import start_over


class StartOverForm(forms.Form):
    """That it is meant."""

    sure = forms.BooleanField(
        label="Xóa mọi nội dung đã tập dượt và tạo lại dữ liệu minh họa",
        error_messages={"required": "Cần đánh dấu để xác nhận."},
    )


@requires(can_start_over)
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: PersonRequest) -> HttpResponse:
    """Asks, then orders it."""
    page = FormPage(
        title="Làm lại bản tập dượt",
        button="Làm lại",
        done="Đã nhận yêu cầu. Bản tập dượt ngừng vài phút rồi trở lại từ đầu; mọi người đăng nhập lại.",
        back=reverse("work-home"),
        to=lambda run: run.get_absolute_url(),
        lead="Mọi thao tác đã tập dượt, kể cả người dùng, mật khẩu đã đổi và tệp đã tải lên, bị xóa; dữ liệu minh họa "
        "được tạo lại như lúc đầu. Hệ thống thật không bị ảnh hưởng: bản tập dượt có cơ sở dữ liệu và thư mục riêng.",
        problems=() if is_practice() else (NOT_HERE,),
        danger=True,
    )
    form = StartOverForm(posted(request))
    return form_page(request, form, lambda: _order(request, sure=form.cleaned_data["sure"]), page)


def _order(request: PersonRequest, *, sure: bool) -> JobRun:
    """Asked twice within a minute, it is done once. Raises Refused where this is no practice copy."""
    if not sure or not is_practice():
        raise Refused(NOT_HERE)
    return enqueue(start_over, by=request.user, key=f"{clock.now():%Y-%m-%dT%H:%M}", back=reverse("practice"))
