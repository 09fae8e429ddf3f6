"""The page of a sample of plausible worlds."""
