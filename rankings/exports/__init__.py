"""A ranking as files, with the very numbers that its page and the API read."""
