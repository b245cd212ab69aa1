"""The same form sent six times at once is carried out once, whatever the form."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.evidence.conftest import make_town
from tests.factories import files
from thanthien.core import clock
from thanthien.core.models import Sending
from thanthien.core.once import KEPT_FOR, forget_old_sendings
from thanthien.evidence.models import Document

SIX = 6
TOKEN = {"csrfmiddlewaretoken": "t" * 64}
NOTE = {"text": "Sổ tiếp dân ở tủ số 2", "title": "Sổ tiếp dân", "access_class": "appraisal"}
LINK = {"url": "https://vi.du/quyet-dinh", "title": "Quyết định", "access_class": "appraisal"}


def client_of(town: Any) -> Client:
    client = Client()
    client.force_login(town.focal)
    return client


def at_once(client: Client, address: str, data: dict[str, Any]) -> list[tuple[int, str]]:
    """Send it six times from six threads, as one browser does; what came back."""
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    together, answers = threading.Barrier(SIX), []

    def send() -> None:
        browser = Client()
        browser.cookies[django_settings.SESSION_COOKIE_NAME] = session
        together.wait()
        answer = browser.post(address, data)
        answers.append((answer.status_code, answer.headers.get("Location", "")))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(SIX)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "data"), [("evidence:new_text", NOTE), ("evidence:new_link", LINK)])
def test_form_sent_six_times_at_once_is_carried_out_once(name: str, data: dict[str, str]) -> None:
    client = client_of(make_town())
    answers = at_once(client, reverse(name), data | TOKEN)
    [made] = Document.objects.all()
    assert answers == [(302, reverse("evidence:document", args=[made.key]))] * SIX


@pytest.mark.django_db
class TestOnce:
    @pytest.fixture
    def client(self) -> Client:
        return client_of(make_town())

    def send(self, client: Client, **more: Any) -> int:
        options = {"headers": more.pop("headers", {})}
        return int(client.post(reverse("evidence:new_text"), NOTE | TOKEN | more, **options).status_code)

    def test_sent_again_from_the_same_page_it_leads_on_and_does_nothing(self, client: Client) -> None:
        assert ([self.send(client), self.send(client)], Document.objects.count()) == ([302, 302], 1)

    @pytest.mark.parametrize("change", [{}, {"text": ""}])
    def test_sending_costs_two_statements_taken_refused_or_again(self, client: Client, change: dict[str, str]) -> None:
        for _ in range(2):
            with CaptureQueriesContext(connection) as sent:
                self.send(client, **change)
            own = [one["sql"] for one in sent if "advisory" in one["sql"] or "sending" in one["sql"]]
            assert len(own) == 2

    def test_nobody_holds_a_sending_when_it_is_over(self, client: Client) -> None:
        for change in ({}, {}, {"text": ""}):
            self.send(client, **change)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1"
            )
            # Of the transaction, which a test never ends, the one noted stays; none of the session.
            assert cursor.fetchone() == (1,)

    def test_page_shown_anew_is_another_sending(self, client: Client) -> None:
        self.send(client)
        self.send(client, csrfmiddlewaretoken="u" * 64)
        assert Document.objects.count() == 2

    def test_other_content_is_another_sending(self, client: Client) -> None:
        self.send(client)
        self.send(client, title="Sổ khác")
        assert Document.objects.count() == 2

    def test_what_was_not_taken_may_be_sent_again(self, client: Client) -> None:
        assert [self.send(client, text=""), self.send(client, text="")] == [422, 422]
        assert Sending.objects.count() == 0

    def test_another_person_s_form_is_another_sending(self, client: Client) -> None:
        self.send(client)
        other = Client()
        other.force_login(Document.objects.get().created_by.__class__.objects.get(full_name="Lê Văn Nam"))
        self.send(other)
        assert Document.objects.count() == 2

    def test_scripts_are_left_alone(self, client: Client) -> None:
        self.send(client, headers={"HX-Request": "true"})
        assert Sending.objects.count() == 0

    def test_files_count_by_their_content(self, client: Client) -> None:
        def upload(content: bytes) -> None:
            file = SimpleUploadedFile("Sổ.pdf", content, "application/pdf")
            client.post(reverse("evidence:upload"), {"files": file, "access_class": "appraisal"} | TOKEN)

        for content in (files.pdf("1"), files.pdf("2"), files.pdf("2")):
            upload(content)
        assert (Document.objects.count(), Sending.objects.count()) == (2, 2)

    def test_old_sendings_are_forgotten(self, client: Client) -> None:
        self.send(client)
        with clock.set_to(clock.now() + KEPT_FOR + timedelta(seconds=1)):
            assert (forget_old_sendings(), Sending.objects.count()) == (1, 0)

    def test_every_form_shown_anew_has_another_token(self, client: Client) -> None:
        address = reverse("evidence:new_text")
        tokens = [str(client.get(address).context["csrf_token"]) for _ in range(2)]
        assert tokens[0] != tokens[1]
