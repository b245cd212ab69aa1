"""Thân Thiện: the yearly “Chính quyền thân thiện” evaluation of a city's communes."""

__version__ = "0.1.0"
