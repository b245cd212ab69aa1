"""The gallery page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from thanthien.core import clock
from thanthien.core.access import public
from thanthien.core.gallery import samples
from thanthien.core.icons import SHAPES
from thanthien.core.tables.pages import table_page


@public
def gallery(request: HttpRequest) -> HttpResponseBase:
    """Every component in every state; 404 outside demo and development."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    context = {
        "form": samples.SampleForm({"weeks": "ba mươi chín", "held_on": "", "kind": "xa", "explanation": "Tuần 30"}),
        "clean_form": samples.SampleForm(auto_id="sach_%s", initial={"weeks": "39"}),
        "steps": samples.steps(),
        "tabs": samples.tabs(),
        "bars": samples.bars(),
        "lines": samples.level_lines(),
        "weeks": samples.weeks(),
        "stages": samples.stages(),
        "tiles": samples.tiles(),
        "features": samples.features(),
        "page": Paginator(range(2000), 20).page(7),
        "facts": [("Đơn vị", "Phường Hải An"), ("Mức độ phấn đấu", samples.LEVELS.name(3)), ("Ngày gửi", "15/12/2026")],
        "icons": sorted(SHAPES),
        "levels": [4, 3, 2, 1, 0, None],
        "names": samples.LEVELS,
        "many": samples.MANY_LEVELS,
        "now": clock.now(),
    }
    return table_page(request, "core/gallery.html", context, records=samples.records(request.GET))
