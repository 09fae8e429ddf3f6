"""What a run leaves: a record of series, a folder written whole, charts, and the report."""
