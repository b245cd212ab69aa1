"""Addresses of one's own account, of the administrator's people pages and of those of a unit's đầu mối."""

from django.urls import path

from thanthien.accounts import own_views, views
from thanthien.accounts.people_workbook import own_people_import, people_import
from thanthien.accounts.permissions import can_manage_own_people, can_manage_people
from thanthien.core.access import requires

app_name = "accounts"
urlpatterns = [
    path("tai-khoan/", views.me, name="me"),
    path("quan-tri/nguoi-dung/", views.people, name="people"),
    path("quan-tri/nguoi-dung/them/", views.add_person, name="person_add"),
    *people_import.urls("quan-tri/nguoi-dung/nhap/", requires(can_manage_people)),
    path("quan-tri/nguoi-dung/<int:pk>/", views.person, name="person"),
    path("quan-tri/nguoi-dung/<int:pk>/vai-tro/", views.start_membership, name="membership_start"),
    path("quan-tri/nguoi-dung/phieu/", views.slips, name="people_slips"),
    path("quan-tri/nguoi-dung/<int:pk>/phieu/", views.slip, name="person_slip"),
    path("quan-tri/nguoi-dung/<int:pk>/lien-ket/", views.invite, name="person_invite"),
    path("nguoi-cua-don-vi/", own_views.people, name="own_people"),
    path("nguoi-cua-don-vi/them/", own_views.add, name="own_person_add"),
    *own_people_import.urls("nguoi-cua-don-vi/nhap/", requires(can_manage_own_people)),
    path("nguoi-cua-don-vi/phieu/", own_views.slips, name="own_slips"),
    path("nguoi-cua-don-vi/<int:pk>/", own_views.person, name="own_person"),
    path("nguoi-cua-don-vi/<int:pk>/vai-tro/", own_views.give, name="own_role_give"),
    path("nguoi-cua-don-vi/<int:pk>/phieu/", own_views.slip, name="own_slip"),
    path("nguoi-cua-don-vi/<int:pk>/lien-ket/", own_views.invite, name="own_invite"),
    path("nguoi-cua-don-vi/vai-tro/<int:pk>/ngay-ket-thuc/", own_views.last_day, name="own_last_day"),
    path("quan-tri/vai-tro/cho-dong-y/", views.role_requests, name="role_requests"),
    path("quan-tri/vai-tro/cho-dong-y/<int:pk>/dong-y/", views.accept_role, name="role_accept"),
    path("quan-tri/vai-tro/cho-dong-y/<int:pk>/khong-dong-y/", views.refuse_role, name="role_refuse"),
    path("quan-tri/vai-tro/<int:pk>/chuyen/", views.move, name="membership_move"),
    path("quan-tri/vai-tro/<int:pk>/chuc-danh/", views.tell_rank, name="membership_rank"),
    path("quan-tri/vai-tro/<int:pk>/ket-thuc/", views.end_membership, name="membership_end"),
]
