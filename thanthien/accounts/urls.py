"""Addresses of one's own account and of the administrator's people pages."""

from django.urls import path

from thanthien.accounts import views

app_name = "accounts"
urlpatterns = [
    path("tai-khoan/", views.me, name="me"),
    path("quan-tri/nguoi-dung/", views.people, name="people"),
    path("quan-tri/nguoi-dung/them/", views.add_person, name="person_add"),
    path("quan-tri/nguoi-dung/nhap/", views.import_file, name="people_import"),
    path("quan-tri/nguoi-dung/nhap/xac-nhan/", views.import_confirm, name="people_import_confirm"),
    path("quan-tri/nguoi-dung/nhap/mau/", views.import_template, name="people_import_template"),
    path("quan-tri/nguoi-dung/<int:pk>/", views.person, name="person"),
    path("quan-tri/nguoi-dung/<int:pk>/vai-tro/", views.start_membership, name="membership_start"),
    path("quan-tri/nguoi-dung/<int:pk>/lien-ket/", views.invite, name="person_invite"),
    path("quan-tri/vai-tro/<int:pk>/chuyen/", views.move, name="membership_move"),
    path("quan-tri/vai-tro/<int:pk>/ket-thuc/", views.end_membership, name="membership_end"),
]
