"""Make the report: prose, page, rendering."""

MADE_FOR_REPORT = "report/made/"  # figures and tables that rules of the scholar's own make
