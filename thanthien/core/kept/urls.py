"""Addresses of kept files."""

from django.urls import path

from thanthien.core.kept import views

app_name = "kept"
urlpatterns = [path("quan-tri/tep/", views.alarms, name="alarms")]
