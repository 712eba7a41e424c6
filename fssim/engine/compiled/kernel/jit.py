"""How the loop's functions are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
from numba.core import types as numba_types

from fssim.engine.compiled.runtime.records import CHECKED

types: Any = numba_types


def jitted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the engine, compiled when the loop is: plain arithmetic, nothing reordered or fused.

    It is compiled once for each kind of argument, not again for each number written in a call.
    """
    return _jitted(function, inline=False)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """As `jitted`, and written out wherever it is called: for what is short.

    A call costs as much as a short function does: without any of this the loop takes nearly half as long again.
    """
    return _jitted(function, inline=not CHECKED)  # what is checked grows too long to be written out everywhere


def part_of_caller(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is called in one place only, and compiled as if it were written there.

    Never compiled by itself: the engine is compiled in half the time it would take if all were. Called in two places
    it is compiled twice, and all it calls in turn, which soon takes far longer.
    """
    return cast(Callable[..., Any], numba.njit(inline="always", nogil=True, fastmath=False)(function))


def _jitted(function: Callable[..., Any], inline: bool) -> Callable[..., Any]:
    compiler: Any = numba.njit
    options = {"nogil": True, "fastmath": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made = compiler(forceinline=inline, **options)(function)
    template_for = made.get_call_template

    def get_call_template(args: Any, kws: Any) -> Any:
        return template_for(tuple(_widened(types.unliteral(argument)) for argument in args), kws)

    made.get_call_template = get_call_template
    return cast(Callable[..., Any], made)


def _widened(argument: Any) -> Any:
    """The type a function takes for an argument: a whole number from a narrow column is like any other."""
    return types.int64 if argument in (types.int8, types.int16, types.int32) else argument
