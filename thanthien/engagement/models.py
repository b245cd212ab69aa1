"""What the room keeps. Each duty has its tables in a file of its own; Django finds them here."""

from thanthien.engagement.outreach_records import Greeting, Outreach, SupportersMeeting
from thanthien.engagement.reception_records import PlannedReception, Promise, Reception

__all__ = ["Greeting", "Outreach", "PlannedReception", "Promise", "Reception", "SupportersMeeting"]
