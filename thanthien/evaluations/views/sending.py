"""A body's acts on many dossiers: sending sheets, keeping self-scores."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_appraiser
from thanthien.core.access import requires
from thanthien.core.acting.bulk_pages import bulk_page, is_first_step
from thanthien.core.acting.pages import REFUSED
from thanthien.evaluations.bulk.sheets import KeepSelfScores, SendSheets
from thanthien.evaluations.forms.appraiser import GridForm
from thanthien.evaluations.queries import grid
from thanthien.evaluations.views.appraiser import grid_or_404, posted_rows, show_grid


@requires(is_appraiser)
def send(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """Send the sheets of my bodies."""
    if cycle_id not in {cycle.pk for cycle in grid.cycles_to_appraise(request.user)}:
        raise Http404
    return bulk_page(request, SendSheets(request.user, cycle_id))


@requires(is_appraiser)
def keep(request: PersonRequest, cycle_id: int, code: str) -> HttpResponseBase:
    """Take over the self-scores of the rows chosen in the grid."""
    found = grid_or_404(request, cycle_id, code)
    if is_first_step(request):  # the grid's own form, which sends all that is typed in it
        form = GridForm(request.POST, posted_rows(request, found))
        if not form.is_valid() or form.changes:
            form.add_error(None, "Còn hàng đã sửa mà chưa lưu. Cần lưu rồi chọn lại các hàng.")
            return show_grid(request, found, form, REFUSED)
    return bulk_page(request, KeepSelfScores(request.user, cycle_id, code, found.body.code))
