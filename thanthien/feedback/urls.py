"""Addresses of the room."""

from django.urls import path

from thanthien.feedback import (
    approve_views,
    assign_views,
    entry_views,
    picture_views,
    public_urls,
    standard_views,
    views,
)
from thanthien.feedback.channels import urls as channel_urls
from thanthien.feedback.open311 import urls as open311

urlpatterns = [
    path("xu-ly-phan-anh/", views.register, name="feedback-list"),
    path("xu-ly-phan-anh/ghi/<slug:code>/", entry_views.enter, name="feedback-enter"),
    path("xu-ly-phan-anh/cho-cong-khai/", approve_views.approve, name="feedback-approve"),
    path("xu-ly-phan-anh/phan-cong/", assign_views.assign_many, name="feedback-assign-many"),
    path("xu-ly-phan-anh/so-lieu/", views.numbers, name="feedback-numbers"),
    path("xu-ly-phan-anh/mau/", standard_views.standards, name="feedback-standards"),
    path("xu-ly-phan-anh/mau/moi/<slug:code>/", standard_views.new, name="feedback-standard-new"),
    path("xu-ly-phan-anh/mau/<int:pk>/", standard_views.standard, name="feedback-standard"),
    path("xu-ly-phan-anh/mau/<int:pk>/sua/", standard_views.change, name="feedback-standard-change"),
    path("xu-ly-phan-anh/mau/<int:pk>/ngung/", standard_views.end, name="feedback-standard-end"),
    path("xu-ly-phan-anh/<int:pk>/", views.one, name="feedback-one"),
    path("xu-ly-phan-anh/<int:pk>/lien-he/", views.contact, name="feedback-contact"),
    path("xu-ly-phan-anh/<int:pk>/noi-dung/", views.read, name="feedback-read"),
    path("xu-ly-phan-anh/<int:pk>/anh/<uuid:key>/", views.photograph, name="feedback-photograph"),
    path("xu-ly-phan-anh/<int:pk>/anh/<uuid:key>/che/", picture_views.blur, name="feedback-blur"),
    path("xu-ly-phan-anh/<int:pk>/anh-da-che/<uuid:key>/", picture_views.made, name="feedback-made-picture"),
    path("xu-ly-phan-anh/<int:pk>/anh-da-che/<uuid:key>/bo/", picture_views.drop, name="feedback-drop-picture"),
    path("xu-ly-phan-anh/<int:pk>/<slug:step>/", views.step, name="feedback-step"),
    *channel_urls.urlpatterns,
    *public_urls.urlpatterns,
    *open311.urlpatterns,
]
