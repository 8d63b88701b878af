"""Topics: what know-how is about."""
