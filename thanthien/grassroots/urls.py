"""Addresses of the weekly channel."""

from django.urls import path

from thanthien.grassroots import views

urlpatterns = [
    path("bao-cao-tuan/", views.mine, name="grassroots-mine"),
    path("bao-cao-tuan/hoan-tac/", views.undo, name="grassroots-undo"),
    path("bao-cao-tuan/da-ghi/", views.weeks, name="grassroots-weeks"),
    path("kenh-hang-tuan/", views.own_unit, name="grassroots-own-unit"),
    path("kenh-hang-tuan/<slug:code>/", views.unit, name="grassroots-unit"),
    path("kenh-hang-tuan/<slug:code>/<slug:week>/", views.tick, name="grassroots-tick"),
    path("y-kien-hang-tuan/<int:pk>/nguoi-co-y-kien/", views.person, name="grassroots-person"),
    path("y-kien-hang-tuan/<int:pk>/nguoi-co-y-kien/xoa/", views.forget, name="grassroots-forget"),
    *views.report_pages.urls("y-kien-hang-tuan/"),
]
