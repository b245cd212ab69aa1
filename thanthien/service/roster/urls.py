"""Addresses of the support roster."""

from django.urls import path

from thanthien.service.roster import views

urlpatterns = [
    path("lich-truc-ho-tro/", views.this_week, name="service-roster"),
    path("lich-truc-ho-tro/<slug:code>/<slug:key>/", views.week, name="service-roster-week"),
    path("lich-truc-ho-tro/<slug:code>/<slug:key>/in/", views.printed, name="service-roster-print"),
    path("lich-truc-ho-tro/<slug:code>/<slug:key>/chep/", views.copy, name="service-roster-copy"),
    path("lich-truc-ho-tro/<slug:code>/<slug:key>/co-mat/", views.sheet, name="service-roster-sheet"),
    path("phan-cong-ca-ho-tro/<int:pk>/co-mat/", views.tap, name="service-roster-tap"),
    path("phan-cong-ca-ho-tro/<int:pk>/ho-ten/", views.name, name="service-roster-name"),
    *views.shift_pages.urls("phan-cong-ca-ho-tro/"),
    *views.presence_pages.urls("co-mat-ca-ho-tro/"),
]
