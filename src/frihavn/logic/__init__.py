"""Yes, no and unknown: truth values, what may still be the case, conditions and their reading. No law, no IO."""

from frihavn.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Const,
    Default,
    Gap,
    Named,
    NotOf,
    Operator,
    Test,
    Variable,
)
from frihavn.logic.evaluate import Trace, trace, truth_of
from frihavn.logic.state import ANYTHING, Anything, Between, Members, OneOf, State, Value
from frihavn.logic.truth import NO, UNKNOWN, YES, Truth, all_true, any_true, at_least_true, common, negation

__all__ = [
    "ANYTHING",
    "NO",
    "UNKNOWN",
    "YES",
    "AllOf",
    "AnyOf",
    "Anything",
    "AtLeast",
    "Between",
    "Condition",
    "Const",
    "Default",
    "Gap",
    "Members",
    "Named",
    "NotOf",
    "OneOf",
    "Operator",
    "State",
    "Test",
    "Trace",
    "Truth",
    "Value",
    "Variable",
    "all_true",
    "any_true",
    "at_least_true",
    "common",
    "negation",
    "trace",
    "truth_of",
]
