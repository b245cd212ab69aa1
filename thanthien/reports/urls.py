"""Addresses of the reports room."""

from django.urls import path

from thanthien.reports.views import board, hamlets, home, leader, place, steps, work_days

urlpatterns = [
    path("ban-lam-viec/", home.work_home, name="work-home"),
    path("thanh-pho/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/bien-dong/", board.comparison, name="city-comparison"),
    path("lanh-dao/", leader.leader_home, name="leader-home"),
    path("lanh-dao/<int:cycle_id>/", leader.leader_home, name="leader-home"),
    path("nhat-ky/", steps.log, name="step-log"),
    path("nhat-ky/<int:cycle_id>/", steps.log, name="step-log"),
    # --- place
    path("quan-tri/don-vi/", place.units, name="place-units"),
    path("quan-tri/don-vi/<slug:code>/", hamlets.unit_hamlets, name="place-unit-hamlets"),
    path("quan-tri/thon-to-dan-pho/", hamlets.hamlets, name="place-hamlets"),
    path("quan-tri/thon-to-dan-pho/xac-nhan/", hamlets.hamlets_confirm, name="place-hamlets-confirm"),
    path("quan-tri/thon-to-dan-pho/mau/", hamlets.hamlets_template, name="place-hamlets-template"),
    path("quan-tri/co-quan/", place.agencies, name="place-agencies"),
    path("quan-tri/co-quan/<slug:code>/", place.agency, name="place-agency"),
    path("quan-tri/dia-gioi/", place.boundaries, name="place-boundaries"),
    path("quan-tri/dia-gioi/xac-nhan/", place.boundaries_confirm, name="place-boundaries-confirm"),
    path("quan-tri/dia-gioi/go/", place.boundaries_remove, name="place-boundaries-remove"),
    path("quan-tri/so-lieu/", place.figures, name="place-figures"),
    path("quan-tri/so-lieu/xac-nhan/", place.figures_confirm, name="place-figures-confirm"),
    path("quan-tri/so-lieu/mau/", place.figures_template, name="place-figures-template"),
    path("quan-tri/lich/", work_days.year, name="place-calendar"),
    path("quan-tri/lich/them/", work_days.day_add, name="place-day-add"),
    path("quan-tri/lich/<int:pk>/", work_days.day_change, name="place-day"),
    path("quan-tri/lich/<int:pk>/bo/", work_days.day_remove, name="place-day-remove"),
]
