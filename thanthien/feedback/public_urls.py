"""Addresses that everybody may open."""

from django.urls import path

from thanthien.feedback import letter_views, picture_views, public_views

urlpatterns = [
    path("gop-y/", public_views.city, name="feedback-city"),
    path("gop-y/gui/", public_views.choose, name="feedback-choose"),
    path("gop-y/theo-doi/", public_views.follow, name="feedback-follow"),
    path("gop-y/dung-han/", public_views.rates, name="feedback-rates"),
    path("gop-y/tra-loi/<int:pk>/", public_views.answer, name="feedback-answer"),
    path("gop-y/ngung-thu/<str:token>/", letter_views.leave, name="feedback-leave"),
    path("gop-y/anh/<uuid:key>/", picture_views.public_picture, name="feedback-public-picture"),
    path("gop-y/<slug:code>/", public_views.unit, name="feedback-unit"),
    path("gop-y/<slug:code>/gui/", public_views.send, name="feedback-send"),
]
