"""The addresses of the product, and those of the room of the tests."""

from tests.records.visits.kinds import VISITS
from thanthien.config.urls import urlpatterns as product
from thanthien.records.views import RecordPages

PAGES = RecordPages(VISITS)
urlpatterns = [*PAGES.urls("tham-hoi/"), *product]
