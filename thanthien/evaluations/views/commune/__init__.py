"""Pages of a commune: its home, registration, self-scoring, the way to submission, its results."""
