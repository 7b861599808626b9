"""The record of changes as people read it: who made a change, when, from what, to what, why, and through which door."""
