"""Pages of the place room, for the administrator."""
