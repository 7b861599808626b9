"""The first page says what its reader does today: a sentence, and one act that names its object."""
