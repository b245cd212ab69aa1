"""For the machines that watch the platform: is it well, and what are its numbers?"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from thanthien.core import metrics, probing
from thanthien.core.access import public


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Within two seconds: 200 while pages can be read, 503 otherwise; in words what reads, what writes, whether a
    worker is there and whether disk is left.

    What can't be written, no worker, little disk make the platform degraded, not unavailable: everything can be read.
    So the status stays 200, and no balancer takes the servers away; who watches reads the words.
    """
    found = probing.database()
    told = {"reads": found.reads, "writes": found.writes, "jobs": found.jobs, "disk": probing.disk()}
    reads, well = found.reads == probing.OK, set(told.values()) == {probing.OK}
    status = "ok" if well else "degraded" if reads else "unavailable"
    return JsonResponse({"status": status, "process": "ok", **told}, status=200 if reads else 503)


@public
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """The numbers of `thanthien.core.metrics`; 404 for those who may not read them."""
    if not metrics.may_read(request, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
