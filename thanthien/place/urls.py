"""Addresses of the place room."""

from django.urls import path

from thanthien.core.access import requires
from thanthien.place.figures_workbook import figures_import
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.place.permissions import can_manage_place
from thanthien.place.units_workbook import units_import
from thanthien.place.views import agencies, boundaries, hamlets, units, work_days

urlpatterns = [
    path("quan-tri/don-vi/", units.units, name="place-units"),
    *units_import.urls("quan-tri/don-vi/nhap/", requires(can_manage_place)),
    path("quan-tri/don-vi/<slug:code>/", hamlets.unit_hamlets, name="place-unit-hamlets"),
    *hamlets_import.urls("quan-tri/thon-to-dan-pho/", requires(can_manage_place)),
    *figures_import.urls("quan-tri/so-lieu/", requires(can_manage_place)),
    path("quan-tri/co-quan/", agencies.agencies, name="place-agencies"),
    path("quan-tri/co-quan/<slug:code>/", agencies.agency, name="place-agency"),
    path("quan-tri/dia-gioi/", boundaries.boundaries, name="place-boundaries"),
    path("quan-tri/dia-gioi/xac-nhan/", boundaries.boundaries_confirm, name="place-boundaries-confirm"),
    path("quan-tri/dia-gioi/go/", boundaries.boundaries_remove, name="place-boundaries-remove"),
    path("quan-tri/lich/", work_days.year, name="place-calendar"),
    path("quan-tri/lich/them/", work_days.day_add, name="place-day-add"),
    path("quan-tri/lich/<int:pk>/", work_days.day_change, name="place-day"),
    path("quan-tri/lich/<int:pk>/bo/", work_days.day_remove, name="place-day-remove"),
]
