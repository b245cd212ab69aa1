"""All addresses. Each room brings its own urls.py; the order here is from the special to the general."""

from django.urls import include, path

from thanthien.core.addresses import by_first_part
from thanthien.core.health import healthz, metrics_page

handler500 = "thanthien.core.trouble.server_error"

urlpatterns = by_first_part(
    [
        path("healthz", healthz, name="healthz"),
        path("metrics", metrics_page, name="metrics"),
        path("tai-khoan/", include("thanthien.accounts.sign_in_urls")),
        path("", include("thanthien.core.jobs.urls")),
        path("", include("thanthien.core.tables.urls")),
        path("", include("thanthien.accounts.urls")),
        path("", include("thanthien.core.mail.urls")),
        path("", include("thanthien.core.kept.urls")),
        path("bo-tieu-chi/", include("thanthien.criteria.urls")),
        path("minh-chung/", include("thanthien.evidence.urls")),
        path("", include("thanthien.measures.urls")),
        path("", include("thanthien.notices.urls")),
        path("", include("thanthien.questions.urls")),
        path("", include("thanthien.privacy.urls")),
        path("", include("thanthien.evaluations.urls")),
        path("", include("thanthien.service.urls")),
        path("", include("thanthien.initiatives.urls")),
        path("", include("thanthien.disclosure.urls")),
        path("", include("thanthien.feedback.urls")),
        path("", include("thanthien.grassroots.urls")),
        path("", include("thanthien.engagement.urls")),
        path("", include("thanthien.democracy.urls")),
        path("", include("thanthien.workplace.urls")),
        path("", include("thanthien.workforce.urls")),
        path("", include("thanthien.records.urls")),
        path("", include("thanthien.offline.urls")),
        path("", include("thanthien.reports.urls")),
        path("", include("thanthien.place.urls")),
        path("", include("thanthien.documents.urls")),
        path("", include("thanthien.portal.urls")),
        path("", include("thanthien.core.gallery.urls")),
    ]
)
