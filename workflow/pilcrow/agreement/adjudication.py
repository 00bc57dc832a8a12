"""Consensus: one coding from those of several people, with a record of each disagreement.

The vote is on each theme of each paragraph, among those who read the paragraph as it is now: some
gave the theme, the others did not. `majority` codes what more than half of them gave, `unanimous`
what all of them gave. A tie is listed and not coded until an adjudicator decides. The adjudicator's
file, coding/hand/consensus/<document>.csv, is written like any hand coding. What it says about a
paragraph counts, whatever the votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from pilcrow.model.problems import did_you_mean, fail
from pilcrow.model.records import Coding, Evidence

# the coder's name under which the result stands, and that of the adjudicator's folder
CONSENSUS = "consensus"
NOT_PEOPLE = ("rules", CONSENSUS)
RULES_OF_ADJUDICATION = ("majority", "unanimous")
How = Literal["majority", "unanimous", "tie", "one reader", "adjudicator", "stale adjudication"]


class Decision(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="record", tag="decision"):
    """A theme of a paragraph that was disputed, read by one coder alone, or adjudicated."""

    document: str
    paragraph: str
    theme: str  # "" where the adjudicator says that none applies, or an adjudication is stale
    outcome: Literal["coded", "not coded", "open"]
    how: How
    coders_for: list[str] = []
    coders_against: list[str] = []
    memo: str = ""  # the adjudicator's reason


class Consensus(msgspec.Struct, frozen=True):
    """The codings of coder "consensus", the decisions behind them, and the people who voted."""

    codings: list[Coding]
    decisions: list[Decision]
    coders: list[str]


def check_rule(rule: str) -> None:
    """Raise Problems if there is no such rule of adjudication."""
    if rule not in RULES_OF_ADJUDICATION:
        todo = did_you_mean(rule, RULES_OF_ADJUDICATION)
        fail(f'There is no rule of adjudication "{rule}".', todo=todo, kind="adjudication")


def adjudicate(codings: Iterable[Coding], rule: str = "majority") -> Consensus:
    """Return the consensus of all people's codings.

    Paragraphs are in the order of their first coding, themes are sorted. If all votes are in and no
    theme is coded, the paragraph has a coding with theme "", unless a tie is open.

    Args:
        codings: Codings by people, by the adjudicator ("consensus"), and perhaps by the rules.
            Those by the rules, and stale ones, have no vote.
        rule: "majority" or "unanimous".

    Raises Problems if there is no such rule.
    """
    check_rule(rule)
    people: dict[tuple[str, str], list[Coding]] = {}
    rulings: dict[tuple[str, str], list[Coding]] = {}
    for coding in codings:
        key = (coding.document, coding.paragraph)
        if coding.coder == CONSENSUS:
            rulings.setdefault(key, []).append(coding)
            people.setdefault(key, [])
        elif coding.coder not in NOT_PEOPLE and not coding.stale:
            people.setdefault(key, []).append(coding)
    decided: list[Coding] = []
    decisions: list[Decision] = []
    for key, given in people.items():
        ruling = rulings.get(key, [])
        if any(one.stale for one in ruling):
            decisions.append(Decision(*key, "", "open", "stale adjudication"))
            ruling = []
        if not given and not ruling:
            continue
        found = _ruled(ruling, given, decisions) if ruling else _voted(key, given, rule, decisions)
        decided += sorted(found, key=lambda coding: coding.theme)
    coders = sorted({coding.coder for given in people.values() for coding in given})
    return Consensus(decided, decisions, coders)


def _voted(
    key: tuple[str, str], given: Sequence[Coding], rule: str, decisions: list[Decision]
) -> list[Coding]:
    """Return the codings of a paragraph that follow from the votes.

    Decisions that were not unanimous are added to `decisions`.
    """
    readers = sorted({coding.coder for coding in given})
    coded: list[Coding] = []
    tied = False
    for theme in sorted({coding.theme for coding in given} - {""}):
        votes = [coding for coding in given if coding.theme == theme]
        voters = sorted({coding.coder for coding in votes})
        against = [reader for reader in readers if reader not in voters]
        tie = len(readers) > 1 and 2 * len(voters) == len(readers) and rule == "majority"
        tied = tied or tie
        holds = not against if rule == "unanimous" else 2 * len(voters) > len(readers)
        how: How = (
            "tie"
            if tie
            else "one reader"
            if len(readers) == 1
            else "unanimous"
            if rule == "unanimous"
            else "majority"
        )
        if against or len(readers) == 1:
            decisions.append(
                Decision(
                    *key,
                    theme,
                    "open" if tie else "coded" if holds else "not coded",
                    how,
                    voters,
                    against,
                )
            )
        if holds:
            said = (
                "one reader"
                if len(readers) == 1
                else "unanimous"
                if not against
                else f"majority, {len(voters)} of {len(readers)}"
            )
            coded.append(
                Coding(
                    *key, theme, CONSENSUS, shared_evidence(votes), f"{said}: {', '.join(voters)}"
                )
            )
    if not coded and not tied:
        coded.append(Coding(*key, "", CONSENSUS, [], f"read by {', '.join(readers)}"))
        if len(readers) == 1 and not any(coding.theme for coding in given):
            decisions.append(Decision(*key, "", "not coded", "one reader", readers))
    return coded


def _ruled(
    ruling: Sequence[Coding], given: Sequence[Coding], decisions: list[Decision]
) -> list[Coding]:
    """Return the codings of a paragraph that the adjudicator decided; each theme given by anybody
    is recorded.
    """
    readers = sorted({coding.coder for coding in given})
    ruled = {coding.theme: coding for coding in ruling}
    for theme in sorted({*ruled, *(coding.theme for coding in given)}):
        if not theme and set(ruled) != {""}:
            continue
        voters = sorted({coding.coder for coding in given if coding.theme == theme})
        against = [reader for reader in readers if reader not in voters]
        outcome: Literal["coded", "not coded"] = (
            "coded" if theme and theme in ruled else "not coded"
        )
        because = ruled.get(theme) or ruled.get("")
        memo = because.memo if because else ""
        decisions.append(
            Decision(
                ruling[0].document,
                ruling[0].paragraph,
                theme,
                outcome,
                "adjudicator",
                voters,
                against,
                memo,
            )
        )
    return [
        msgspec.structs.replace(
            coding,
            evidence=coding.evidence
            or shared_evidence([vote for vote in given if vote.theme == coding.theme]),
        )
        for coding in ruled.values()
    ]


def shared_evidence(votes: Iterable[Coding]) -> list[Evidence]:
    """Return the words that any of the coders quoted; overlapping spans are joined."""
    spans = sorted(
        (span for coding in votes for span in coding.evidence),
        key=lambda span: (span.start, -span.end),
    )
    joined: list[Evidence] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is None or span.start >= last.end:
            joined.append(msgspec.structs.replace(span, rule=""))
        elif span.end > last.end:
            text = last.text + span.text[last.end - span.start :]
            joined[-1] = Evidence(
                last.start, span.end, last.raw_start, max(last.raw_end, span.raw_end), "", text
            )
    return joined
