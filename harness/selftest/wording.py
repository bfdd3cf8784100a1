"""Turns the numbers of a self-test into sentences that a commissioner can read."""

from __future__ import annotations

from harness.records import Interval
from harness.scorecard.words import NBSP, percent, plural
from harness.selftest.records import Difference, KindResult, SelfTest, Share


def whole(share: float | None) -> str:
    """A share of 1 in whole per cent: "90 %"; one that only rounds to all or nothing says so."""
    if share is None:
        return "not known"
    if 0.995 <= share < 1:
        return percent(min(share, 0.999))
    if 0 < share < 0.005:
        return percent(share)
    return f"{100 * share:.0f}{NBSP}%"


def span(interval: Interval) -> str:
    """ "83 to 95 %", with a decimal where both ends are near all or nothing."""
    low, high = (
        percent(x) if interval.low > 0.95 or interval.high < 0.05 else whole(x) for x in (interval.low, interval.high)
    )
    return f"{low.removesuffix(f'{NBSP}%')} to {high}"


def of(share: Share) -> str:
    """ "90 %, 83 to 95 %", or that there was nothing."""
    return f"{whole(share.value)}, {span(share.interval)}" if share.n else "none"


def kind_sentence(plural_name: str, found: Share) -> str:
    """ "Of 120 negations turned round, 108 were found (90 %, 83 to 95 %)."""
    if not found.n:
        return f"No scenario offered anything to make {plural_name} of."
    if found.n == 1:
        return f"Of {plural_name}, one could be planted; it was {'found' if found.events else 'missed'}."
    were = "was" if found.events == 1 else "were"
    told = f"{found.events:,}" if found.events else "none"
    return f"Of {found.n:,} {plural_name}, {told} {were} found ({of(found)})."


def precision_sentence(base_rate: float, value: float | None, interval: Interval) -> str:
    """What a flag is worth at a tool's own rate of errors."""
    rate = percent(base_rate, trim=True)
    if value is None:
        return (
            f"If {rate} of a tool's sentences were wrong, nothing would be flagged, so no flag could be right or wrong."
        )
    return (
        f"If {rate} of a tool's sentences were wrong, {100 * value:.0f} of 100 flagged sentences would be really wrong "
        f"({100 * interval.low:.0f} to {100 * interval.high:.0f})."
    )


def _times(number: int) -> str:
    return plural(number, "time", "times")


_WHAT = {
    "planted": "the same planted faults were found",
    "sentences": "the same faithful sentences were let pass",
    "facts": "the same facts, faithfully told, were found kept",
}


def difference_sentence(d: Difference, first: str, second: str) -> str:
    """Whether the checks err more for one group, with what is ruled out where nothing is shown."""
    who = f"{first} and {second}" if not d.twin else f"{first} and another person of that group"
    if not d.pairs:
        return f"{who}: there was nothing to compare."
    compared = f"{who}: {_WHAT[d.what]} in {d.pairs:,} pairs"
    times = "every time alike"
    if d.first_only + d.second_only:
        times = f"{_times(d.first_only)} for the first only and {_times(d.second_only)} for the second only"
    margin, limit = points(d.margin), points(d.bound)
    if d.shown == "same":
        ended = f"Shown to be the same within {margin} (differences of more than {limit} are ruled out)."
    elif d.shown == "open":
        ended = (
            f"No difference is shown, but it is not shown to be within {margin} either: it could be as much as {limit}."
        )
    elif d.shown == "same but moved":
        ended = f"There is a difference, and it is within {margin} (p = {d.p:.2g})."
    else:
        ended = (
            f"The checks do differ between them (p = {d.p:.2g}), by up to {limit}: results on this axis need a "
            "correction by group, or another check."
        )
    return f"{compared}, {times}. {ended}"


def points(share: float) -> str:
    """A difference of shares in points: "0.5 points"."""
    value = 100 * share
    text = f"{value:.2g}" if value < 10 else f"{value:.0f}"
    return f"{text} point" if text == "1" else f"{text} points"


def opening(t: SelfTest) -> tuple[str, ...]:
    """The first things to know, in order."""
    said = [
        f"{plural(t.planted, 'fault was', 'faults were')} planted, one a note, in notes on "
        f"{plural(t.scenarios, 'scenario', 'scenarios')}; each is made the same for every person."
    ]
    if t.statements.n:
        said.append(
            f"Of {t.statements.n:,} wrong sentences, the checks pointed at {t.statements.events:,} "
            f"({of(t.statements)})."
        )
    if t.omissions.n:
        said.append(
            f"Of {t.omissions.n:,} facts left out, they saw that {t.omissions.events:,} were gone ({of(t.omissions)})."
        )
    alarms = t.sentences_passed.n - t.sentences_passed.events
    rest = f"the other {alarms:,} are false alarms" if alarms > 1 else "one is a false alarm"
    said.append(
        f"Of {t.sentences_passed.n:,} faithful sentences, they let {t.sentences_passed.events:,} pass "
        f"({of(t.sentences_passed)}); {rest if alarms else 'there was no false alarm'}."
    )
    said += [p.sentence for p in t.precision]
    if weak := weakest(t.kinds):
        said.append(f"Fewer than half were found of: {weak}.")
    return tuple(said)


def weakest(kinds: tuple[KindResult, ...]) -> str:
    """Kinds of which fewer than half are found, the worst first."""
    poor = sorted(
        (k for k in kinds if k.found.n and (k.found.value or 0) < 0.5), key=lambda k: (k.found.value or 0, k.kind)
    )
    return "; ".join(f"{k.title[0].lower()}{k.title[1:]} ({whole(k.found.value)})" for k in poor)
