"""Addresses of visits, greetings and meetings."""

from django.urls import path

from thanthien.engagement import outreach_views as views

urlpatterns = [
    *views.outreach_pages.urls("tham-hoi-chuc-mung/"),
    *views.greeting_pages.urls("loi-chuc-mung/"),
    *views.meeting_pages.urls("gap-go-nguoi-ung-ho/"),
    path("tham-hoi-chuc-mung/don-vi/<slug:code>/", views.outreach, name="outreach-unit"),
]
