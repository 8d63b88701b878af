"""Communities of practice: who learns together, about what, and when they meet."""
