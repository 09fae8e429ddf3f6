"""The page of one run: what it says, section by section."""
