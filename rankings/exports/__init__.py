"""A ranking as files: XLSX, CSV and JSON, with the very numbers that its page and the API read."""
