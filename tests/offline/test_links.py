"""Personal links: what one opens, until when, and who makes and revokes it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.grassroots.scene import Scene, a_scene, opinion, village_head
from tests.offline.scene import Device, device_of
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import WEEKLY_REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Span
from thanthien.notices.kinds import visible_records
from thanthien.notices.models import Notice
from thanthien.offline.actions import make_link, revoke_link
from thanthien.offline.models import EntryLink, LinkUse
from thanthien.offline.queries import MOST_USES_AN_HOUR
from thanthien.offline.tokens import digest_of_link
from thanthien.records.actions import correct
from thanthien.records.enums import Through

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def seat_of(scene: Scene) -> Membership:
    return Membership.objects.get(user=scene.head)


def door(scene: Scene) -> str:
    return reverse("offline-link", args=[make_link(seat=seat_of(scene), by=scene.front)])


def told(scene: Scene, **more: Any) -> dict[str, Any]:
    place = f"{scene.unit.pk}:{scene.hamlets[0].pk}"
    return {"day": "08/03/2026", "topic": "land", "text": "Đường bị lấn", "place": place} | more


def typed(scene: Scene, **more: Any) -> dict[str, Any]:
    """As the page without script sends it."""
    cover = {"may-kind": "grassroots.report", "may-form": "ghi", "may-key": "6b0e1a52-7d1c-4f4e-9d0c-1d6c1f0c2b11"}
    return told(scene) | cover | more


def test_link_opens_the_forms_of_its_person_without_signing_in(scene: Scene) -> None:
    visitor = Client()
    page = visitor.get(door(scene))
    assert [one["door"].form.name for one in page.context["forms"]] == ["khong-phat-sinh", "ghi"]
    assert [list(dict(one["form"].fields["place"].choices)) for one in page.context["forms"]] == [
        [f"{scene.unit.pk}:{scene.hamlets[0].pk}"]
    ] * 2
    assert ("_auth_user_id" in visitor.session, "sessionid" in visitor.cookies) == (False, False)


def test_report_by_link_is_in_the_name_of_its_person_and_says_so(scene: Scene) -> None:
    address = door(scene)
    answer = Client().post(address, typed(scene))
    report = WeeklyReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert (report.entered_by, report.hamlet, report.through) == (scene.head, scene.hamlets[0], Through.LINK)


def test_report_by_link_says_whose_link_it_was_on_its_page_and_in_its_figure(scene: Scene, client: Client) -> None:
    Client().post(door(scene), typed(scene))
    report = WeeklyReport.objects.get()
    words = f"qua đường dẫn riêng do {scene.front.full_name} lập ngày 10/03/2026"
    asked = scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 3, 22), [scene.unit.pk])
    assert [line.marks for line in WEEKLY_REPORTS.records(scene.unit.pk, asked)] == [(words,)]
    client.force_login(scene.chair)
    assert f"Ghi {words}." in client.get(reverse("grassroots-record", args=[report.pk])).content.decode()


def test_correction_of_a_report_by_link_still_says_whose_link_it_was(scene: Scene) -> None:
    Client().post(door(scene), typed(scene))
    clearer = opinion(scene, date(2026, 3, 8), scene.hamlets[0], text="Đường bị lấn 2 m")
    correct(REPORTS, clearer, record_id=WeeklyReport.objects.get().pk, version=1, reason="Ghi rõ hơn", by=scene.head)
    asked = scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), date(2026, 3, 22), [scene.unit.pk])
    [line] = WEEKLY_REPORTS.records(scene.unit.pk, asked)
    words = f"qua đường dẫn riêng do {scene.front.full_name} lập ngày 10/03/2026"
    assert line.marks == ("bản đính chính", words)


def test_person_of_a_link_is_told_when_it_is_made(scene: Scene) -> None:
    door(scene)
    [notice] = Notice.objects.all()
    assert (notice.person, notice.title) == (scene.head, "Có đường dẫn riêng mang tên anh/chị")
    assert "đề nghị đơn vị thu hồi" in notice.what
    link = EntryLink.objects.get()
    assert visible_records(scene.head, [("entry_link", link.pk)]) == {("entry_link", link.pk)}
    assert visible_records(scene.chair, [("entry_link", link.pk)]) == set()


def test_report_by_link_sent_twice_is_stored_once(scene: Scene) -> None:
    address = door(scene)
    answers = [Client().post(address, typed(scene)).status_code for _ in range(2)]
    assert (answers, WeeklyReport.objects.count()) == ([302, 302], 1)


def test_report_by_link_that_says_too_little_is_shown_again_as_typed(scene: Scene) -> None:
    page = Client().post(door(scene), typed(scene, topic=""))
    assert page.status_code == 422
    assert [one["form"].is_bound for one in page.context["forms"]] == [False, True]
    assert "Đường bị lấn" in page.content.decode()


def test_link_writes_of_no_other_place(scene: Scene) -> None:
    page = Client().post(door(scene), typed(scene, place=f"{scene.unit.pk}:{scene.hamlets[1].pk}"))
    assert (page.status_code, WeeklyReport.objects.count()) == (422, 0)


def test_link_opens_nothing_else(scene: Scene) -> None:
    """After a report by it too: the address of what was written leads to signing in."""
    visitor, address = Client(), door(scene)
    opened = visitor.get(address).status_code, visitor.post(address, typed(scene)).status_code
    others = [reverse("grassroots-mine"), reverse("work-home")]
    others.append(reverse("grassroots-record", args=[WeeklyReport.objects.get().pk]))
    led = [visitor.get(one)["Location"].partition("?")[0] for one in others]
    assert (opened, led) == ((200, 302), [reverse("account_login")] * 3)


def test_report_of_a_form_that_is_gone_is_shown_as_typed(scene: Scene) -> None:
    """The person typed while their kind of report ended."""
    page = Client().post(door(scene), typed(scene, **{"may-form": "khac"}))
    assert (page.status_code, WeeklyReport.objects.count()) == (422, 0)
    assert page.context["lost"].splitlines()[:3] == ["08/03/2026", "land", "Đường bị lấn"]
    assert "Đường bị lấn" in page.content.decode()


def test_refused_reports_wear_a_link_out(scene: Scene) -> None:
    address = door(scene)
    link = EntryLink.objects.get()
    LinkUse.objects.bulk_create(LinkUse(link=link, step="opened") for _ in range(MOST_USES_AN_HOUR - 3))
    device = Device(Client(), address)
    device.greet()
    answers = [
        Client().post(address, typed(scene, topic="")).status_code,
        device.send(NOW, told(scene, topic="")).status_code,
        Client().post(address, typed(scene, topic="")).status_code,
    ]
    assert answers == [422, 422, 429]


def test_every_use_is_in_the_history(scene: Scene) -> None:
    address = door(scene)
    visitor = Client()
    visitor.get(address)
    visitor.post(address, typed(scene))
    link = EntryLink.objects.get()
    revoke_link(link=link, by=scene.front)
    steps = LinkUse.objects.order_by("pk").values_list("step", "by", "record")
    assert list(steps) == [
        ("made", scene.front.pk, None),
        ("opened", None, None),
        ("stored", None, WeeklyReport.objects.get().key),
        ("revoked", scene.front.pk, None),
    ]


def test_makers_of_a_link_learn_the_day_of_its_uses_and_the_minute_of_their_own(
    scene: Scene, client: Client, time_machine: Any
) -> None:
    """An opinion becomes a matter in the minute in which it is written, and matters are numbered in turn."""
    address = door(scene)
    time_machine.move_to(NOW + timedelta(minutes=41), tick=False)
    Client().post(address, typed(scene))
    assert WeeklyReport.objects.count() == 1
    client.force_login(scene.front)
    pages = [reverse("offline-links"), reverse("offline-link-history", args=[EntryLink.objects.get().pk])]
    texts = [" ".join(client.get(page).content.decode().split()) for page in pages]
    assert ["09:41" in text for text in texts] == [False, False]
    assert "10/03/2026: ghi" in texts[1]
    assert "09:00, 10/03/2026: lập đường dẫn" in texts[1]


def test_history_of_a_link_is_not_rewritten(scene: Scene) -> None:
    door(scene)
    with pytest.raises(ProgrammingError), transaction.atomic():
        LinkUse.objects.update(by=None)


def test_revoked_link_opens_no_more_and_its_devices_forget(scene: Scene) -> None:
    device = Device(Client(), door(scene))
    device.greet()
    revoke_link(link=EntryLink.objects.get(), by=scene.front)
    assert device.client.get(device.door).status_code == 410
    assert device.client.get(f"{device.door}lien-he/").json() == {"state": "gone"}
    answer = device.send(NOW, told(scene))
    assert (answer.status_code, answer.json(), WeeklyReport.objects.count()) == (410, {"state": "gone"}, 0)


def test_what_was_written_before_the_end_of_a_link_may_arrive_after_it(scene: Scene, settings: Any) -> None:
    settings.LINK_DAYS = 1
    device = Device(Client(), door(scene))
    device.greet()
    with clock.set_to(NOW + timedelta(days=4)):
        assert device.client.get(device.door).status_code == 410
        assert device.client.get(f"{device.door}lien-he/").json()["forms"] == []
        before = device.send(NOW + timedelta(hours=5), told(scene))
        after = device.send(NOW + timedelta(days=3), told(scene))
    assert (before.status_code, after.status_code) == (200, 422)
    assert WeeklyReport.objects.get().told_at == NOW + timedelta(hours=5)


def test_device_forgets_a_link_by_which_nothing_arrives_any_more(scene: Scene, settings: Any) -> None:
    settings.LINK_DAYS, settings.OFFLINE_DAYS = 1, 7
    address = door(scene)
    last = EntryLink.objects.get().ends_at + timedelta(days=7)
    answers = []
    for moment in (last - timedelta(minutes=1), last):
        with clock.set_to(moment):
            answers.append(Client().get(f"{address}lien-he/").status_code)
    assert answers == [200, 410]


@pytest.mark.parametrize("revoked", [True, False])
def test_page_of_an_ended_link_lets_the_device_ask_what_becomes_of_its_queue(scene: Scene, revoked: bool) -> None:
    address, link = door(scene), EntryLink.objects.get()
    if revoked:
        revoke_link(link=link, by=scene.front)
    with clock.set_to(link.ends_at + timedelta(days=1)):
        page = Client().get(address)
    html = page.content.decode()
    assert page.status_code == 410
    assert f'data-door="{address}" data-owner="l{link.pk}"' in html
    assert html.count("offline/work.js") == 1


def test_entry_of_a_device_is_told_when_it_was_made(scene: Scene) -> None:
    device = Device(Client(), door(scene))
    device.greet()
    with clock.set_to(NOW + timedelta(days=2)):
        device.send(NOW + timedelta(hours=3), told(scene))
    report = WeeklyReport.objects.get()
    assert (report.told_at, report.through) == (NOW + timedelta(hours=3), Through.LINK)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "x"])
def test_tampered_token_is_no_link_and_costs_no_statement(scene: Scene, change: Any) -> None:
    token = make_link(seat=seat_of(scene), by=scene.front)
    with CaptureQueriesContext(connection) as statements:
        assert Client().get(reverse("offline-link", args=[change(token)])).status_code == 404
    assert len(statements) == 0


def test_token_signed_for_something_else_is_no_link(scene: Scene) -> None:
    code = make_link(seat=seat_of(scene), by=scene.front).partition(".")[0]
    assert digest_of_link(signing.Signer(salt="other", sep=".").sign(code)) == ""


def test_link_of_who_no_longer_holds_the_seat_ends(scene: Scene) -> None:
    address = door(scene)
    Membership.objects.filter(user=scene.head).update(valid_to=NOW.date() - timedelta(days=1))
    assert Client().get(address).status_code == 410


def test_link_of_who_may_not_sign_in_ends(scene: Scene) -> None:
    address = door(scene)
    type(scene.head).objects.filter(pk=scene.head.pk).update(is_active=False)
    assert Client().get(address).status_code == 410


def test_link_is_worn_out_by_its_own_uses_wherever_they_come_from(scene: Scene) -> None:
    worn, fresh = door(scene), door(scene)
    link = EntryLink.objects.order_by("pk")[0]
    LinkUse.objects.bulk_create(LinkUse(link=link, step="opened") for _ in range(MOST_USES_AN_HOUR))
    assert [Client().get(one).status_code for one in (worn, fresh)] == [429, 200]
    assert Client().post(f"{worn}gui/", {}).status_code == 429
    with clock.set_to(NOW + timedelta(hours=2)):
        assert Client().get(worn).status_code == 200


def test_code_of_a_link_is_stored_nowhere(scene: Scene) -> None:
    token = make_link(seat=seat_of(scene), by=scene.front)
    code = token.partition(".")[0]
    assert code not in str(list(EntryLink.objects.values()) + list(LinkUse.objects.values()))


def test_link_is_shown_once_with_its_drawing(scene: Scene, client: Any) -> None:
    client.force_login(scene.front)
    page = client.post(reverse("offline-link-make"), {"seat": seat_of(scene).pk})
    address = page.context["address"]
    assert address.startswith("http://testserver/ghi-tren-may/g/")
    assert "<svg" in page.context["qr"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    assert address not in client.get(reverse("offline-links")).content.decode()


def test_seat_of_another_unit_gets_no_link(scene: Scene, client: Any) -> None:
    other = a_scene("29996")
    with pytest.raises(Refused):
        make_link(seat=seat_of(other), by=scene.front)
    client.force_login(scene.front)
    assert client.post(reverse("offline-link-make"), {"seat": seat_of(other).pk}).status_code == 404


def test_link_whose_page_was_lost_is_made_once(scene: Scene, client: Client) -> None:
    client.force_login(scene.front)
    asked = {"seat": seat_of(scene).pk, "csrfmiddlewaretoken": "t" * 64}
    shown, again = (client.post(reverse("offline-link-make"), asked) for _ in range(2))
    assert (shown.status_code, again.status_code, again["Location"]) == (200, 302, reverse("offline-links"))
    assert EntryLink.objects.count() == 1


def test_link_of_another_unit_is_not_there(scene: Scene, client: Any) -> None:
    other = a_scene("29996")
    door(other)
    link = EntryLink.objects.get()
    with pytest.raises(Refused):
        revoke_link(link=link, by=scene.front)
    client.force_login(scene.front)
    assert client.get(reverse("offline-link-history", args=[link.pk])).status_code == 404
    assert client.post(reverse("offline-link-revoke", args=[link.pk])).status_code == 404


def test_list_of_links_costs_the_same_for_one_and_three(scene: Scene, client: Any) -> None:
    client.force_login(scene.front)
    counts = []
    for hamlet in (None, *scene.hamlets[1:3]):
        if hamlet is not None:
            seat = Membership.objects.get(user=village_head(hamlet))
            make_link(seat=seat, by=scene.front)
        else:
            door(scene)
        with CaptureQueriesContext(connection) as statements:
            page = client.get(reverse("offline-links"))
        counts.append(len(statements))
    assert ([len(page.context["links"])], counts[0]) == ([3], counts[-1])


def test_device_of_a_link_is_not_that_of_its_person(scene: Scene) -> None:
    by_link = Device(Client(), door(scene))
    by_link.greet()
    by_session = device_of(scene.head)
    by_session.greet()
    assert by_link.owner != by_session.owner
    assert by_link.send(NOW, told(scene), owner=by_session.owner).status_code == 409
