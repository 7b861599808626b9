"""The record of changes as people read it: who, when, from, to, why, and through which door."""
