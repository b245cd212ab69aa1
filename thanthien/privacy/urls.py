"""Addresses of the room."""

from django.urls import path

from thanthien.privacy import breach_views, request_views, views

urlpatterns = [
    path("du-lieu-ca-nhan/", views.personal_data, name="personal-data"),
    path("bao-ve-du-lieu/", views.register, name="privacy-purposes"),
    path("bao-ve-du-lieu/dong-y/", views.consents, name="privacy-consents"),
    path("bao-ve-du-lieu/yeu-cau/", request_views.requests, name="privacy-requests"),
    path("bao-ve-du-lieu/yeu-cau/ghi/", request_views.enter, name="privacy-request-enter"),
    path("bao-ve-du-lieu/yeu-cau/<int:pk>/", request_views.one, name="privacy-request"),
    path("bao-ve-du-lieu/yeu-cau/<int:pk>/nguoi/", request_views.person, name="privacy-request-person"),
    path("bao-ve-du-lieu/yeu-cau/<int:pk>/<slug:step>/", request_views.step, name="privacy-request-step"),
    path("bao-ve-du-lieu/tu-lam/", request_views.own_acts, name="privacy-own-acts"),
    path("bao-ve-du-lieu/vi-pham/", breach_views.breaches, name="privacy-breaches"),
    path("bao-ve-du-lieu/vi-pham/in/", breach_views.printed, name="privacy-breaches-print"),
    path("bao-ve-du-lieu/vi-pham/ghi/", breach_views.enter, name="privacy-breach-enter"),
    path("bao-ve-du-lieu/vi-pham/<int:pk>/", breach_views.one, name="privacy-breach"),
    path("bao-ve-du-lieu/vi-pham/<int:pk>/ghi-them/", breach_views.further, name="privacy-breach-further"),
    path("bao-ve-du-lieu/in/", views.printed, name="privacy-purposes-print"),
]
