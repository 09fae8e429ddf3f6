"""Sweeps: levers varied by design, over what is not known, and what the outcomes hang on."""
