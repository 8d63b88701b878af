"""Pure matching: values in, ranked peers with reasons out. Knows no web, no database, no clock."""
