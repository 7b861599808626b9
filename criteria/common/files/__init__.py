"""Files that people bring: their content is read without trusting it."""
