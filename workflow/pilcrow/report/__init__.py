"""The report: prose, page, rendering."""
