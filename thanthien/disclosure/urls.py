"""Addresses of the room."""

from django.urls import path

from thanthien.disclosure.subscribing import views as subscribing
from thanthien.disclosure.views import announcing, boards, public, registers, steps

_ONE = "noi-dung-cong-khai/<int:pk>/"

urlpatterns = [
    path("cong-khai/", public.search, name="disclosure-search"),
    path("cong-khai/van-ban/<uuid:origin>/", public.document, name="disclosure-document"),
    path("cong-khai/tep/<uuid:key>/", public.public_file, name="disclosure-public-file"),
    path("cong-khai/nhan-thu/", subscribing.subscribe, name="disclosure-subscribe"),
    path("cong-khai/nhan-thu/da-gui/", subscribing.subscribed, name="disclosure-subscribed"),
    path("cong-khai/nhan-thu/xac-nhan/<str:token>/", subscribing.confirm, name="disclosure-subscribe-confirm"),
    path("cong-khai/nhan-thu/ngung/<str:token>/", subscribing.leave, name="disclosure-subscribe-leave"),
    path("cong-khai/<slug:code>/", public.unit, name="disclosure-unit"),
    path("cong-khai/<slug:code>/danh-sach/", public.published, name="disclosure-published"),
    path("cong-khai/<slug:code>/danh-muc/", public.listed, name="disclosure-catalogue"),
    path("cong-khai/<slug:code>/atom.xml", public.feed, name="disclosure-feed"),
    path("thong-bao-thon/", announcing.mine, name="disclosure-announce"),
    path("thong-bao-thon/ghi/", announcing.confirm, name="disclosure-announce-confirm"),
    path("thong-bao-thon/<int:pk>/huy/", announcing.undo, name="disclosure-announce-undo"),
    path("noi-dung-cong-khai/theo-doi/", boards.board, name="disclosure-board"),
    path(f"{_ONE}kiem-tra/", steps.check, name="disclosure-check"),
    path(f"{_ONE}cong-khai/", steps.publish, name="disclosure-publish"),
    path(f"{_ONE}go/", steps.take_down, name="disclosure-take-down"),
    path(f"{_ONE}tep/", steps.add_files, name="disclosure-files"),
    path(f"{_ONE}tep/<uuid:key>/", steps.file, name="disclosure-file"),
    path(f"{_ONE}tep/<uuid:key>/bo/", steps.take_file, name="disclosure-take-file"),
    path(f"{_ONE}thong-bao/", steps.notice, name="disclosure-notice"),
    *(address for prefix, pages in registers.PAGES.items() for address in pages.urls(prefix)),
]
