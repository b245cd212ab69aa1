"""Pages of channels: the list that the committee keeps, the tests of whoever supervises it, and what everybody sees."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thanthien.accounts.http import PersonRequest
from thanthien.core.access import public
from thanthien.core.tables.table import Table
from thanthien.feedback.channels.forms import TrialCorrection, TrialForm
from thanthien.feedback.channels.kinds import CHANNELS, TESTS
from thanthien.feedback.channels.models import FeedbackChannel
from thanthien.feedback.channels.public import public_channels
from thanthien.feedback.channels.tables import channel_table
from thanthien.feedback.enums import ROOM
from thanthien.records.forms import RecordFilter
from thanthien.records.models import Record
from thanthien.records.queries import readable
from thanthien.records.views import RecordPages
from thanthien.units.models import Unit

NAMED = "cua"  # the channel that a new test is of, in the address of its form


class ChannelPages(RecordPages):
    """The list says of each channel whether it works; a channel's page leads to its tests."""

    has_workbook = False
    list_template = "feedback/channels/list.html"
    record_template = "feedback/channels/record.html"

    def table(self, request: PersonRequest) -> Table[Record]:
        """Also the last sign of each."""
        return channel_table(request.user, RecordFilter(request.GET, self.kind, request.user))

    def beside(self, request: PersonRequest, record: Record) -> dict[str, Any]:
        """Its tests, with the door to the next one."""
        channel = cast("FeedbackChannel", record)
        rows = readable(TESTS, request.user).standing().filter(channel=channel.origin)
        may_test = channel.stands and channel.last_day is None and TESTS.enters_as(request.user, channel.unit, None)
        door = f"{reverse('channel-tests-add')}?{NAMED}={channel.origin}" if may_test else ""
        return {"tests": rows.order_by("-day", "-pk"), "door": door}


class TrialPages(RecordPages):
    """Tests: each names its channel, which no file can."""

    has_workbook = False
    form_class = TrialForm
    correction_class = TrialCorrection

    def asked_for(self, request: PersonRequest) -> dict[str, Any]:
        """The channel that the address names."""
        return {"channel": request.GET.get(NAMED, "")}


channel_pages = ChannelPages(CHANNELS)
trial_pages = TrialPages(TESTS)
PAGES = {"phuong-tien-tiep-nhan/": channel_pages, "kiem-tra-phuong-tien/": trial_pages}


@require_safe
@public
def unit_channels(request: HttpRequest, code: str) -> HttpResponse:
    """How to reach a unit, and when each way was last seen to work."""
    unit = get_object_or_404(Unit, code=code)
    if not unit.uses(ROOM.key):
        raise Http404
    return render(request, "feedback/channels/public.html", {"unit": unit, "shown": public_channels(unit)})
