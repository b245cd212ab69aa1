"""For the machines that watch the platform: is it well, and what are its numbers?"""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from thanthien.core import metrics
from thanthien.core.access import public


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when process and database answer; 503 with the reason otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        # The class says whether it is the connection or the server; the text could name hosts and people.
        return JsonResponse({"process": "ok", "database": type(problem).__name__}, status=503)
    return JsonResponse({"process": "ok", "database": "ok"})


@public
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """The numbers of `thanthien.core.metrics`; 404 for those who may not read them."""
    if not metrics.may_read(request, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(metrics.render(), content_type="text/plain; version=0.0.4; charset=utf-8")
