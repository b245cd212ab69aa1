"""Addresses of the fast day and of the support roster."""

from django.urls import path

from thanthien.service import views
from thanthien.service.at_home.urls import urlpatterns as home
from thanthien.service.roster.urls import urlpatterns as roster

urlpatterns = [
    *home,
    path("ngay-giai-quyet-nhanh/<slug:code>/", views.calendar, name="service-calendar"),
    *views.decision_pages.urls("quyet-dinh-ngay-giai-quyet-nhanh/"),
    *views.day_pages.urls("so-lieu-ngay-giai-quyet-nhanh/"),
    *roster,
]
