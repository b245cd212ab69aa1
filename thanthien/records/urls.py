"""Addresses of the week's page."""

from django.urls import path

from thanthien.records import week_views

urlpatterns = [
    path("so-ghi/", week_views.registers, name="registers"),
    path("viec-tuan-nay/", week_views.this_week, name="week"),
    path("viec-tuan-nay/<slug:code>/<slug:key>/", week_views.week, name="week-of"),
]
