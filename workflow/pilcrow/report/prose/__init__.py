"""Read and check the scholar's report: Markdown, citations, quotations, numbers."""
