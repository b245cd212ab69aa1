"""Reads of the reports room: always grouped, never one query for each unit."""
