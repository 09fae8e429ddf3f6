"""The catalogue by its ids, and the claims of the report put to plausible worlds.

`entries` holds what is declared; `trials` simulates each system's absence and each safeguard;
`claim` and `claim_files` are the claims as their files state them, `verdict` the rule.
"""
