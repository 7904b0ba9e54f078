"""What things are: numbers, ids, instruments, orders, accounts, limits and quotes."""
