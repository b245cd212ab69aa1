"""Addresses of the platform and one more: a signed-in page of the base template only, to compare others with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from thanthien.config.urls import urlpatterns as platform
from thanthien.core.access import signed_in


@signed_in
def base_page(request: HttpRequest) -> HttpResponse:
    """The frame of every work page with nothing in it."""
    return render(request, "base_work.html")


urlpatterns = [*platform, path("do-luong/", base_page, name="base-page")]
