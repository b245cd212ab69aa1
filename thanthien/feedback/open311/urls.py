"""Addresses for other systems, and of their keys. The endings say in which form the answer is."""

from django.urls import include, path, re_path

from thanthien.core.access import requires
from thanthien.feedback.open311 import client_views, views
from thanthien.feedback.open311.workbook import feedback_import
from thanthien.feedback.permissions import can_work

_ENDING = r"\.(?P<ending>json|xml)$"

_API = [
    re_path(f"^discovery{_ENDING}", views.discovery, name="open311-discovery"),
    re_path(r"^openapi\.(?P<ending>json)$", views.openapi, name="open311-openapi"),
    re_path(f"^services{_ENDING}", views.services, name="open311-services"),
    re_path(f"^services/(?P<code>[^/]+){_ENDING}", views.service, name="open311-service"),
    re_path(f"^requests{_ENDING}", views.requests, name="open311-requests"),
    re_path(f"^requests/(?P<number>[^/]+){_ENDING}", views.one, name="open311-request"),
    re_path(f"^tokens/(?P<token>[^/]+){_ENDING}", views.token, name="open311-token"),
]
urlpatterns = [
    path("open311/v2/", include(_API)),
    path("quan-tri/he-thong-gui-phan-anh/", client_views.clients, name="feedback-clients"),
    path("quan-tri/he-thong-gui-phan-anh/them/", client_views.let_in, name="feedback-client-new"),
    path("quan-tri/he-thong-gui-phan-anh/<int:pk>/", client_views.client, name="feedback-client"),
    path("quan-tri/he-thong-gui-phan-anh/<int:pk>/doi-khoa/", client_views.change_key, name="feedback-client-key"),
    path("quan-tri/he-thong-gui-phan-anh/<int:pk>/ket-thuc/", client_views.end, name="feedback-client-end"),
    *feedback_import.urls("xu-ly-phan-anh/nhap/", requires(can_work)),
]
