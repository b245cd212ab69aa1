"""Illustrative data: made by a seeded generator, through the same actions that people use (docs/demo.md)."""
