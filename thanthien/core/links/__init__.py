"""Links to pages of others: whether they open, looked at by night, never inside the own network
(docs/adr/0044-links-are-looked-at-from-outside.md)."""
