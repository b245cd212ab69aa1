"""A device as the server sees it: what it asks and what it sends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.core import clock


@dataclass
class Device:
    """A person's device. ``door``: the address of a link; empty for who signs in."""

    client: Client
    door: str = ""
    contact: str = ""
    owner: str = ""

    def greet(self) -> dict[str, Any]:
        """Have contact, and keep the token of it."""
        answer: dict[str, Any] = self.client.get(f"{self.door or reverse('offline-shell')}lien-he/").json()
        self.contact, self.owner = answer.get("contact", ""), answer.get("owner") or ""
        return answer

    def send(self, moment: datetime, fields: dict[str, Any], **cover: Any) -> HttpResponse:
        """Send an entry that was made at a moment; ``cover`` says otherwise what is on it."""
        told = {
            "key": uuid4(), "kind": "grassroots.report", "form": "ghi", "owner": self.owner, "contact": self.contact,
            "made": stamp(moment), "sent": stamp(clock.now()),
        } | cover  # fmt: skip
        body = fields | {f"may-{name}": value for name, value in told.items()}
        answer: HttpResponse = self.client.post(f"{self.door or reverse('offline-shell')}gui/", body)
        return answer


def stamp(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def device_of(user: User) -> Device:
    client = Client()
    client.force_login(user)
    return Device(client)


def signed_in_again(device: Device, user: User) -> Device:
    """The session of days ago ran out; the queue waited."""
    device.client.force_login(user)
    return device
