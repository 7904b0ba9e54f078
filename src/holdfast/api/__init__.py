"""How to ask: operations defined once, and the protocols that render them."""
