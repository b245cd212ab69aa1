"""The ways in which people reach a unit with feedback, each with the last sign that it works."""
