"""Imports units, people and assignments from tables: read, compared with the rows that exist, taken as a whole."""
