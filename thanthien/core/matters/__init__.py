"""What people hand in without an account and follow by a code: stored once, changed by steps of a table alone."""
