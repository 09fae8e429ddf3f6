"""One week: its order, and what each mechanism does in it, a file a mechanism."""
