"""The only door to Numba: rules are plain functions, and only here do they become fast copies.

`translate` writes the text, `prelude` is its head, `cache` compiles and keeps it.
"""

from countergaze.compute.door.cache import already_compiled, forget_texts, load, text_of
from countergaze.compute.door.dialect import DialectError
from countergaze.compute.door.translate import shown, source_of

__all__ = ["DialectError", "already_compiled", "forget_texts", "load", "shown",
           "source_of", "text_of"]
