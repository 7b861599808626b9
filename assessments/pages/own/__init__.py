"""The pages on which a province or ministry runs its own rounds for the units below it; its coordinators' alone."""
