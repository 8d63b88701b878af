"""Hand-written building blocks of the demo world, one JSON file a theme and language."""
