"""Files that systems leave in a folder by being looked at: nobody made them, and they bar nothing.

Finder, Explorer, network file systems, notebooks, office programs and desktops write them; they
are overlooked wherever a folder is asked whose it is, and are never moved or removed.
"""

from __future__ import annotations

import fnmatch

NAMES = (
    ".ds_store", "._*", ".appledouble", ".apdisk", ".localized", ".spotlight-v100", ".trashes",
    ".fseventsd", ".temporaryitems", ".documentrevisions-v100", "icon\r",  # macOS
    "thumbs.db", "thumbs.db:*", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini",
    "$recycle.bin", "system volume information", "~$*",  # Windows and its office programs
    ".nfs*", ".smbdelete*", ".fuse_hidden*", "@eadir", ".snapshot",  # network file systems
    ".directory", ".trash-*", "lost+found", ".~lock.*#",  # Linux desktops
    ".ipynb_checkpoints", ".dropbox", ".dropbox.attr", ".sync.ffs_db", ".stfolder",
)
"""Patterns of names, in lower case."""


def is_stray(name: str) -> bool:
    """Return whether a file or folder of this name is left by a system, not by a person."""
    return any(fnmatch.fnmatchcase(name.lower(), pattern) for pattern in NAMES)
