"""Which paragraph is which: numbers, the ledger, alignment, acceptance."""
