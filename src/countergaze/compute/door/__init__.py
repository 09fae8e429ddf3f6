"""The only door to Numba: rules are plain functions, and only here do they become fast copies.

`translate` writes the text, `prelude` is its head, `texts` knows when it must be made again, and
`cache` compiles and keeps it.
"""

from countergaze.compute.door.cache import already_compiled, load
from countergaze.compute.door.dialect import DialectError
from countergaze.compute.door.texts import stem_of, text_of
from countergaze.compute.door.translate import shown

__all__ = ["DialectError", "already_compiled", "load", "shown", "stem_of", "text_of"]
