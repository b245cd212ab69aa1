"""Addresses of the measures room."""

from django.urls import path

from thanthien.measures import views

urlpatterns = [
    path("so-lieu/<slug:code>/<str:measure>/<slug:year>/ghi-qua-han/", views.late, name="measures-late"),
    path(
        "so-lieu/<slug:code>/<str:measure>/<slug:year>/ghi-qua-han/chap-nhan/",
        views.accept,
        name="measures-late-accept",
    ),
    path(
        "so-lieu/<slug:code>/<str:measure>/<slug:year>/ghi-qua-han/khong-chap-nhan/",
        views.refuse,
        name="measures-late-refuse",
    ),
]
