"""The knowledge graph as somebody may see it: around a person, who can introduce him, and for other programs."""
