"""The board of claims, the evidence for each, and what the report got right."""
