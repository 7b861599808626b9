"""Units, people and who does what, from tables: read, compared with what is there, taken as a whole."""
