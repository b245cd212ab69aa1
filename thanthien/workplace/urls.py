"""Addresses of the room."""

from django.urls import path

from thanthien.workplace import views

urlpatterns = [
    path("tru-so-truyen-thanh-ung-dung/", views.registers, name="workplace"),
    path("tru-so-truyen-thanh-ung-dung/<slug:code>/", views.offices, name="workplace-unit"),
    *(address for prefix, pages in views.PAGES.items() for address in pages.urls(prefix)),
]
