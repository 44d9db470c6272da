"""What ends soon, begins soon, or must be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from frihavn.law.scheme import Scheme, Span


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to look at.

    Args:
        day: When it is due. `overdue`: the day has passed.
    """

    day: date
    scheme: str
    what: str
    overdue: bool


def alarms(scheme: Scheme, on: date, within_days: int) -> list[Alarm]:
    """Alarms of one scheme: rechecks that are due or overdue, and texts, grants and standings that end or begin."""
    last = on + min(timedelta(days=within_days), date.max - on)
    found = [
        Alarm(recheck.by, scheme.id, f"look again: {recheck.why}", recheck.by < on)
        for recheck in scheme.rechecks
        if recheck.by <= last
    ]
    for what, span in _spans(scheme):
        if span.end and on <= span.end <= last:
            found.append(Alarm(span.end, scheme.id, f"{what} ends", overdue=False))
        if span.start and on < span.start <= last:
            found.append(Alarm(span.start, scheme.id, f"{what} begins", overdue=False))
    for grant in scheme.grants:
        until = grant.fields.get("until")
        if isinstance(until, date) and on <= until <= last:
            found.append(Alarm(until, scheme.id, f"grant ({grant.fields['kind']}) runs out", overdue=False))
    return sorted(dict.fromkeys(found), key=lambda alarm: (alarm.day, alarm.scheme, alarm.what))


def _spans(scheme: Scheme) -> list[tuple[str, Span]]:
    found = [(f"text of {clause.name}", clause.span) for clause in scheme.clauses if clause.span.known_to is None]
    found += [(f"standing ({entry.status.value})", entry.span) for entry in scheme.statuses]
    found += [
        (f"parameter {name}", value.span) for name, parameter in scheme.parameters.items() for value in parameter.values
    ]
    return found + [(f"grant ({grant.fields['kind']})", grant.span) for grant in scheme.grants]
