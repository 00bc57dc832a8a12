"""The identity of paragraphs: numbers, the ledger, alignment, acceptance."""
