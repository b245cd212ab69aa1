"""All addresses. Each room brings its own urls.py; the order here is from the special to the general."""

from django.urls import include, path

urlpatterns = [
    path("tai-khoan/", include("allauth.urls")),
]
