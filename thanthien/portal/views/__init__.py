"""The public pages and files."""
