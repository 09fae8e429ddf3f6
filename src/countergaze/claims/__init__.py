"""The catalogue: systems and claims of the report, safeguards and measures of harm, by their ids.

`entries` holds what is declared; `trials` lives each system's absence and each safeguard.
"""
