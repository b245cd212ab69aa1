"""Made-up people for every role. Names are drawn from common Vietnamese names; nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from django.contrib.auth.hashers import make_password

from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import ROLES, Rank, Role
from thanthien.core.clock import ZONE
from thanthien.core.text import sort_key
from thanthien.units.enums import AgencyKind
from thanthien.units.models import Agency, Unit

PASSWORD = "than-thien-2026"  # noqa: S105 - printed for everyone who starts the demo
DOMAIN = "minhhoa.vn"
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đoàn", "Lương")
_MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Ngọc", "Hữu", "Thu", "Quang", "Hồng", "Xuân", "Bích")
_GIVEN = (
    "An", "Bình", "Dũng", "Giang", "Hà", "Hải", "Hạnh", "Hòa", "Huệ", "Hùng", "Hương", "Khánh", "Lan", "Linh",
    "Long", "Mai", "Nam", "Nga", "Phúc", "Phương", "Quân", "Quyên", "Sơn", "Tâm", "Thảo", "Thủy", "Trang", "Tuấn",
)  # fmt: skip


def number_here() -> int:
    """How many of the demo's people this database knows: everybody knows their password."""
    return int(User.objects.filter(email__iendswith=f"@{DOMAIN}").count())


@dataclass(frozen=True, slots=True)
class Post:
    """One person to make: address before the @, agency code, role."""

    login: str
    agency: str
    role: Role


CITY_POSTS = (
    Post("chuyenvien", "so-noi-vu", Role.CITY_OFFICER),
    Post("lanhdao.snv", "so-noi-vu", Role.CITY_HEAD),
    Post("thuky", "hoi-dong", Role.COUNCIL_SECRETARY),
    Post("thanhvien", "hoi-dong", Role.COUNCIL_MEMBER),
    Post("lanhdao.tp", "ubnd-tp", Role.CITY_LEADER),
    Post("thanhtra.doc", "thanh-tra", Role.AUDITOR),
    Post("quantri", "so-noi-vu", Role.ADMINISTRATOR),
    Post("baove.dulieu", "so-noi-vu", Role.DATA_PROTECTION),
    Post("taichinh", "so-tai-chinh", Role.FINANCE),
    Post("vanhoa", "so-vhttdl", Role.CULTURE),
    Post("td.snv", "so-noi-vu", Role.APPRAISER),
    Post("td.mttq", "mttq", Role.APPRAISER),
    Post("td.bantg", "ban-tgdv", Role.APPRAISER),
    Post("td.tuphap", "so-tu-phap", Role.APPRAISER),
    Post("td.thanhtra", "thanh-tra", Role.APPRAISER),
    Post("td.vpubnd", "vp-ubnd", Role.APPRAISER),
    Post("td.vhttdl", "so-vhttdl", Role.APPRAISER),
    Post("td.yte", "so-y-te", Role.APPRAISER),
    Post("td.khcn", "so-khcn", Role.APPRAISER),
    Post("td.nnmt", "so-nnmt", Role.APPRAISER),
)
_COMMUNE_POSTS = (
    ("chutich", "ubnd", Role.COMMUNE_CHAIR),
    ("daumoi", "ubnd", Role.COMMUNE_FOCAL),
    ("congchuc", "ubnd", Role.COMMUNE_OFFICER),
)
# One commune has everybody, to be looked at role by role.
_FULL_POSTS = (
    ("bithu", "ubnd", Role.COMMUNE_PARTY),
    ("motcua", "ubnd", Role.SERVICE_OFFICER),
    ("truongthon", "ubnd", Role.VILLAGE_HEAD),
    ("hoinongdan", "hoi-nd", Role.UNION_REPORTER),
)


def posts_of(units: list[Unit], full_code: str) -> list[Post]:
    """Everybody of the story to make: the city's people, three for each unit, and more for one unit."""
    found = list(CITY_POSTS)
    for unit in units:
        rows = _COMMUNE_POSTS + (_FULL_POSTS if unit.code == full_code else ())
        found += [Post(f"{name}.{unit.code}", f"{body}-{unit.code}", role) for name, body, role in rows]
    return found


def fronts_of(units: list[Unit]) -> list[Post]:
    """Mặt trận Tổ quốc of each unit, which hears people each week."""
    return [Post(f"mttq.{unit.code}", f"mttq-{unit.code}", Role.COMMUNE_FRONT) for unit in units]


def found_union(unit: Unit) -> Agency:
    """Hội Nông dân of a unit, which reports each week; other units make theirs when they need them."""
    name = f"Hội Nông dân {unit.name_in_sentence}"
    return Agency.objects.create(
        code=f"hoi-nd-{unit.code}", name=name, kind=AgencyKind.COMMUNE_UNION, unit=unit, valid_from=unit.valid_from,
        sort_key=sort_key(name),
    )  # fmt: skip


def create_people(rng: Random, posts: list[Post]) -> dict[str, User]:
    """Make the people with their memberships, by login. One password hash for all, as hashing is slow by design."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    hashed = make_password(PASSWORD)
    users = User.objects.bulk_create([_user(rng, post, hashed, agencies[post.agency].valid_from) for post in posts])
    Membership.objects.bulk_create(
        Membership(
            user=user, agency=agencies[post.agency], role=post.role, valid_from=agencies[post.agency].valid_from,
            rank=Rank.HEAD if ROLES[post.role].ranks else "",
        )
        for user, post in zip(users, posts, strict=True)
    )  # fmt: skip
    return {post.login: user for user, post in zip(users, posts, strict=True)}


def any_name(rng: Random) -> str:
    """A name of common names; nobody real is meant."""
    return f"{rng.choice(_FAMILY)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"


def _user(rng: Random, post: Post, hashed: str, since: date) -> User:
    name = any_name(rng)
    # Village heads have no address, as many have none: they sign in by their name.
    email = "" if post.role == Role.VILLAGE_HEAD else address(post.login)
    joined = datetime.combine(since, time(8), ZONE)
    user = User.objects.build(email, name, username=post.login, date_joined=joined)
    user.password = hashed
    return user


def address(login: str) -> str:
    """The email address of a demo person."""
    return f"{login}@{DOMAIN}"
