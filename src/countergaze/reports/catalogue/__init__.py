"""The pages of the systems and the safeguards."""
