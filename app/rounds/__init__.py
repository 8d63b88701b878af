"""Rounds of international exchanges: what institutions seek and offer, to be planned all at once."""
