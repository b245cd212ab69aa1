"""Choosing documents that are there already."""

from django.template import Context, Template

from tests.factories.evidence import DocumentFactory
from thanthien.evidence import queries
from thanthien.evidence.usages import Usage, usages_of

PICKER = Template(
    "{% load evidence %}{% document_picker documents '/gan/' query='ngan' search_url='/tim/' chosen=chosen %}"
)


def test_search_documents_forgives_diacritics_and_leaves_out_the_retired(town, hooks):
    found = DocumentFactory(created_by=town.focal, title="Công khai ngân sách")
    DocumentFactory(created_by=town.focal, title="Ngân sách cũ", retired=True)
    DocumentFactory(created_by=town.focal, title="Ngân sách riêng", restricted=True)
    DocumentFactory(created_by=town.neighbour, title="Ngân sách phường khác")
    DocumentFactory(created_by=town.focal, title="Tiếp công dân")

    assert list(queries.search_documents(town.officer, town.unit, "ngan sach")) == [found]


def test_search_documents_gives_the_newest_fifty(town, hooks):
    made = DocumentFactory.create_batch(queries.PICKER_LIMIT + 1, created_by=town.focal)

    found = list(queries.search_documents(town.focal, town.unit, ""))

    assert found == sorted(made, key=lambda document: document.pk, reverse=True)[: queries.PICKER_LIMIT]


def test_picker_offers_checkboxes_and_locks_what_is_attached(town, hooks, django_assert_num_queries):
    loose = DocumentFactory(created_by=town.focal, title="Ngân sách quý I", with_file=True)
    attached = DocumentFactory(created_by=town.focal, title="Ngân sách quý II", with_file=True)

    with django_assert_num_queries(2):
        documents = queries.search_documents(town.focal, town.unit, "")
        text = PICKER.render(Context({"documents": documents, "chosen": {attached.pk}, "csrf_token": "t"}))

    inputs = " ".join(text.split())
    assert f'value="{loose.key}">' in inputs or f'value="{loose.key}" >' in inputs
    assert f'value="{attached.key}" checked disabled>' in inputs
    assert "<mark>Ngân</mark> sách quý I" in text


def test_picker_of_an_empty_library_tells_the_next_step(town):
    text = PICKER.render(Context({"documents": [], "chosen": (), "csrf_token": "t"}))

    assert "Không có minh chứng phù hợp" in text


def test_usages_of_joins_what_the_rooms_know(town, hooks):
    hooks.register_usages(lambda _user, ids: {pk: [Usage("một")] for pk in ids})
    hooks.register_usages(lambda _user, _ids: {2: [Usage("hai")]})

    assert dict(usages_of(town.focal, [1, 2])) == {1: [Usage("một")], 2: [Usage("một"), Usage("hai")]}


def test_usages_of_nothing_asks_nobody(town, hooks):
    hooks.register_usages(lambda _user, _ids: {}[0])

    assert usages_of(town.focal, []) == {}
