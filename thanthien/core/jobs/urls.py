"""Addresses of one's own runs and of the administrator's list."""

from django.urls import path

from thanthien.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("viec-chay/<uuid:uuid>/", views.run, name="run"),
]
