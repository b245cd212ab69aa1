"""Addresses of one's own work."""

from django.urls import path

from thanthien.notices import views

app_name = "notices"
urlpatterns = [
    path("viec-cua-toi/", views.my_work, name="work"),
    path("viec-cua-toi/so/", views.counts, name="counts"),
]
