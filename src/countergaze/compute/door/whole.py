"""Have Numba optimise, and make machine code of, only the whole of an entry.

Numba does so for each function by itself first, and again in all that it becomes part of.  That
takes half of the time to compile.  It is a trap as well: in the process that compiles, whatever an
entry calls and does not swallow would run as its own unoptimised copy, a hundred times slower than
the same entry read from the cache.

Loops are made for the whole registers of processors with AVX-512, of which LLVM would use half:
the rules are arithmetic, and in half registers a loop waits for one result after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from countergaze.compute.door.translate import ENTRY_MARK

WHOLE_REGISTERS = "-prefer-256-bit"
"""Of a processor with AVX-512, as LLVM names features."""
_INNER: set[str] = set()
"""Names of generated functions that are only ever part of an entry."""


@contextmanager
def _whole_registers(codegen: Any) -> Iterator[None]:
    """Within the block, let Numba plan loops for the whole registers of the processor."""
    from llvmlite import binding

    options: dict[str, Any] = {"features": ""}
    kept = codegen._tm
    getattr(codegen, "_customize_tm_options", options.update)(options)
    if "+avx512f" in options["features"]:
        options["features"] += f",{WHOLE_REGISTERS}"
        codegen._tm = binding.Target.from_triple(kept.triple).create_target_machine(**options)
    try:
        yield
    finally:
        codegen._tm = kept


def whole_only(names: Iterable[str]) -> None:
    """Have functions of these names compiled as parts of others only.

    Where Numba is built otherwise than is known here this does nothing.
    """
    _INNER.update(names)
    try:
        from numba import _dynfunc  # type: ignore[attr-defined]
        from numba.core.codegen import CPUCodeLibrary
        from numba.core.cpu import CPUContext

        steps = {name: getattr(CPUCodeLibrary, name)
                 for name in ("_optimize_final_module", "_finalize_final_module",
                              "_optimize_functions")}
        executable = CPUContext.get_executable
    except (ImportError, AttributeError):
        return
    if hasattr(executable, "of_whole"):
        return

    def optimised(library: Any) -> None:
        if library.name.endswith(ENTRY_MARK):
            with _whole_registers(library._codegen):
                steps["_optimize_final_module"](library)
        elif library.name not in _INNER:
            steps["_optimize_final_module"](library)

    def finalised(library: Any) -> None:
        if library.name in _INNER:
            library._finalize_dynamic_globals()
            library._finalized = True
        else:
            steps["_finalize_final_module"](library)

    def function_by_function(library: Any, module: Any) -> None:
        if library.name in _INNER:
            module.data_layout = library._codegen._data_layout
        else:
            steps["_optimize_functions"](library, module)

    def of_whole(context: Any, library: Any, described: Any, env: Any) -> Any:
        if library.name not in _INNER:
            return executable(context, library, described, env)
        library._ensure_finalized()
        return _dynfunc.make_function(described.lookup_module(), described.qualname, "", 1, env,
                                      (library,))

    of_whole.of_whole = True  # type: ignore[attr-defined]
    CPUCodeLibrary._optimize_final_module = optimised
    CPUCodeLibrary._finalize_final_module = finalised
    CPUCodeLibrary._optimize_functions = function_by_function
    CPUContext.get_executable = of_whole
