"""Letters about what becomes public to people without an account: asked for, confirmed by letter, ended by a click."""
