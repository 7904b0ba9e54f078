"""What would have come of it: plans and strategies on a recorded market, and the report of it."""
