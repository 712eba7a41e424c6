"""How the kernel's functions are compiled, and how they reach the records: `families(w, number)` is a family's record,
read and written by field name.

The world holds the address of every array, so that functions take one argument however many arrays there are (passing
the arrays themselves made compiling several times slower). Nothing checks bounds here, unless `FSSIM_DEBUG` is set when
the engine is compiled: numbers come from the tables, which are checked when a scenario is loaded, and from
`record_lists`, which check their room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
from llvmlite import ir
from numba.core import types as numba_types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from fssim.engine.compiled.runtime.records import ARRAYS, CHECKED, WORLD

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


_WORD = ir.IntType(64)


def _accessor(name: str) -> Callable[[Any, int], Any]:
    """The compiled function from the world and a number to that record of array `name`."""
    record = from_dtype(ARRAYS[name])
    size = ARRAYS[name].itemsize

    def at(context: Any, world: Any, number: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            start, index = arguments
            if CHECKED:
                _raise_if_outside(target, builder, start, index, name)
            base = builder.load(_field(builder, start, f"at_{name}"))
            address = builder.add(base, builder.mul(index, ir.Constant(_WORD, size)))
            return builder.inttoptr(address, target.get_value_type(record))

        return record(world, types.int64), generate

    return cast(Callable[[Any, int], Any], intrinsic(at))


def _field(builder: Any, start: Any, name: str) -> Any:
    """Where a whole number of the world is."""
    offset = ir.Constant(_WORD, WORLD.fields[name][1])  # type: ignore[index]
    field = builder.gep(builder.bitcast(start, ir.IntType(8).as_pointer()), [offset], inbounds=True)
    return builder.bitcast(field, _WORD.as_pointer())


def _raise_if_outside(target: Any, builder: Any, start: Any, index: Any, name: str) -> None:
    """Note the array and the number in the world, and raise `IndexError`, if the array has no such record."""
    outside = builder.icmp_unsigned(">=", index, builder.load(_field(builder, start, f"length_{name}")))
    with builder.if_then(outside, likely=False):
        builder.store(ir.Constant(_WORD, list(ARRAYS).index(name)), _field(builder, start, "outside_array"))
        builder.store(index, _field(builder, start, "outside_number"))
        target.call_conv.return_user_exc(builder, IndexError, (name,))


def _fetch(context: Any, record: Any) -> Any:
    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        to_write, keep, data = (ir.Constant(number, value) for value in (1, 3, 1))
        builder.call(function, [builder.bitcast(arguments[0], pointer), to_write, keep, data])
        return target.get_dummy_value()

    return types.void(record), generate


fetch = cast(Callable[[Any], None], intrinsic(_fetch))  # have the processor bring a record near, and do not wait for it
activities = _accessor("activities")
arrivals = _accessor("arrivals")
begins_in = _accessor("begins_in")
caseload_limits = _accessor("caseload_limits")
course_days = _accessor("course_days")
courses = _accessor("courses")
courses_of_need = _accessor("courses_of_need")
curves = _accessor("curves")
days = _accessor("days")
decided = _accessor("decided")
decision_numbers = _accessor("decision_numbers")
decisions = _accessor("decisions")
entered = _accessor("entered")
entries = _accessor("entries")
families = _accessor("families")
first_to_start = _accessor("first_to_start")
group_of_role = _accessor("group_of")
group_teams = _accessor("group_teams")
free_workers = _accessor("free_workers")
groups = _accessor("groups")
hazards = _accessor("hazards")
hours_changes = _accessor("hours_changes")
holder_choices = _accessor("holder_choices")
is_listed = _accessor("is_listed")
later = _accessor("later")
listed_by_number = _accessor("listed_by_number")
log_detail = _accessor("log_detail")
log_due = _accessor("log_due")
log_enabled = _accessor("log_enabled")
log_family = _accessor("log_family")
log_hours = _accessor("log_hours")
log_kind = _accessor("log_kind")
log_started = _accessor("log_started")
log_subject = _accessor("log_subject")
log_time = _accessor("log_time")
log_worker = _accessor("log_worker")
members = _accessor("members")
models = _accessor("models")
moments = _accessor("moments")
need_purposes = _accessor("need_purposes")
needs = _accessor("needs")
next_to_start = _accessor("next_to_start")
numbers = _accessor("numbers")
occurrences = _accessor("occurrences")
outcome_weights = _accessor("outcome_weights")
outcome_tables = _accessor("outcome_tables")
outcomes = _accessor("outcomes")
participants = _accessor("participants")
parts = _accessor("parts")
periods = _accessor("periods")
places = _accessor("places")
plan_works = _accessor("plan_works")
quantiles = _accessor("quantiles")
quantities = _accessor("quantities")
responses = _accessor("responses")
resumptions = _accessor("resumptions")
returns_kept = _accessor("returns_kept")
risk_tilts = _accessor("risk_tilts")
roles = _accessor("roles")
services = _accessor("services")
slices = _accessor("slices")
slots = _accessor("slots")
soon = _accessor("soon")
at_once = _accessor("at_once")
stage_activities = _accessor("stage_activities")
stages = _accessor("stages")
switches = _accessor("switches")
tasks = _accessor("tasks")
team_kinds = _accessor("team_kinds")
team_models = _accessor("team_models")
team_switched = _accessor("team_switched")
weights = _accessor("weights")
worked_stages = _accessor("worked_stages")
workers = _accessor("workers")
workloads = _accessor("workloads")
