"""Feedback: what people tell a commune, in whatever way, and what it answers."""
