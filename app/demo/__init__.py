"""The demo world: real institutions, invented people, and texts to try matching on."""
