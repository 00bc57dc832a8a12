"""Make the parts of the report that come from the data, as Pandoc's syntax tree."""
