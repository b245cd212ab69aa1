"""The lists of the year."""
