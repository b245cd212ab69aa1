"""Reads of the evaluations room."""
