"""Rights over one's own data: purposes, choices on record, everything about me, erasure, and how long what is kept."""
