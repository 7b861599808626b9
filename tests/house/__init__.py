"""The house held against its own rules: rooms, circles, sizes, words."""
