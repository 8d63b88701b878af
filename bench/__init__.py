"""Figures, each printed by one command, as ratios against peers in the same run."""
