"""The week: what is stored, who sees what, the order of events, and a whole run."""
