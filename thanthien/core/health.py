"""For the machines that watch the platform: is it well, and what are its numbers?"""

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from thanthien.core import metrics
from thanthien.core.access import public
from thanthien.core.jobs.queries import heartbeat_age, is_away


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when process and database answer; 503 with the reason otherwise.

    A missing worker makes the platform degraded, not unavailable: everything can be read, and what is put into the
    queue is kept. So the status stays 200, and no balancer takes the servers away; who watches reads the words.
    """
    try:
        away = is_away(heartbeat_age())
    except DatabaseError as problem:
        # The class says whether it is the connection or the server; the text could name hosts and people.
        return _health("unavailable", type(problem).__name__, "unknown", 503)
    return _health("degraded", "ok", "no worker", 200) if away else _health("ok", "ok", "ok", 200)


def _health(status: str, database: str, jobs: str, code: int) -> JsonResponse:
    return JsonResponse({"status": status, "process": "ok", "database": database, "jobs": jobs}, status=code)


@public
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """The numbers of `thanthien.core.metrics`; 404 for those who may not read them."""
    if not metrics.may_read(request, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
