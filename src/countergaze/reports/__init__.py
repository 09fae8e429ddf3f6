"""Pages, charts and words made of results: a run, a comparison, a life, the catalogue."""
