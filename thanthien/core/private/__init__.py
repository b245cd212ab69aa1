"""Personal data that ends: each matter encrypted under a key of its own, the keys beside the database, not in it."""
