"""Acts on many dossiers after a list to check: what can be chosen, what is seen of it, what is done."""
