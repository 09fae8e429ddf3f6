"""The page of a comparison: findings, effects, weeks, settings."""
