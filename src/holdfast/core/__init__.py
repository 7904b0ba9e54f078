"""What follows from what: the pure heart of the desk, decide and apply over one ledger."""
