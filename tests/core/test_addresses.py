"""An address leads where Django’s own search leads: looking by first parts leaves nothing out and changes no order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, include, path, reverse, set_script_prefix
from django.urls.resolvers import RegexPattern
from django.utils.safestring import SafeString

from thanthien.config import urls
from thanthien.core.addresses import address, addresses_of, by_first_part

EXAMPLES = {
    "int": "7", "slug": "mot-hai", "str": "mot", "uuid": "0b0a5f3e-6a44-4f8e-9a55-0c1d2e3f4a5b", "data_ending": "json",
}  # fmt: skip
DJANGOS = URLResolver(RegexPattern(r"^/"), urls.urlpatterns[0].url_patterns)
OURS = URLResolver(RegexPattern(r"^/"), urls.urlpatterns)


def addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """An example of each address that is written with converters."""
    for one in patterns:
        here = before + re.sub(r"<(\w+):\w+>", lambda found: EXAMPLES[found[1]], str(one.pattern))
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, here)
        elif not isinstance(one.pattern, RegexPattern):
            yield here


EVERY = sorted(set(addresses(urls.urlpatterns)))


def found(resolver: URLResolver, address: str) -> tuple[object, ...] | None:
    try:
        match = resolver.resolve(address)
    except Resolver404:
        return None
    return match.view_name, match.route, match.args, match.kwargs, match.func


def test_every_address_leads_where_django_leads() -> None:
    assert [one for one in EVERY if found(OURS, one) is None] == []
    assert [one for one in EVERY if found(OURS, one) != found(DJANGOS, one)] == []


@pytest.mark.parametrize(
    "address", ["/", "/khong-co/", "/ket-qua", "/ket-qua/abc/", "//", "/tai-khoan/khong-co/", "/%00/"]
)
def test_what_leads_nowhere_leads_nowhere_here(address: str) -> None:
    assert found(OURS, address) == found(DJANGOS, address)


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


ORDERED = by_first_part(
    [
        path("a/<int:number>/", view, name="number"),
        path("<slug:any>/7/", view, name="anywhere"),
        path("", include([path("a/<slug:word>/", view, name="word"), path("b/", view, name="b")])),
        path("c", view, name="c"),
        path("cd/", include([path("<slug:word>/", view, name="below")])),
    ]
)


@pytest.mark.parametrize(
    ("address", "name"),
    [("a/7/", "number"), ("a/x/", "word"), ("b/7/", "anywhere"), ("z/7/", "anywhere"), ("b/", "b"), ("c", "c"),
     ("cd/x/", "below")],
)  # fmt: skip
def test_the_first_that_fits_is_taken_wherever_it_was_included(address: str, name: str) -> None:
    assert ORDERED[0].resolve(address).url_name == name


@pytest.mark.parametrize("address", ["c/", "a/", "z/8/", ""])
def test_what_fits_none_is_not_found(address: str) -> None:
    with pytest.raises(Resolver404):
        ORDERED[0].resolve(address)


@pytest.fixture(params=["/", "/thu-muc/"])
def _prefix(request: pytest.FixtureRequest) -> Iterator[None]:
    set_script_prefix(request.param)
    yield
    set_script_prefix("/")


@pytest.mark.usefixtures("_prefix")
@pytest.mark.parametrize(
    ("route", "before", "part"),
    [
        ("feedback-one", [], 7),
        ("accounts:person", [], 12),
        ("unit-page", [], "11413"),
        ("council-dossier", [3], "01234"),
        ("disclosure-document", [], uuid4()),
    ],
)
def test_addresses_of_a_list_are_those_of_the_route(route, before, part):
    address = addresses_of(route, type(part), *before)
    assert address(part) == reverse(route, args=[*before, part])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("home", ()), ("unit-page", ("10001",)), ("unit-year", (SafeString("10001"), 2026)),
        ("year", ("2026",)), ("year", (2026,)), ("year", (1,)),
        ("feedback-send", ("10001",)), ("disclosure-document", (uuid4(),)),
    ],
)  # fmt: skip
def test_address_is_the_one_that_django_finds_however_often_it_is_asked(name: str, parts: tuple[object, ...]) -> None:
    wanted = reverse(name, args=parts)
    assert [address(name, *parts) for _ in range(2)] == [wanted] * 2
    told = Template("{% url name a b %}" if parts[1:] else "{% url name a %}" if parts else "{% url name %}")
    assert told.render(Context({"name": name, **dict(zip("ab", parts, strict=False))})) == wanted


def test_address_with_letters_or_of_a_route_that_takes_no_numbers_is_that_of_django() -> None:
    code = "Mã/x y"
    assert address("unit-page", "10001x") == reverse("unit-page", args=["10001x"])
    assert address("search-units") == reverse("search-units")
    with pytest.raises(NoReverseMatch):
        address("year", code)


def test_address_that_there_is_none_of_is_refused_and_nothing_where_it_goes_into_a_variable() -> None:
    with pytest.raises(NoReverseMatch):
        address("unit-page")
    with pytest.raises(NoReverseMatch):
        Template('{% url "unit-page" %}').render(Context())
    assert Template('{% url "unit-page" as there %}[{{ there }}]').render(Context()) == "[]"
    assert Template('{% url "unit-page" code="10001" as there %}[{{ there }}]').render(Context()) == (
        f"[{reverse('unit-page', args=['10001'])}]"
    )


def test_number_that_no_route_takes_is_refused_as_by_django() -> None:
    for make in (lambda: reverse("feedback-one", args=[-5]), lambda: address("feedback-one", -5)):
        with pytest.raises(NoReverseMatch):
            make()
