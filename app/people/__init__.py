"""People: the expert directory, and what each shows of himself."""
