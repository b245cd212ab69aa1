"""Questions to the standing office: asked once, answered once, read by all who work here."""
