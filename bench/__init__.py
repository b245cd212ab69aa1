"""Measurements: `python3 dev.py bench`. Results with machine and data size are committed under bench/results/."""
