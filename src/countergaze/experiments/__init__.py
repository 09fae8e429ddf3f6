"""Experiments: many runs with one design, and what their differences say."""
