"""Addresses of the evaluations room, one block for each audience."""

from django.urls import path

from thanthien.evaluations.views import appraiser

urlpatterns = [
    # --- appraiser
    path("tham-dinh/", appraiser.home, name="appraisal-home"),
    # --- council
    # --- decisions
]
