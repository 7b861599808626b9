"""What is published, answered again and again: one fingerprint says whether an answer still holds."""
