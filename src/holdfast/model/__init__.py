"""What things are: numbers, ids, instruments, orders, accounts, limits and quotes, with no behaviour of the desk."""
