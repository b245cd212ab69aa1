"""Addresses of the evaluations room, one block for each audience."""

from django.urls import path

from thanthien.evaluations.views import appraiser, sending
from thanthien.evaluations.views.commune import evidence, home, results, scoring, submission

urlpatterns = [
    # --- commune
    path("don-vi/", home.home, name="commune-home"),
    path("ky/<int:cycle_id>/<slug:unit_code>/dang-ky/", home.registration, name="registration"),
    path("ky/<int:cycle_id>/<slug:unit_code>/phan-cong/", home.assignment, name="assignment"),
    path("ky/<int:cycle_id>/<slug:unit_code>/tu-cham/", scoring.start, name="self-scoring"),
    path("ky/<int:cycle_id>/<slug:unit_code>/tu-cham/<str:code>/", scoring.item, name="self-scoring-item"),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/tu-cham/<str:code>/minh-chung/tai-len/",
        evidence.upload,
        name="answer-evidence-upload",
    ),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/tu-cham/<str:code>/minh-chung/chon/",
        evidence.pick,
        name="answer-evidence-pick",
    ),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/tu-cham/<str:code>/minh-chung/duong-dan/",
        evidence.link,
        name="answer-evidence-link",
    ),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/tu-cham/<str:code>/minh-chung/<int:evidence_id>/",
        evidence.change,
        name="answer-evidence-change",
    ),
    path("ky/<int:cycle_id>/<slug:unit_code>/nop-ho-so/", submission.overview, name="submission"),
    path("ky/<int:cycle_id>/<slug:unit_code>/bao-cao/", submission.report, name="write-report"),
    path("ky/<int:cycle_id>/<slug:unit_code>/niem-yet/", submission.post, name="post-draft"),
    path("ky/<int:cycle_id>/<slug:unit_code>/y-kien/", submission.opinion, name="record-opinion"),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/y-kien/<int:opinion_id>/", submission.opinion_answer, name="answer-opinion"
    ),
    path("ky/<int:cycle_id>/<slug:unit_code>/hop-danh-gia/", submission.meeting, name="record-meeting"),
    path("ky/<int:cycle_id>/<slug:unit_code>/ky-duyet/", submission.sign, name="sign-dossier"),
    path("ky/<int:cycle_id>/<slug:unit_code>/kiem-tra-va-nop/", submission.submit, name="submit-check"),
    path("ky/<int:cycle_id>/<slug:unit_code>/buoc/<slug:step>/", submission.with_reason, name="dossier-step-back"),
    path("ky/<int:cycle_id>/<slug:unit_code>/de-nghi-bo-sung/", results.item_requests, name="item-requests"),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/de-nghi-bo-sung/<int:request_id>/", results.item_request, name="item-request"
    ),
    path("ky/<int:cycle_id>/<slug:unit_code>/ket-qua/", results.results, name="commune-results"),
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
