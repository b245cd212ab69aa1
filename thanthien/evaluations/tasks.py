"""Jobs of the year: bulk acts that are carried out by the worker when they have many rows. Importing them registers
them."""

from thanthien.evaluations.bulk import council, decisions, intake, sheets

__all__ = ["council", "decisions", "intake", "sheets"]
