"""The files of a project: where they are, and their rows and keys with line numbers."""
