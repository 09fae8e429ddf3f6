"""A brief of a run or a comparison: two pages for somebody with ten minutes."""
