"""The commune's Party committee and Front say what they think of the posted draft, before the unit signs it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_commune
from thanthien.core.access import requires
from thanthien.core.acting.form_page import FormPage, form_page
from thanthien.core.acting.pages import posted
from thanthien.evaluations.actions.papers import give_opinion
from thanthien.evaluations.enums import PaperKind
from thanthien.evaluations.forms.papers import BodyOpinionForm
from thanthien.evaluations.models import Dossier, Paper
from thanthien.evaluations.permissions import opinions_of
from thanthien.evaluations.queries.heard import heard, outdated
from thanthien.evaluations.views.commune import pages
from thanthien.evaluations.workflow import Status

_CHANGED = (
    "Dự thảo được sửa sau khi cơ quan đã có ý kiến, nên ý kiến đó không còn tính: cần ghi ý kiến về dự thảo đã sửa, "
    "bằng văn bản mới. "
)
_LEAD = (
    "Ý kiến ghi trước khi Chủ tịch, Phó Chủ tịch ký duyệt hồ sơ; Ủy ban nhân dân không sửa được. Ý kiến khác không "
    "ngăn việc ký, nhưng được đọc trước khi ký và khi thẩm định."
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(is_commune)
def opinion(request: PersonRequest, cycle_id: int, unit_code: str) -> HttpResponse:
    """Records the opinion of the person's own body, with its signed document."""
    dossier = pages.own_dossier(request, cycle_id, unit_code)
    kinds = opinions_of(request.user, dossier)
    if not kinds:
        raise Http404
    form = BodyOpinionForm(posted(request), request.FILES or None)

    def act() -> Paper:
        data = form.cleaned_data
        return give_opinion(
            by=request.user, kind=kinds[0], dossier_id=dossier.pk, printed=form.printed(), agrees=data["agrees"],
            text=data["text"],
        )  # fmt: skip

    return form_page(request, form, act, _page(request, dossier, kinds[0]))


def _page(request: PersonRequest, dossier: Dossier, kind: PaperKind) -> FormPage:
    problems = []
    if request.method != "POST" and dossier.status != Status.POSTED:
        problems = ["Chỉ ghi ý kiến khi dự thảo đang được niêm yết."]
    elif request.method != "POST" and kind in heard([dossier]).get(dossier.pk, {}):
        problems = ["Ý kiến về dự thảo này đã được ghi; ghi nhầm thì ghi lý do ở trang hồ sơ rồi ghi lại."]
    changed = kind in outdated([dossier]).get(dossier.pk, {}) and dossier.status == Status.POSTED
    reading_url = reverse("dossier-reading", args=[dossier.cycle_id, dossier.unit.code])
    return pages.step_page(
        dossier,
        title=f"{kind.label} về dự thảo",
        button="Ghi ý kiến",
        done="Đã ghi ý kiến về dự thảo.",
        lead=_CHANGED * changed + _LEAD,
        facts=[("Dự thảo", format_html('<a href="{}">Đọc toàn bộ hồ sơ</a>', reading_url))],
        problems=problems,
    )
