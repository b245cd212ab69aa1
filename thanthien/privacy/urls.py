"""Addresses of the room."""

from django.urls import path

from thanthien.privacy import views

urlpatterns = [
    path("du-lieu-ca-nhan/", views.personal_data, name="personal-data"),
    path("bao-ve-du-lieu/", views.register, name="privacy-purposes"),
    path("bao-ve-du-lieu/dong-y/", views.consents, name="privacy-consents"),
    path("bao-ve-du-lieu/in/", views.printed, name="privacy-purposes-print"),
]
