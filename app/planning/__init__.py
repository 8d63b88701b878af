"""Plans of a round: made with reasons, pinned and made again, confirmed whole or not at all."""
