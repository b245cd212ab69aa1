"""Home service: asked for somebody who can't travel, visited, its result handed over."""
