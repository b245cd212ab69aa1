"""Addresses of the app on the device, and of personal links. All that the worker may touch lies below the first."""

from django.urls import path

from thanthien.offline import link_views, views

urlpatterns = [
    path("ghi-tren-may/", views.shell, name="offline-shell"),
    path("ghi-tren-may/may.js", views.worker, name="offline-worker"),
    path("ghi-tren-may/ung-dung.webmanifest", views.manifest, name="offline-manifest"),
    path("ghi-tren-may/lien-he/", views.contact, name="offline-contact"),
    path("ghi-tren-may/gui/", views.receive, name="offline-receive"),
    path("ghi-tren-may/g/<str:token>/", link_views.page, name="offline-link"),
    path("ghi-tren-may/g/<str:token>/lien-he/", link_views.contact, name="offline-link-contact"),
    path("ghi-tren-may/g/<str:token>/gui/", link_views.receive, name="offline-link-receive"),
    path("duong-dan-rieng/", link_views.links, name="offline-links"),
    path("duong-dan-rieng/lap/", link_views.make, name="offline-link-make"),
    path("duong-dan-rieng/<int:pk>/", link_views.history, name="offline-link-history"),
    path("duong-dan-rieng/<int:pk>/thu-hoi/", link_views.revoke, name="offline-link-revoke"),
]
