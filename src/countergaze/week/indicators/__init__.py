"""What is reported of a week, computed by the mechanism that declares it, a file a mechanism."""
