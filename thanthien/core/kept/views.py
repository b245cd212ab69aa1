"""The administrator's list of files that are not as they were, and the answer to whoever asked for one."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from thanthien.core.access import requires
from thanthien.core.kept import lists
from thanthien.core.kept.actions import NotGenuineError
from thanthien.core.kept.permissions import can_manage_files
from thanthien.core.tables.pages import table_page

CONFLICT = 409


@requires(can_manage_files)
@require_safe
def alarms(request: HttpRequest) -> HttpResponseBase:
    """Files whose bytes are not those that were taken in."""
    return table_page(request, "kept/alarms.html", {}, table=lists.alarms_table())


def not_genuine(request: HttpRequest, problem: NotGenuineError) -> HttpResponse:
    """Why a file is not handed out, in place of the file."""
    return render(request, "kept/not_genuine.html", {"sentence": str(problem)}, status=CONFLICT)
