"""`{% url %}` and `{% static %}` of every template: a page has a dozen of each, and Django looks each up anew.
A builtin of the settings; nobody loads it."""

from functools import lru_cache
from typing import Any

from django.template import Context, Library
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as of_django
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from thanthien.core.addresses import address

register = Library()


class AddressNode(URLNode):
    """Django's own, for all but named arguments."""

    def render(self, context: Context) -> str:
        """The address, or nothing where it goes into a variable. Raises NoReverseMatch, as Django's does."""
        if self.kwargs:
            return str(super().render(context))
        found = self._address(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found

    def _address(self, context: Context) -> str:
        parts = [one.resolve(context) for one in self.args]
        try:
            return address(self.view_name.resolve(context), *parts, app=_app_of(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            return ""


def _app_of(context: Any) -> str | None:
    """The namespace of the page, which decides between several of one app."""
    match = getattr(getattr(context, "request", None), "resolver_match", None)
    return match.namespace if match else None


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """As Django's."""
    made = of_django(parser, token)
    return AddressNode(made.view_name, made.args, made.kwargs, made.asvar)


class FileNode(StaticNode):
    """Django's own, for all that go into no variable."""

    def render(self, context: Context) -> str:
        """The address of a file that pages are served with."""
        return str(super().render(context)) if self.varname else _file_address(self.path.resolve(context))


# Which bytes a name means is settled when the process starts: what is served is collected before (docs/operation.md).
@lru_cache(maxsize=256)
def _file_address(path: str) -> str:
    return conditional_escape(StaticNode.handle_simple(path))


@register.tag
def static(parser: Parser, token: Token) -> StaticNode:
    """As Django's."""
    return FileNode.handle_token(parser, token)
