"""Files that people bring: what is in them, read without trusting them."""
