"""Addresses of the public pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from thanthien.portal.views import about, card, drafts, files, guides, pages, papers


class EndingConverter(StringConverter):
    """The formats of open data."""

    regex = "json|csv|xlsx"


register_converter(EndingConverter, "data_ending")

_TRIAL = {"trial": True}

urlpatterns = [
    path("", pages.home, name="home"),
    path("ket-qua/", pages.results, name="results"),
    path("ket-qua/<int:year>/", pages.year, name="year"),
    path("ket-qua/<int:year>/cham-thu/", pages.year, _TRIAL, name="year-trial"),
    path("ket-qua/<int:year>/ky-<int:number>/", pages.year, name="year-cycle"),
    path("ket-qua/<int:year>/du-lieu.<data_ending:ending>", files.year_file, name="year-file"),
    path("ket-qua/<int:year>/cham-thu/du-lieu.<data_ending:ending>", files.year_file, _TRIAL, name="year-trial-file"),
    path("ket-qua/<int:year>/ky-<int:number>/du-lieu.<data_ending:ending>", files.year_file, name="year-cycle-file"),
    path("du-thao/", drafts.drafts, name="drafts"),
    path("du-thao/<int:cycle_id>/<slug:code>/", drafts.draft, name="draft"),
    path("ket-qua/quyet-dinh/<int:decision_id>.pdf", papers.public_paper, name="public-paper"),
    path("tra-cuu/", pages.search, name="search-units"),
    path("don-vi-hanh-chinh/<slug:code>/", pages.unit, name="unit-page"),
    path("don-vi-hanh-chinh/<slug:code>/<int:year>/", pages.unit, name="unit-year"),
    path("don-vi-hanh-chinh/<slug:code>/<int:year>/cham-thu/", pages.unit, _TRIAL, name="unit-year-trial"),
    path("don-vi-hanh-chinh/<slug:code>/<int:year>/ky-<int:number>/", pages.unit, name="unit-year-cycle"),
    path("the-don-vi/<slug:code>/", card.card, name="unit-card"),
    path("cach-cham-diem/", files.method, name="method"),
    path("cach-cham-diem/<slug:scheme>/<int:year>/<int:version>/", files.method_set, name="method-set"),
    path("cach-cham-diem/<slug:scheme>/<int:year>/<int:version>/bo-tieu-chi.yaml", files.set_yaml, name="method-yaml"),
    path("cach-cham-diem/<slug:scheme>/<int:year>/<int:version>/bo-tieu-chi.json", files.set_json, name="method-json"),
    path("du-lieu-mo/", files.about_data, name="open-data"),
    path("du-lieu-mo/thanthien.pyz", files.verify_program, name="verify-program"),
    path("gioi-thieu/", about.about, name="about"),
    path("huong-dan/", guides.guide, name="guide"),
    path("huong-dan/nguoi-dan/", guides.guide_public, name="guide-public"),
    path("huong-dan/nguoi-dan/mot-trang/", guides.sheet_public, name="guide-sheet-public"),
    path("huong-dan/<slug:name>/", guides.guide_named, name="guide-of"),
    path("huong-dan/<slug:name>/mot-trang/", guides.sheet_named, name="guide-sheet"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("sitemap.xml", files.sitemap, name="sitemap"),
]
