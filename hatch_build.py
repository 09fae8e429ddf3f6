"""When a wheel is built, make the week's machine code ahead of time, so that no run compiles it.

By default for the best level of x86-64 that this machine can run; COUNTERGAZE_LEVELS names others,
`x86-64-v2 x86-64-v3 x86-64-v4` for a wheel that is handed on.  Where it cannot be made the wheel
comes without, and the first run compiles as it does from a checkout.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = "countergaze/compute/door/objects"
LONGEST = 900  # seconds; three levels take a minute and a half on a slow machine
NEEDED = ("numpy", "numba", "llvmlite", "scipy", "platformdirs", "filelock")


class ObjectsOfTheWeek(BuildHookInterface):
    """Adds objects of machine code to a wheel."""

    def dependencies(self):
        """Return what making objects needs, as the package itself asks for it."""
        return [one for one in self.metadata.core.dependencies
                if one.split(">")[0].split("=")[0].strip() in NEEDED]

    def initialize(self, version, build_data):
        """Make the objects, unless the package is installed to be edited."""
        if version == "editable":
            return
        self.made = tempfile.TemporaryDirectory(prefix="countergaze-")
        source = str(Path(self.root) / "src")
        path = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
        levels = os.environ.get("COUNTERGAZE_LEVELS", "").split()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "countergaze.engine.ahead", self.made.name, *levels],
                env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True,
                timeout=LONGEST)
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        except (OSError, subprocess.TimeoutExpired) as fault:
            done, why = None, str(fault)
        if done is None or done.returncode:
            if levels:
                raise RuntimeError(f"objects of the week for {', '.join(levels)}: {why}")
            self.app.display_warning(f"the first run will compile the week: {why}")
            return
        for file in Path(self.made.name).iterdir():
            build_data["force_include"][str(file)] = f"{INSIDE}/{file.name}"

    def finalize(self, version, build_data, artifact_path):
        """Remove what was made and is in the wheel now."""
        if version != "editable":
            self.made.cleanup()
