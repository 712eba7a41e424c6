"""The codes of the two returns, in words: what a reader knows, and what a writer may use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("codes.yaml")
_STATED: dict[str, dict[str, Any]] = yaml.load(
    _FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)

CIN: Mapping[str, Any] = _STATED["cin"]  # lists of codes by what they are about; `source` is where they stand
CSWW: Mapping[str, Any] = _STATED["csww"]

SOURCE_GROUPS: tuple[str, ...] = tuple(dict.fromkeys(source["group"] for source in CIN["referral_source"].values()))
CLOSURE_NAMES: Mapping[str, str] = {code: reason["name"] for code, reason in CIN["reason_for_closure"].items()}
ROLE_NAMES: Mapping[str, str] = {code: role["name"] for code, role in CSWW["role"].items()}
NEEDS: tuple[str, ...] = tuple(
    sorted({factor["need"] for factor in CIN["factor"].values() if "need" in factor})
)  # of parents
NEED_OF_FACTOR: Mapping[str, str] = {code: factor["need"] for code, factor in CIN["factor"].items() if "need" in factor}
