"""Addresses of the staff."""

from django.urls import path

from thanthien.workforce import views

urlpatterns = [
    path("doi-ngu/", views.overview, name="workforce"),
    path("doi-ngu/don-vi/<slug:code>/", views.unit_page, name="workforce-unit"),
    *views.staff_pages.urls("doi-ngu/danh-sach/"),
    *views.count_pages.urls("doi-ngu/so-nguoi/"),
    *views.course_pages.urls("doi-ngu/tap-huan/"),
    *views.commitment_pages.urls("doi-ngu/cam-ket/"),
    *views.sanction_pages.urls("doi-ngu/ky-luat/"),
    *views.statement_pages.urls("doi-ngu/xac-nhan-ky-luat/"),
    *views.commendation_pages.urls("doi-ngu/khen-thuong/"),
    *views.rating_pages.urls("doi-ngu/xep-loai/"),
]
