"""The policy as a handbook, its versions and drafts, and the proof of the ledger."""
