"""Addresses of the place room."""

from django.urls import path

from thanthien.place.views import agencies, boundaries, figures, hamlets, units, work_days

urlpatterns = [
    path("quan-tri/don-vi/", units.units, name="place-units"),
    path("quan-tri/don-vi/<slug:code>/", hamlets.unit_hamlets, name="place-unit-hamlets"),
    path("quan-tri/thon-to-dan-pho/", hamlets.hamlets, name="place-hamlets"),
    path("quan-tri/thon-to-dan-pho/xac-nhan/", hamlets.hamlets_confirm, name="place-hamlets-confirm"),
    path("quan-tri/thon-to-dan-pho/mau/", hamlets.hamlets_template, name="place-hamlets-template"),
    path("quan-tri/co-quan/", agencies.agencies, name="place-agencies"),
    path("quan-tri/co-quan/<slug:code>/", agencies.agency, name="place-agency"),
    path("quan-tri/dia-gioi/", boundaries.boundaries, name="place-boundaries"),
    path("quan-tri/dia-gioi/xac-nhan/", boundaries.boundaries_confirm, name="place-boundaries-confirm"),
    path("quan-tri/dia-gioi/go/", boundaries.boundaries_remove, name="place-boundaries-remove"),
    path("quan-tri/so-lieu/", figures.figures, name="place-figures"),
    path("quan-tri/so-lieu/xac-nhan/", figures.figures_confirm, name="place-figures-confirm"),
    path("quan-tri/so-lieu/mau/", figures.figures_template, name="place-figures-template"),
    path("quan-tri/lich/", work_days.year, name="place-calendar"),
    path("quan-tri/lich/them/", work_days.day_add, name="place-day-add"),
    path("quan-tri/lich/<int:pk>/", work_days.day_change, name="place-day"),
    path("quan-tri/lich/<int:pk>/bo/", work_days.day_remove, name="place-day-remove"),
]
