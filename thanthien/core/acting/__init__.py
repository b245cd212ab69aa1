"""How a person acts: what an action answers, what a form showed, and how a page tells the answer."""
