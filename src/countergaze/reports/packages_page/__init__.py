"""Safeguards with their price, alone and in packages: page and words."""
