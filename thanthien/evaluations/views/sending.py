"""Sending sheets: the list to check, then all chosen ones or none."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from thanthien.accounts.http import PersonRequest
from thanthien.accounts.positions import is_appraiser
from thanthien.core.access import requires
from thanthien.core.formats import signed
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.queries import grid
from thanthien.evaluations.views.bulk import BulkPage, BulkRow, bulk

_WARNING = (
    "Sau khi gửi, cơ quan anh/chị không sửa được phiếu. Khi mọi cơ quan của một hồ sơ đã gửi, các cơ quan và "
    "Hội đồng thấy điểm thẩm định của nhau."
)


@requires(is_appraiser)
def send(request: PersonRequest, cycle_id: int) -> HttpResponse:
    """The sheets of my bodies that can be sent, and what keeps the others."""
    cycle = next((one for one in grid.cycles_to_appraise(request.user) if one.pk == cycle_id), None)
    if cycle is None:
        raise Http404
    ready = sheets.sendable(request.user, cycle)
    summaries = grid.sheet_summaries([sheet.pk for sheet in ready])
    several = len({sheet.body_id for sheet in ready}) > 1
    rows = [
        BulkRow(
            sheet.pk,
            f"{sheet.dossier.unit.name} · {sheet.body.name}" if several else sheet.dossier.unit.name,
            _cells(summaries[sheet.pk]),
            tuple(problems),
        )
        for sheet, problems in ready.items()
    ]
    page = BulkPage(
        "Gửi phiếu thẩm định", f"{cycle.title}. Mỗi dòng là phiếu của một hồ sơ.",
        ("Đã chấm", "Khác tự chấm", "Chênh lệch điểm", "Kiểm tra thực tế"), rows, _WARNING, "Gửi phiếu",
        reverse("appraisal-home"), "Phiếu thẩm định", "Không còn phiếu nào chờ gửi.",
    )  # fmt: skip

    def act(keys: list[int]) -> str:
        sent = sheets.send_sheets(by=request.user, cycle=cycle, sheet_ids=keys)
        return f"Đã gửi {len(sent)} phiếu thẩm định."

    return bulk(request, page, act)


def _cells(summary: grid.SheetSummary) -> tuple[str, ...]:
    return (
        f"{summary.scored}/{summary.total}",
        str(summary.differing),
        signed(summary.difference),
        str(summary.field_checks),
    )
