"""Addresses of the reports room."""

from django.urls import path

from thanthien.reports.views import board, changes, forecasts, home, leader, steps

urlpatterns = [
    path("ban-lam-viec/", home.work_home, name="work-home"),
    path("thanh-pho/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/bien-dong/", board.comparison, name="city-comparison"),
    path("thanh-pho/<int:cycle_id>/du-bao/", forecasts.city_forecasts, name="city-forecasts"),
    path("lanh-dao/", leader.leader_home, name="leader-home"),
    path("lanh-dao/<int:cycle_id>/", leader.leader_home, name="leader-home"),
    path("nhat-ky/", steps.log, name="step-log"),
    path("nhat-ky/thay-doi/", changes.log, name="change-log"),
    path("nhat-ky/<int:cycle_id>/", steps.log, name="step-log"),
]
