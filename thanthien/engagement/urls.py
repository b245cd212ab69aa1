"""Addresses of the room."""

from django.urls import path

from thanthien.engagement import views
from thanthien.engagement.outreach_urls import urlpatterns as outreach

urlpatterns = [
    path("tiep-cong-dan/<slug:code>/", views.receptions, name="engagement-receptions"),
    path("tiep-cong-dan/<slug:code>/<slug:month>/", views.month_sheet, name="engagement-month"),
    path("lich-tiep-cong-dan/thang/", views.plan_month, name="reception-plans-month"),
    *views.plan_pages.urls("lich-tiep-cong-dan/"),
    *views.reception_pages.urls("ket-qua-tiep-cong-dan/"),
    *views.promise_pages.urls("cam-ket-sau-tiep-cong-dan/"),
    *outreach,
]
