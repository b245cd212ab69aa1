"""Addresses of one's own runs and of the administrator's list."""

from django.urls import path

from thanthien.core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("viec-chay/", views.mine, name="mine"),
    path("viec-chay/<uuid:uuid>/", views.run, name="run"),
    path("viec-chay/<uuid:uuid>/dung/", views.stop, name="stop"),
    path("viec-chay/<uuid:uuid>/tep/", views.file, name="file"),
    path("quan-tri/viec-chay/", views.everybody, name="everybody"),
    path("quan-tri/viec-chay/<uuid:uuid>/chay-lai/", views.run_again, name="run_again"),
]
