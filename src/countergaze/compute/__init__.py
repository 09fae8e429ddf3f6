"""The doors to fast code: random numbers, mathematics, ties, and the one to Numba."""
