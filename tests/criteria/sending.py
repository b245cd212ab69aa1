"""What a browser would send of a form of a draft as it was opened."""

from typing import Any

from django.http import QueryDict
from django.test import Client

from thanthien.criteria.definition_io import definition_to_json
from thanthien.criteria.editor.asks import Known
from thanthien.criteria.editor.forms import PieceForm
from thanthien.criteria.editor.places import Place, Tree, piece_at
from thanthien.criteria.editor.queries import pieces_known
from thanthien.criteria.rules import SetDefinition


def known_of(definition: SetDefinition) -> Known:
    """What forms of this set choose from, every agency and measure that it names among them."""
    leaves = list(definition.indicators())
    bodies = {body for leaf in leaves for body in leaf.bodies} | {gate.body for gate in definition.gates if gate.body}
    named = {leaf.measure for leaf in leaves if leaf.measure}
    named |= {one.measure for gate in definition.gates for one in getattr(gate.source, "conditions", ())}
    return pieces_known(definition, tuple((one, one) for one in sorted(bodies)), tuple((one, one) for one in named))


def sent(form: PieceForm, **changes: Any) -> QueryDict:
    """The fields as they are shown; ``changes`` by name, with “__” for “-”, None: not sent."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(value, list):
            data.setlist(name, value)
        elif value is True:
            data[name] = "on"
        elif value is not False and type(field).__name__ != "Field":
            data[name] = str(value or "").replace("\n", "\r\n")
    for name, value in changes.items():
        real = name.replace("__", "-")
        if value is None:
            data.pop(real, None)
        elif isinstance(value, list):
            data.setlist(real, value)
        else:
            data[real] = value
    return data


def opened(definition: SetDefinition, place: Place, data: QueryDict | None = None) -> PieceForm:
    """The form of a piece, as it is opened or sent."""
    tree: Tree = definition_to_json(definition)
    return PieceForm(data, place=place, piece=piece_at(tree, place), known=known_of(definition))


def post(client: Client, address: str, **changes: Any) -> Any:
    """Open the page of a form, change what is typed and send it."""
    return send(client, address, sent(client.get(address).context["form"], **changes))


def send(client: Client, address: str, data: QueryDict) -> Any:
    """Send a form as a browser does."""
    return client.post(address, data.urlencode(), content_type="application/x-www-form-urlencoded")
