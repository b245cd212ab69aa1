"""Addresses of the evidence library."""

from django.urls import path

from thanthien.evidence import views

app_name = "evidence"

urlpatterns = [
    path("", views.library, name="library"),
    path("tai-len/", views.upload, name="upload"),
    path("them-duong-dan/", views.new_link, name="new_link"),
    path("them-ghi-chep/", views.new_text, name="new_text"),
    path("<uuid:key>/", views.document, name="document"),
    path("<uuid:key>/sua/", views.edit, name="edit"),
    path("<uuid:key>/phien-ban/", views.new_version, name="new_version"),
    path("<uuid:key>/thoi-dung/", views.retire, name="retire"),
    path("<uuid:key>/<int:number>/", views.download, name="download"),
]
