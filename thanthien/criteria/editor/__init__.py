"""Drafts of criteria sets on pages: one form for each piece of a set, drawn from a description of what it holds."""
