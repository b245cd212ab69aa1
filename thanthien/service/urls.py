"""Addresses of the fast day."""

from django.urls import path

from thanthien.service import views

urlpatterns = [
    path("ngay-giai-quyet-nhanh/<slug:code>/", views.calendar, name="service-calendar"),
    *views.decision_pages.urls("quyet-dinh-ngay-giai-quyet-nhanh/"),
    *views.day_pages.urls("so-lieu-ngay-giai-quyet-nhanh/"),
]
