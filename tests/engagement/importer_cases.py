"""The importers of the room, for the tests of all importers: each duty lists its own in a file of its own."""

from tests.engagement import outreach_cases, reception_importers

CASES = [*reception_importers.CASES, *outreach_cases.CASES]
