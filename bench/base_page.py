"""Addresses of the platform and two more: pages of a base template only, to compare others with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from thanthien.config.urls import urlpatterns as platform
from thanthien.core.access import public, signed_in


@signed_in
def base_page(request: HttpRequest) -> HttpResponse:
    """The frame of every work page with nothing in it."""
    return render(request, "base_work.html")


@public
def public_base_page(request: HttpRequest) -> HttpResponse:
    """The frame of every public page with nothing in it."""
    return render(request, "base.html")


urlpatterns = [
    *platform,
    path("do-luong/", base_page, name="base-page"),
    path("do-luong/cong-khai/", public_base_page, name="public-base-page"),
]
