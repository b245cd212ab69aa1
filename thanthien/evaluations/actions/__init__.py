"""Writes of the evaluations room: one atomic function for each thing a person means to do."""
