"""Messages: written in the transaction of what they tell of, sent by the worker."""
