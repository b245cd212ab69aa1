"""The guides of docs/huong-dan as pages: whose each is, and at which section the guide of a page opens."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from thanthien.accounts.positions import COUNCIL, OF_UNIT, OFFICE, SPEAKS_FOR_HAMLET
from thanthien.accounts.roles import Role
from thanthien.core.text import fold

if TYPE_CHECKING:
    from thanthien.accounts.models import User

PUBLIC, COMMON = "nguoi-dan", "chung"


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide: for whom, the file it is written in, and the section at which it opens on some pages (their route:
    the heading, as its address ends)."""

    name: str
    title: str
    roles: frozenset[Role]
    file: str
    sections: dict[str, str]

    def section_of(self, route: str) -> str:
        """The section at which it opens on a page: named for its route, else for the longest beginning of it (one that
        ends in ``*``); empty for none."""
        beginnings = [one for one in self.sections if one.endswith("*") and route.startswith(one[:-1])]
        return self.sections.get(route) or self.sections.get(max(beginnings, key=len, default=""), "")

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("guide-public") if self.name == PUBLIC else reverse("guide-of", args=[self.name])

    @property
    def sheet_url(self) -> str:
        """Where it is printed on one page."""
        return reverse("guide-sheet-public") if self.name == PUBLIC else reverse("guide-sheet", args=[self.name])


def _guide(
    name: str, title: str, roles: Iterable[Role], sections: Mapping[str, str] = MappingProxyType({}), file: str = ""
) -> Guide:
    """``sections``: heading → the routes of pages on which it opens, parted by blanks."""
    opens_at = {route: heading for heading, routes in sections.items() for route in routes.split()}
    return Guide(name, title, frozenset(roles), file or f"{name}.md", opens_at)


# In the order in which a person of several roles finds their own, as with the page of their work.
GUIDES = (
    _guide(
        "don-vi",
        "Xã, phường, đặc khu",
        OF_UNIT,
        {
            "cong-chuc-dau-moi": "registration assignment submission post-draft draft-sheet write-report "
            "record-opinion answer-opinion record-meeting item-requests item-request",
            "nguoi-cua-don-vi": "accounts:own_people accounts:own_person accounts:own_person_add "
            "accounts:own_people_import accounts:own_slips",
            "cong-chuc-theo-doi-tieu-chi": "self-scoring self-scoring-item answer-evidence-pick "
            "answer-evidence-upload answer-evidence-link",
            "tiep-cong-dan-doi-thoai": "receptions* reception-plans* promises*",
            "dan-chu-o-co-so": "democracy consultations* community-decisions* supervision-* recommendation*",
            "cong-khai": "disclosure-* disclosures*",
            "mo-hinh-sang-tao": "initiative*",
            "phan-anh-gop-y": "feedback-list feedback-enter feedback-one feedback-step feedback-numbers "
            "feedback-blur feedback-drop-picture",
            "phuong-tien-tiep-nhan-phan-anh": "feedback-channels* channel-tests*",
            "phuc-vu-tai-nha": "home-*",
            "ca-ho-tro-tai-trung-tam": "service-roster* service-shifts* service-presences*",
            "du-thao-van-ban": "papers paper-draft unit-print unit-poster",
            "duong-dan-rieng-bao-cao-khi-chua-co-mang": "offline-*",
            "tham-hoi-chuc-mung": "outreach* greetings* supporters-meetings*",
            "doi-ngu-can-bo-cong-chuc": "workforce*",
            "chu-tich-pho-chu-tich": "sign-dossier submit-check dossier-reading commune-results",
            "khi-chua-lam-duoc": "ask-extension",
            "tru-so-truyen-thanh-ung-dung": "workplace*",
        },
    ),
    _guide(
        "truong-thon",
        "Trưởng thôn, tổ trưởng tổ dân phố, chi hội, đoàn thể",
        SPEAKS_FOR_HAMLET,
        {
            "tuan-nay-khong-co-y-kien-nao": "grassroots-mine",
            "co-nguoi-neu-y-kien": "grassroots-add grassroots-record",
            "khi-chua-co-mang": "offline-*",
            "co-nguoi-khong-di-lai-duoc": "home-*",
            "thon-to-dan-pho-hop-quyet-dinh": "community-decisions*",
            "xem-lai-sua": "grassroots-weeks",
            "han-va-nhac": "notices:wishes",
        },
    ),
    _guide(
        "co-quan-thuong-truc",
        "Cơ quan thường trực",
        OFFICE,
        {
            "chuan-bi-nam": "criteria:list criteria:import criteria:set criteria:issue cycle-list cycle-open "
            "waivers waiver-add waiver-end",
            "theo-doi-va-tiep-nhan-chuyen-vien": "city-board city-forecasts intake registrations cycle-detail "
            "cycle-extend extension-requests early-switch unsubmitted dossier-return "
            "dossier-close-merged",
            "ket-qua-va-quyet-dinh-chuyen-vien": "decisions decision-home decision-record decision-publish "
            "decision-change announce proceedings proceedings-open proceedings-decide adjustment-open adjustment "
            "adjustment-decide adjustment-drop decision-correct city-return-record",
            "don-doc-don-vi-qua-han": "urge-late urged",
            "phan-viec-hang-tuan-dung-o-dau": "rooms rooms-switch",
            "doi-ngu-can-bo-cong-chuc-cua-cac-don-vi": "workforce*",
            "dieu-chinh-bo-tieu-chi-trong-nam": "cycle-set cycle-set-version cycle-set-change",
            "thi-diem-o-mot-so-don-vi": "pilot-units",
            "so-ngay-cua-van-ban": "papers papers-record paper-record",
            "tra-loi-cau-hoi-cua-don-vi-co-quan": "question*",
            "lanh-dao": "dossier-reopen registration-reopen",
        },
    ),
    _guide(
        "lanh-dao-thanh-pho",
        "Lãnh đạo thành phố",
        {Role.CITY_LEADER},
        {
            "truoc-khi-ky-quyet-dinh": "city-comparison decision-home decisions council-home",
            "khi-khong-thay-diem": "dossier-detail",
        },
    ),
    _guide(
        "hoi-dong",
        "Hội đồng thẩm định",
        COUNCIL,
        {
            "thu-ky-tu-phieu-den-ket-luan": "council-home council-dossier council-item council-adopt "
            "council-conclude council-propose council-gates council-gate",
            "kien-nghi-cua-don-vi": "review-list review-answer review-finish",
        },
    ),
    _guide(
        "kiem-tra",
        "Thanh tra, kiểm tra",
        {Role.AUDITOR},
        {
            "ai-da-lam-gi": "step-log change-log",
            "mot-ho-so": "dossier-detail",
            "khieu-nai-to-cao-gui-qua-phan-anh": "feedback-list feedback-one feedback-step feedback-read",
            "tinh-lai-mot-nam": "year results open-data",
        },
    ),
    _guide(
        "co-quan-tham-dinh",
        "Cơ quan thẩm định",
        {Role.APPRAISER},
        {
            "cham-theo-bang": "appraisal-home appraisal-grid appraisal-item",
            "gui-phieu": "appraisal-send appraisal-confirm",
            "tru-so-truyen-thanh-ung-dung": "workplace*",
            "ban-ghi-qua-han": "measures-late*",
            "mo-hinh-sang-tao": "initiative*",
        },
    ),
    _guide(
        "quan-tri",
        "Quản trị hệ thống",
        {Role.ADMINISTRATOR},
        {
            "them-mot-nguoi": "accounts:people accounts:person accounts:person_add",
            "vai-tro-cap-thanh-pho-hai-nguoi-quan-tri": "accounts:role_requests",
            "lich-dia-gioi-so-lieu-co-quan": "place-calendar place-units place-agencies place-agency place-boundaries",
        },
    ),
    _guide(
        "bao-ve-du-lieu",
        "Bảo vệ dữ liệu cá nhân",
        {Role.DATA_PROTECTION},
        {
            "muc-dich-xu-ly": "privacy-purposes privacy-consents",
            "yeu-cau-cua-nguoi-dan": "privacy-request* privacy-own-acts",
            "vi-pham": "privacy-breach*",
            "ai-da-xem": "look-log",
        },
    ),
    _guide(
        PUBLIC,
        "Người dân",
        (),
        {
            "xem-ket-qua-noi-minh-o": "home search-units unit-page unit-year",
            "xem-ca-thanh-pho": "results year",
            "doc-du-thao-gop-y": "drafts draft",
            "tim-noi-dung-don-vi-cong-khai": "disclosure-search disclosure-unit disclosure-document",
            "de-nghi-phuc-vu-tai-nha": "home-service home-follow",
            "du-lieu-ca-nhan-cua-minh": "personal-data",
            "xem-viec-lay-y-kien-quyet-dinh-giam-sat": "democracy-unit",
            "tu-kiem-tra": "method open-data",
        },
    ),
    _guide(COMMON, "Đăng nhập, việc của tôi, thông báo, khi chưa làm được", (), file="README.md"),
)
BY_NAME = {guide.name: guide for guide in GUIDES}
_BY_FILE = {guide.file: guide for guide in GUIDES}


def guide_of(user: User) -> Guide:
    """The guide of somebody signed in: of the first of their roles that has one, else what concerns everybody."""
    return next((guide for guide in GUIDES if guide.roles and user.has_role(*guide.roles)), BY_NAME[COMMON])


# --- As a page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A guide as HTML, with its headings (address, words)."""

    title: str
    html: SafeString
    headings: tuple[tuple[str, str], ...]


READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def tokens_of(name: str) -> list[Token]:
    """The text of a guide as it was read. Pictures of pages are left out: the reader has the pages themselves beside
    it."""
    text = (Path(settings.BASE_DIR) / "docs" / "huong-dan" / BY_NAME[name].file).read_text(encoding="utf-8")
    return list(_without_pictures(READER.parse(text)))


@functools.cache
def written(name: str) -> Written:
    """The text of a guide, as a page shows it."""
    tokens = tokens_of(name)
    title, headings = "", []
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        if opening.tag == "h1":
            title = inline.content
            continue
        anchor = slugify(fold(inline.content))
        opening.attrSet("id", anchor)
        headings.append((anchor, inline.content))
    _tell_columns(tokens)
    for token in tokens:
        _lead_on(token)
    body = [token for token in tokens if token.tag != "h1"]
    start = 1 if tokens and tokens[0].tag == "h1" else 0  # the words of the title stand between its two tags
    html = READER.renderer.render(body[start:], READER.options, {})
    return Written(title, mark_safe(html), tuple(headings))


def _without_pictures(tokens: list[Token]) -> Iterator[Token]:
    """Every token but the paragraphs that hold a picture alone."""
    skipped = 0
    for place, token in enumerate(tokens):
        if skipped:
            skipped -= 1
            continue
        following = tokens[place + 1].children if token.type == "paragraph_open" else None
        if following and all(one.type == "image" for one in following):
            skipped = 2
            continue
        yield token


def _tell_columns(tokens: list[Token]) -> None:
    """Tables become cards on a phone: each cell says its column."""
    labels: list[str] = []
    column = 0
    for place, token in enumerate(tokens):
        match token.type:
            case "table_open":
                labels = []
                token.attrSet("class", "stacked")
            case "th_open":
                labels.append(tokens[place + 1].content)
                token.attrSet("scope", "col")
            case "tr_open":
                column = 0
            case "td_open":
                token.attrSet("data-label", labels[column])
                token.attrSet("class", "long-text")
                column += 1


def _lead_on(token: Token) -> None:
    """Links between guides lead to their pages, by their titles; other files of the repository are named, not
    linked."""
    tag, guide = "a", None
    for child in token.children or ():
        if child.type == "link_open":
            target = str(child.attrGet("href") or "")
            guide = _BY_FILE.get(target)
            tag = "a" if guide or target.startswith(("http", "#")) else "span"
            child.attrs = {"href": guide.url} if guide else child.attrs if tag == "a" else {}
        if child.type == "text" and guide and child.content == guide.file:
            child.content = guide.title
        if child.type in ("link_open", "link_close"):
            child.tag = tag
