"""The lists of the reports."""
