"""Addresses of channels."""

from django.urls import path

from thanthien.feedback.channels import views

urlpatterns = [
    *(address for prefix, pages in views.PAGES.items() for address in pages.urls(prefix)),
    path("gop-y/<slug:code>/phuong-tien/", views.unit_channels, name="feedback-unit-channels"),
]
