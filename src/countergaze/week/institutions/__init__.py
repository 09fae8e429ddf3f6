"""What institutions do in a week, a file a mechanism; `order.py` says in which order."""
