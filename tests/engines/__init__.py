"""The compiled engine and the SimPy engine write the same log, to the last bit."""

import pytest

pytest.importorskip("numba")
