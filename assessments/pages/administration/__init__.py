"""Administration: people and their roles, units, rounds, and what is imported from files."""
