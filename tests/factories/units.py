"""Units, agencies and hamlets to test with."""

from datetime import date, datetime, time

import factory
from factory.django import DjangoModelFactory

from thanthien.core.clock import ZONE
from thanthien.core.text import sort_key
from thanthien.units.actions import unit_sort_key
from thanthien.units.enums import AgencyKind, HamletKind, UnitKind
from thanthien.units.models import Agency, Hamlet, Unit

FIRST_DAY = date(2025, 7, 1)


class UnitFactory(DjangoModelFactory):
    """A phường; traits `xa` and `dac_khu`."""

    class Meta:
        model = Unit
        django_get_or_create = ("code",)

    class Params:
        xa = factory.Trait(kind=UnitKind.XA)
        dac_khu = factory.Trait(kind=UnitKind.DAC_KHU)

    code = factory.Sequence(lambda n: f"{20000 + n}")
    kind = UnitKind.PHUONG
    short_name = factory.Sequence(lambda n: f"Thử {n}")
    name = factory.LazyAttribute(lambda unit: f"{UnitKind(unit.kind).title} {unit.short_name}")
    latitude = 20.86
    longitude = 106.68
    tile_col = factory.Sequence(lambda n: n % 20)
    tile_row = factory.Sequence(lambda n: n // 20)
    valid_from = FIRST_DAY
    sort_key = factory.LazyAttribute(lambda unit: unit_sort_key(unit.short_name, unit.kind))


class AgencyFactory(DjangoModelFactory):
    """A department; traits `committee` and `commune_front` (of a new unit), `council`, `front`, `party_board`,
    `city_committee`, `office`."""

    class Meta:
        model = Agency
        django_get_or_create = ("code",)

    class Params:
        committee = factory.Trait(
            kind=AgencyKind.COMMUNE_COMMITTEE,
            unit=factory.SubFactory(UnitFactory),
            code=factory.LazyAttribute(lambda agency: f"ubnd-{agency.unit.code}"),
            name=factory.LazyAttribute(lambda agency: f"Ủy ban nhân dân {agency.unit.name_in_sentence}"),
        )
        commune_front = factory.Trait(
            kind=AgencyKind.COMMUNE_FRONT,
            unit=factory.SubFactory(UnitFactory),
            code=factory.LazyAttribute(lambda agency: f"mttq-{agency.unit.code}"),
            name=factory.LazyAttribute(
                lambda agency: f"Ủy ban Mặt trận Tổ quốc Việt Nam {agency.unit.name_in_sentence}"
            ),
        )
        commune_union = factory.Trait(
            kind=AgencyKind.COMMUNE_UNION,
            unit=factory.SubFactory(UnitFactory),
            code=factory.LazyAttribute(lambda agency: f"hoi-nd-{agency.unit.code}"),
            name=factory.LazyAttribute(lambda agency: f"Hội Nông dân {agency.unit.name_in_sentence}"),
        )
        council = factory.Trait(kind=AgencyKind.COUNCIL, code="hoi-dong", name="Hội đồng thẩm định")
        front = factory.Trait(kind=AgencyKind.FRONT, code="mttq", name="Ủy ban Mặt trận Tổ quốc Việt Nam thành phố")
        party_board = factory.Trait(
            kind=AgencyKind.PARTY_BOARD, code="ban-tgdv", name="Ban Tuyên giáo và Dân vận Thành ủy"
        )
        city_committee = factory.Trait(kind=AgencyKind.CITY_COMMITTEE, code="ubnd-tp", name="Ủy ban nhân dân thành phố")
        office = factory.Trait(kind=AgencyKind.OFFICE, code="vp-ubnd", name="Văn phòng Ủy ban nhân dân thành phố")

    code = factory.Sequence(lambda n: f"so-thu-{n}")
    name = factory.Sequence(lambda n: f"Sở Thử {n}")
    kind = AgencyKind.DEPARTMENT
    valid_from = FIRST_DAY
    sort_key = factory.LazyAttribute(lambda agency: sort_key(agency.name))


class HamletFactory(DjangoModelFactory):
    """A tổ dân phố of a new phường, known to the platform since its first day."""

    class Meta:
        model = Hamlet

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence(lambda n: f"Tổ dân phố {n}")
    kind = HamletKind.TO_DAN_PHO
    valid_from = FIRST_DAY
    told_at = factory.LazyAttribute(lambda hamlet: datetime.combine(hamlet.valid_from, time(), ZONE))
    sort_key = factory.LazyAttribute(lambda hamlet: sort_key(hamlet.name))
