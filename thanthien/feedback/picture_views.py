"""Pages of pictures for everybody: covering one in the browser, looking at it, putting it away; and its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import public, requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.core.private.keys import GoneError
from thanthien.feedback.blur_forms import BlurForm, PutAwayForm
from thanthien.feedback.blurring import LONGEST_SIDE, MOST_REGIONS, propose, put_away
from thanthien.feedback.enums import ABOVE, ROOM
from thanthien.feedback.kept_photographs import PublicPhotograph
from thanthien.feedback.models import Feedback
from thanthien.feedback.permissions import actors_for, can_read, readers, reads_texts
from thanthien.feedback.sealed_pictures import open_public
from thanthien.feedback.shown_pictures import facts_of, of_matter
from thanthien.feedback.workflow import STEPS
from thanthien.records.photograph_pages import served_picture

_form = require_http_methods(["GET", "HEAD", "POST"])
_FOR_NOBODY = "private, no-store"
_SHORTLY = "public, max-age=60"  # so that what is taken down is soon in no copy
_LEAD = (
    "Ảnh công khai được vẽ lại từ điểm ảnh trong trình duyệt; ảnh gốc được mã hóa, không công khai. Cần che mặt người, "
    "biển số xe, số nhà, giấy tờ, màn hình. Người khác so hai ảnh rồi duyệt."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurPage(FormPage):
    """A page with a photograph on which places are covered. ``picture``: the address of what was sent."""

    picture: str
    longest_side: int = LONGEST_SIDE
    most_regions: int = MOST_REGIONS


def _found(request: PersonRequest, pk: int) -> Feedback:
    """A matter whose words the person reads."""
    row = get_object_or_404(Feedback.objects.filter(readers(request.user)).with_names(), pk=pk)
    if not reads_texts(request.user, row):
        raise Http404
    return row


def _to_change(request: PersonRequest, pk: int, step: str) -> Feedback:
    """A matter in which the person may take this step now."""
    row = _found(request, pk)
    if not STEPS.allows(step, row.stage, *actors_for(request.user, row)):
        raise Http404
    return row


@_form
@requires(can_read)
def blur(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    """Cover what nobody shall recognise on a photograph; the picture is made in the browser."""
    row = _to_change(request, pk, "blur")
    photograph = get_object_or_404(row.photographs.shown(), key=key)
    earlier = PublicPhotograph.objects.kept().filter(photograph=photograph).first()
    shown = {"version": row.version, "alt": earlier.alt if earlier else ""}
    form = BlurForm(posted(request), request.FILES or None, initial=shown)
    page = BlurPage(
        title="Chuẩn bị ảnh công khai", button="Lưu ảnh đã che",
        done="Đã lưu ảnh đã che. Người khác so với ảnh gốc rồi duyệt khi công khai kết quả.",
        trail=(*ABOVE, row.label, _one(row)), back=_one(row), lead=_LEAD, template="feedback/blur.html",
        picture=reverse("feedback-photograph", args=[pk, key]),
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: propose(
            form.covered(key), form.cleaned_data["picture"], feedback_id=pk, version=form.cleaned_data["version"],
            by=request.user,
        ),
        page,
    )  # fmt: skip


@_form
@requires(can_read)
def drop(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    """Put a picture for everybody away, with the reason."""
    row = _to_change(request, pk, "drop")
    found = get_object_or_404(of_matter(row).select_related("by", "checked_by"), key=key)
    form = PutAwayForm(posted(request), initial={"version": row.version})
    page = FormPage(
        title="Bỏ ảnh công khai", button="Bỏ ảnh công khai", done="Đã bỏ ảnh công khai.", back=_one(row),
        trail=(*ABOVE, row.label, _one(row)), facts=facts_of(found), danger=True,
        lead="Không ai xem được ảnh này nữa, tệp bị xóa. Ảnh gốc của người gửi vẫn được giữ cùng nội dung.",
    )  # fmt: skip
    return form_page(
        request, form,
        lambda: put_away(
            key, reason=form.cleaned_data["note"], feedback_id=pk, version=form.cleaned_data["version"],
            by=request.user,
        ),
        page,
    )  # fmt: skip


def _one(row: Feedback) -> str:
    return reverse("feedback-one", args=[row.pk])


@require_safe
@requires(can_read)
def made(request: PersonRequest, pk: int, key: UUID) -> HttpResponseBase:
    """A picture for everybody before it is, for who reads the words."""
    row = _found(request, pk)
    found = get_object_or_404(of_matter(row).clean().select_related("photograph"), key=key)
    return _served(lambda: served_picture(request, found, _FOR_NOBODY, open_row=open_public))


@require_safe
@public
def public_picture(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The picture beside a public answer; no search engine shall keep it, for it ends."""
    rows = PublicPhotograph.objects.public().select_related("photograph__feedback__unit")
    found = get_object_or_404(rows, key=key)
    if not found.photograph.feedback.unit.uses(ROOM.key):
        raise Http404
    answer = _served(lambda: served_picture(request, found, _SHORTLY, open_row=open_public))
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _served(serve: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """404 where the key of the words is gone."""
    try:
        return serve()
    except GoneError:
        raise Http404 from None
