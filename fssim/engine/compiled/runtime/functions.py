"""The compiled loop's functions as Python calls them: machine code made earlier, loaded without Numba."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import llvmlite.binding as llvm
import numpy
from numpy.ctypeslib import ndpointer

from fssim.errors import Error

SIGNATURES = {
    "arrivals_in_layer": ("int", "floats floats int float word int int floats ints"),
    "describe_families": ("none", "word int ints floats floats floats floats int words ints ints ints floats floats"),
    "describe_past": ("none", "int words floats floats floats int int floats floats ints"),
    "describe_open": ("none", "int words floats ints"),
    "begin": ("none", "world"),
    "employ": ("none", "world int int"),
    "see_off": ("none", "world ints floats int"),
    "advance": ("int", "world float int"),
    "finish": ("none", "world"),
}  # each one's result, and its parameters


def _array(record: Any) -> Any:
    return ndpointer(record, ndim=1, flags="C_CONTIGUOUS")


_PARAMETERS = {
    "int": ctypes.c_int64,
    "float": ctypes.c_double,
    "word": ctypes.c_uint64,
    "ints": _array(numpy.int64),
    "floats": _array(numpy.float64),
    "words": _array(numpy.uint64),
    "world": ctypes.c_void_p,  # its address
}
_RESULTS: dict[str, Callable[[], Any]] = {"none": ctypes.c_void_p, "int": ctypes.c_int64}


class Stopped(Error):
    """A compiled function stopped in the middle: which, and as far as is known of what. It found no room, divided by
    zero, or, in the checked build, asked for a record that is not there."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions, by their names. They take numbers, NumPy arrays and the address of a world's record, and let go of
    Python's lock.

    Each raises `Stopped`, and `ctypes.ArgumentError` for an array of another kind.
    """

    arrivals_in_layer: Callable[..., int]
    describe_families: Callable[..., None]
    describe_past: Callable[..., None]
    describe_open: Callable[..., None]
    begin: Callable[..., None]
    employ: Callable[..., None]
    see_off: Callable[..., None]
    advance: Callable[..., int]
    finish: Callable[..., None]


def loaded(code: bytes) -> Functions:
    """The functions in object code for this machine. Raises `OSError` if it forbids code that was made just now."""
    llvm.check_jit_execution()
    machine = target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Functions(**{name: _function(engine, name) for name in SIGNATURES})


def target_machine() -> Any:
    """This machine, as the compiler knows it."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3, jit=True
    )


def _function(engine: Any, name: str) -> Callable[..., Any]:
    """By Numba's calling convention: where the result goes, where an error's description goes, then the arguments.

    The returned status is 0 if all went well.
    """
    result, parameters = SIGNATURES[name]
    kind = ctypes.CFUNCTYPE(
        ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *(_PARAMETERS[parameter] for parameter in parameters.split())
    )
    function = kind(engine.get_function_address(name))
    function.holder = engine  # type: ignore[attr-defined]  # the code is there as long as the function is

    def call(*arguments: Any) -> Any:
        given, error = _RESULTS[result](), ctypes.c_void_p()
        if function(ctypes.byref(given), ctypes.byref(error), *arguments) != 0:
            raise Stopped(f"the compiled engine's function {name} stopped with an error")
        return given.value

    return call
