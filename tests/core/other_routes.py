"""One route at another address, as a test of menus needs it."""

from django.http import HttpResponse
from django.urls import path

from thanthien.core.access import public

urlpatterns = [path("khac/metrics/", public(lambda request: HttpResponse()), name="metrics")]
