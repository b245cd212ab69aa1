"""A page with every component in every state, for designers and developers; only in demo and development."""
