"""Addresses of the room."""

from django.urls import path

from thanthien.democracy import views

_ROOM = "dan-chu-o-co-so/"
urlpatterns = [
    path(_ROOM, views.registers, name="democracy"),
    *(address for below, pages in views.PAGES.items() for address in pages.urls(f"{_ROOM}{below}")),
    path(f"{_ROOM}<slug:code>/", views.unit, name="democracy-unit"),
]
