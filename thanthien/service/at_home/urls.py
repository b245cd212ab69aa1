"""Addresses of home service."""

from django.urls import path

from thanthien.service.at_home import public_views, views

urlpatterns = [
    path("phuc-vu-tai-nha/theo-doi/", public_views.follow, name="home-follow"),
    path("phuc-vu-tai-nha/<slug:code>/", public_views.service, name="home-service"),
    path("de-nghi-phuc-vu-tai-nha/", views.requests, name="home-requests"),
    path("de-nghi-phuc-vu-tai-nha/phieu-ngay/", views.sheet, name="home-sheet"),
    path("de-nghi-phuc-vu-tai-nha/so-lieu/", views.numbers, name="home-numbers"),
    path("de-nghi-phuc-vu-tai-nha/ghi/<slug:code>/", views.enter, name="home-enter"),
    path("de-nghi-phuc-vu-tai-nha/<int:pk>/", views.one, name="home-request"),
    path("de-nghi-phuc-vu-tai-nha/<int:pk>/lien-he/", views.contact, name="home-contact"),
    path("de-nghi-phuc-vu-tai-nha/<int:pk>/<slug:step>/", views.step, name="home-step"),
    *views.announcement_pages.urls("thong-bao-phuc-vu-tai-nha/"),
]
