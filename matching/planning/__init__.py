"""Whole rounds of exchanges at once: encode -> solve -> decode, with the reasons. Pure, like all of matching."""
