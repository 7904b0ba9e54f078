"""What we missed: the ledger rebuilt from the journal, and a journal judged again today."""
