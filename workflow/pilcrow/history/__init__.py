"""Two states of a project compared."""
