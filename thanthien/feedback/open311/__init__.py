"""Feedback that other systems hand in and read: Open311 GeoReport v2 under ``/open311/v2/``, the keys of those systems,
and the workbook of what came through them (ADR 40)."""
