"""The scholar's report: Markdown, citations, quotations, numbers, and the gate that checks them."""
