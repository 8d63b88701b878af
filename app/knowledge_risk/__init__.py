"""Knowledge-loss risk: posts that hold know-how, declared departures, and what was agreed with the staff."""
