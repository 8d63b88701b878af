"""Match requests: from a question to a peer who said yes, and no silence on the way."""
