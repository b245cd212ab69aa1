"""Addresses of the evaluations room, one block for each audience."""

from django.urls import path

from thanthien.evaluations.views import (
    appraiser,
    council,
    cycles,
    decisions,
    dossier,
    figures,
    forecast,
    gates,
    intake,
    reviews,
    sending,
    setting_changes,
    urging,
)
from thanthien.evaluations.views.commune import evidence, home, meeting, results, scoring, signing, submission

urlpatterns = [
    # --- cycles
    path("ky/", cycles.cycle_list, name="cycle-list"),
    path("ky/mo/", cycles.cycle_open, name="cycle-open"),
    path("ky/<int:cycle_id>/", cycles.cycle_detail, name="cycle-detail"),
    path("ky/<int:cycle_id>/tinh-so-lieu/", cycles.cycle_figures, name="cycle-figures"),
    path("ky/<int:cycle_id>/gia-han/", cycles.cycle_extend, name="cycle-extend"),
    path("ky/<int:cycle_id>/thong-so/", setting_changes.cycle_settings, name="cycle-settings"),
    # --- intake
    path("ky/<int:cycle_id>/dang-ky/", intake.registrations, name="registrations"),
    path(
        "ky/<int:cycle_id>/dang-ky/duyet/",
        intake.bulk_step,
        {"step": "approve_registration"},
        name="registrations-approve",
    ),
    path("ky/<int:cycle_id>/tiep-nhan/", intake.submitted, name="intake"),
    path("ky/<int:cycle_id>/tiep-nhan/nhan/", intake.bulk_step, {"step": "accept"}, name="intake-accept"),
    path("ky/<int:cycle_id>/don-doc/", urging.urge_late, name="urge-late"),
    path("ky/<int:cycle_id>/da-don-doc/", urging.urged, name="urged"),
    path("ky/<int:cycle_id>/chua-nop/", intake.unsubmitted, name="unsubmitted"),
    path("ky/<int:cycle_id>/chua-nop/khoa/", intake.bulk_step, {"step": "close_unsubmitted"}, name="unsubmitted-close"),
    path("ky/<int:cycle_id>/<slug:code>/tra-lai/", intake.reason_step, {"step": "return"}, name="dossier-return"),
    path(
        "ky/<int:cycle_id>/<slug:code>/gia-han-bo-sung/",
        intake.reason_step,
        {"step": "extend_supplement"},
        name="supplement-extend",
    ),
    path("ky/<int:cycle_id>/<slug:code>/mo-lai/", intake.reason_step, {"step": "reopen"}, name="dossier-reopen"),
    path(
        "ky/<int:cycle_id>/<slug:code>/mo-lai-dang-ky/",
        intake.reason_step,
        {"step": "reopen_registration"},
        name="registration-reopen",
    ),
    path(
        "ky/<int:cycle_id>/<slug:code>/khong-duyet/",
        intake.reason_step,
        {"step": "refuse_registration"},
        name="registration-refuse",
    ),
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
    path("don-vi/minh-chung/<uuid:key>/phien-ban-moi/", evidence.renew, name="evidence-renew"),
    path("ky/<int:cycle_id>/<slug:unit_code>/nop-ho-so/", submission.overview, name="submission"),
    path("ky/<int:cycle_id>/<slug:unit_code>/doc-ho-so/", submission.reading, name="dossier-reading"),
    path("ky/<int:cycle_id>/<slug:unit_code>/bao-cao/", submission.report, name="write-report"),
    path("ky/<int:cycle_id>/<slug:unit_code>/niem-yet/", submission.post, name="post-draft"),
    path("ky/<int:cycle_id>/<slug:unit_code>/y-kien/", submission.opinion, name="record-opinion"),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/y-kien/<int:opinion_id>/", submission.opinion_answer, name="answer-opinion"
    ),
    path("ky/<int:cycle_id>/<slug:unit_code>/hop-danh-gia/", meeting.meeting, name="record-meeting"),
    path("ky/<int:cycle_id>/<slug:unit_code>/ky-duyet/", signing.sign, name="sign-dossier"),
    path("ky/<int:cycle_id>/<slug:unit_code>/lay-so-lieu/", signing.take_figures, name="take-figures"),
    path("ky/<int:cycle_id>/<slug:unit_code>/kiem-tra-va-nop/", signing.submit, name="submit-check"),
    path("ky/<int:cycle_id>/<slug:unit_code>/buoc/<slug:step>/", submission.with_reason, name="dossier-step-back"),
    path("ky/<int:cycle_id>/<slug:unit_code>/de-nghi-bo-sung/", results.item_requests, name="item-requests"),
    path(
        "ky/<int:cycle_id>/<slug:unit_code>/de-nghi-bo-sung/<int:request_id>/",
        results.item_request,
        name="item-request",
    ),
    path("ky/<int:cycle_id>/<slug:unit_code>/ket-qua/", results.results, name="commune-results"),
    # --- appraiser
    path("tham-dinh/", appraiser.home, name="appraisal-home"),
    path("tham-dinh/muc/<int:item_id>/", appraiser.item, name="appraisal-item"),
    path("tham-dinh/muc/<int:item_id>/bo-sung/", appraiser.ask, name="appraisal-ask"),
    path("tham-dinh/<int:cycle_id>/gui-phieu/", sending.send, name="appraisal-send"),
    path("tham-dinh/<int:cycle_id>/<str:code>/", appraiser.grid_page, name="appraisal-grid"),
    path("tham-dinh/<int:cycle_id>/<str:code>/xac-nhan/", sending.keep, name="appraisal-confirm"),
    # --- council
    path("hoi-dong/", council.home, name="council-home"),
    path("hoi-dong/phieu/<int:sheet_id>/tra-lai/", council.hand_back, name="council-hand-back"),
    path("hoi-dong/kien-nghi/<int:request_id>/", reviews.answer, name="review-answer"),
    path("hoi-dong/<int:cycle_id>/thong-nhat/", council.adopt, name="council-adopt"),
    path("hoi-dong/<int:cycle_id>/ket-luan/", council.conclude, name="council-conclude"),
    path("hoi-dong/<int:cycle_id>/dieu-kien/", gates.index, name="council-gates"),
    path("hoi-dong/<int:cycle_id>/dieu-kien/<slug:key>/", gates.gate, name="council-gate"),
    path("hoi-dong/<int:cycle_id>/kien-nghi/", reviews.index, name="review-list"),
    path("hoi-dong/<int:cycle_id>/<str:unit>/", council.dossier, name="council-dossier"),
    path("hoi-dong/<int:cycle_id>/<str:unit>/muc/<str:code>/", council.item, name="council-item"),
    path("hoi-dong/<int:cycle_id>/<str:unit>/muc-do/", council.propose, name="council-propose"),
    path("hoi-dong/<int:cycle_id>/<str:unit>/mo-lai/", council.reconsider, name="council-reconsider"),
    path("hoi-dong/<int:cycle_id>/<str:unit>/tra-loi-xong/", reviews.finish, name="review-finish"),
    # --- decisions
    path("quyet-dinh/tep/<int:decision_id>/", decisions.file, name="decision-file"),
    path("quyet-dinh/<int:cycle_id>/", decisions.home, name="decision-home"),
    path("quyet-dinh/<int:cycle_id>/thong-bao/", reviews.announce, name="announce"),
    path("quyet-dinh/<int:cycle_id>/ghi-nhan/", decisions.record, name="decision-record"),
    path("quyet-dinh/<int:cycle_id>/cong-bo/", decisions.publish, name="decision-publish"),
    path("quyet-dinh/<int:cycle_id>/<str:unit>/thay-doi/", decisions.change, name="decision-change"),
    # --- dossier (last: any word after the cycle may be the code of a unit)
    path("ky/<int:cycle_id>/<slug:code>/niem-phong/<str:number>.json", dossier.seal_download, name="seal-download"),
    path("ky/<int:cycle_id>/<slug:code>/so-lieu/<str:indicator>/", figures.records, name="figure-records"),
    path("ky/<int:cycle_id>/<slug:code>/du-bao/", forecast.forecast, name="forecast"),
    path("ky/<int:cycle_id>/<slug:code>/", dossier.dossier_detail, name="dossier-detail"),
]
