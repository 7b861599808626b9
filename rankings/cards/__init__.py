"""The pictures by which other sites show a published result and its units: drawn once, when it is published."""
