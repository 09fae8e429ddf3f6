"""The phase diagram of integration and integrity: page, picture and words."""
