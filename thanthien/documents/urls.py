"""Addresses of papers and posters."""

from django.urls import path

from thanthien.documents import views

urlpatterns = [
    path("mau-van-ban/", views.papers, name="papers"),
    path("mau-van-ban/don-vi/<slug:code>/", views.unit_print, name="unit-print"),
    path("mau-van-ban/ap-phich/<slug:code>/", views.poster, name="unit-poster"),
    path("mau-van-ban/<slug:paper>/<slug:subject>/", views.draft, name="paper-draft"),
]
