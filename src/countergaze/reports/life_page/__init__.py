"""One synthetic life in two worlds: as record, as text, as page."""
