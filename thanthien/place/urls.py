"""Addresses of the place room."""

from django.urls import path

from thanthien.core.access import requires
from thanthien.place.figures_workbook import figures_import
from thanthien.place.hamlets_workbook import hamlets_import
from thanthien.place.other_names_workbook import other_names_import
from thanthien.place.permissions import can_manage_place
from thanthien.place.units_workbook import units_import
from thanthien.place.views import agencies, boundaries, hamlets, installation, readiness, rooms, units, work_days

urlpatterns = [
    path("quan-tri/don-vi/", units.units, name="place-units"),
    *units_import.urls("quan-tri/don-vi/nhap/", requires(can_manage_place)),
    path("quan-tri/don-vi/sap-nhap/", units.merge, name="place-units-merge"),
    *other_names_import.urls("quan-tri/don-vi/ten-khac/", requires(can_manage_place)),
    path("quan-tri/don-vi/ten-khac/<int:pk>/bo/", units.other_name_remove, name="place-other-name-remove"),
    path("quan-tri/don-vi/thay-doi/<int:pk>/bo/", units.change_take_back, name="place-unit-change-back"),
    path("quan-tri/don-vi/<slug:code>/", units.unit, name="place-unit"),
    path("quan-tri/don-vi/<slug:code>/doi-ten/", units.rename, name="place-unit-rename"),
    path("quan-tri/don-vi/<slug:code>/them-ten/", units.other_name_add, name="place-other-name-add"),
    path("quan-tri/don-vi/<slug:code>/thon-to-dan-pho/", hamlets.unit_hamlets, name="place-unit-hamlets"),
    *hamlets_import.urls("quan-tri/thon-to-dan-pho/", requires(can_manage_place)),
    *figures_import.urls("quan-tri/so-lieu/", requires(can_manage_place)),
    path("phan-viec-hang-tuan/", rooms.rooms, name="rooms"),
    path("phan-viec-hang-tuan/<slug:room>/", rooms.switch, name="rooms-switch"),
    path("dia-ban-con-thieu/", readiness.place_readiness, name="place-readiness"),
    path("dia-ban-con-thieu/so-ho/", readiness.households_file, name="place-readiness-households"),
    path("dia-ban-con-thieu/thon-to/", readiness.hamlets_file, name="place-readiness-hamlets"),
    path("quan-tri/co-quan/", agencies.agencies, name="place-agencies"),
    path("quan-tri/co-quan/them/", agencies.agency_add, name="place-agency-add"),
    path("quan-tri/co-quan/<slug:code>/", agencies.agency, name="place-agency"),
    path("quan-tri/co-quan/<slug:code>/ket-thuc/", agencies.agency_end, name="place-agency-end"),
    path("quan-tri/co-quan/<slug:code>/bo-ket-thuc/", agencies.agency_end_back, name="place-agency-end-back"),
    path("quan-tri/dia-gioi/", boundaries.boundaries, name="place-boundaries"),
    path("quan-tri/dia-gioi/xac-nhan/", boundaries.boundaries_confirm, name="place-boundaries-confirm"),
    path("quan-tri/dia-gioi/go/", boundaries.boundaries_remove, name="place-boundaries-remove"),
    path("quan-tri/cai-dat/", installation.installation, name="place-installation"),
    path("quan-tri/lich/", work_days.year, name="place-calendar"),
    path("quan-tri/lich/them/", work_days.day_add, name="place-day-add"),
    path("quan-tri/lich/<int:pk>/", work_days.day_change, name="place-day"),
    path("quan-tri/lich/<int:pk>/bo/", work_days.day_remove, name="place-day-remove"),
]
