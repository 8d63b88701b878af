"""What nobody helps with, and what would cover most of it."""
