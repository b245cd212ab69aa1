"""Files whose bytes are known by their SHA-256: others are never handed out, and told to the administrator."""
