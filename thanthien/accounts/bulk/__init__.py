"""Acts on many people."""
