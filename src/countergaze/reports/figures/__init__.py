"""Figures of results for notebooks: the same tables drawn by matplotlib or by Altair."""
