"""Make the report: prose, page, rendering."""
