"""Addresses of creative models."""

from django.urls import path

from thanthien.initiatives import views

urlpatterns = [
    path("mo-hinh-sang-tao/", views.gallery, name="initiative-gallery"),
    path("mo-hinh-sang-tao/<uuid:origin>/", views.model, name="initiative"),
    *views.initiative_pages.urls("mo-hinh-sang-tao/so-dang-ky/"),
    *views.report_pages.urls("mo-hinh-sang-tao/bao-cao/"),
    *views.word_pages.urls("mo-hinh-sang-tao/y-kien/"),
    *views.recognition_pages.urls("mo-hinh-sang-tao/cong-nhan/"),
    *views.adoption_pages.urls("mo-hinh-sang-tao/ap-dung/"),
]
