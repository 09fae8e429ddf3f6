"""The page: questions answered from simulations made in advance, and simulated anew on request."""
