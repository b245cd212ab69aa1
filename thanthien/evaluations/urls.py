"""Addresses of the evaluations room, one block for each audience."""

from django.urls import path

from thanthien.evaluations.views import appraiser, sending

urlpatterns = [
    # --- appraiser
    path("tham-dinh/", appraiser.home, name="appraisal-home"),
    path("tham-dinh/muc/<int:item_id>/", appraiser.item, name="appraisal-item"),
    path("tham-dinh/muc/<int:item_id>/bo-sung/", appraiser.ask, name="appraisal-ask"),
    path("tham-dinh/<int:cycle_id>/gui-phieu/", sending.send, name="appraisal-send"),
    path("tham-dinh/<int:cycle_id>/<str:code>/", appraiser.grid_page, name="appraisal-grid"),
    path("tham-dinh/<int:cycle_id>/<str:code>/xac-nhan/", appraiser.confirm, name="appraisal-confirm"),
    # --- council
    # --- decisions
]
