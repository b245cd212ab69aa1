"""Addresses of the reports room."""

from django.urls import path

from thanthien.reports.views import (
    board,
    changes,
    commune_leader,
    duties,
    forecasts,
    home,
    leader,
    looks,
    practice,
    steps,
)

urlpatterns = [
    path("ban-lam-viec/", home.work_home, name="work-home"),
    path("don-vi/tom-tat/", commune_leader.summary, name="commune-leader"),
    path("thanh-pho/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/", board.city_board, name="city-board"),
    path("thanh-pho/<int:cycle_id>/bien-dong/", board.comparison, name="city-comparison"),
    path("thanh-pho/<int:cycle_id>/du-bao/", forecasts.city_forecasts, name="city-forecasts"),
    path("thanh-pho/<int:cycle_id>/viec/", duties.city_duties, name="city-duties"),
    path("quan-tri/tap-duot/", practice.practice, name="practice"),
    path("lanh-dao/", leader.leader_home, name="leader-home"),
    path("lanh-dao/<int:cycle_id>/", leader.leader_home, name="leader-home"),
    path("nhat-ky/", steps.log, name="step-log"),
    path("nhat-ky/thay-doi/", changes.log, name="change-log"),
    path("nhat-ky/xem-du-lieu-ca-nhan/", looks.log, name="look-log"),
    path("nhat-ky/<int:cycle_id>/", steps.log, name="step-log"),
]
