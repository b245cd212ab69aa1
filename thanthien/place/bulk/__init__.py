"""Acts on many units."""
