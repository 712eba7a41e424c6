"""Building the compiled loop: Numba's code for each function that Python calls, made into one piece of object code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import llvmlite.binding as llvm
from numba import float64, from_dtype, int64, uint64

from fssim.engine.compiled.kernel.compiled_code import types
from fssim.engine.compiled.kernel.event_loop import advance, begin, employ, finish, see_off
from fssim.engine.compiled.kernel.kernel_draws import arrivals_in_layer, describe_families, describe_open, describe_past
from fssim.engine.compiled.runtime.functions import SIGNATURES, target_machine
from fssim.engine.compiled.runtime.records import WORLD

DEPTH = 10_000  # of calls while compiling, which follows the engine's own calls down
TYPES: dict[str, Any] = {
    "none": types.void,
    "int": int64,
    "float": float64,
    "word": uint64,
    "ints": types.CPointer(int64),
    "floats": types.CPointer(float64),
    "words": types.CPointer(uint64),
    "world": from_dtype(WORLD),
}


def build() -> bytes:
    """The object code of all the functions, for this machine. It takes about half a minute, and refers to nothing
    outside itself."""
    machine = target_machine()
    whole = llvm.parse_assembly("")
    with _deep_calls():
        for function in (
            arrivals_in_layer,
            describe_families,
            describe_past,
            describe_open,
            begin,
            employ,
            see_off,
            advance,
            finish,
        ):
            whole.link_in(_compiled(function))
    _optimise(whole, machine)
    code: bytes = machine.emit_object(whole)
    return code


def _optimise(whole: Any, machine: Any) -> None:
    """Optimise all the code as one, knowing that nothing else calls what is not in `SIGNATURES`.

    It runs in 7% less time than when Numba has optimised function by function. With that switched off (`NUMBA_OPT`)
    compiling takes a sixth less.
    """
    for function in whole.functions:
        if not function.is_declaration and function.name not in SIGNATURES:
            function.linkage = "internal"
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_unrolling = options.loop_vectorization = options.slp_vectorization = False
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(whole, passes)


def _compiled(function: Any) -> Any:
    """A function's code, optimised, under its own name."""
    name = function.py_func.__name__
    result, parameters = SIGNATURES[name]
    arguments = tuple(TYPES[parameter] for parameter in parameters.split())
    function.compile(TYPES[result](*arguments))
    module = llvm.parse_assembly(function.inspect_llvm(arguments))
    module.get_function(function.overloads[arguments].fndesc.mangled_name).name = name
    return module


@contextmanager
def _deep_calls() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
