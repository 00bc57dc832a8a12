"""Match regular expressions in a bounded number of steps.

Python's `re` tries the ways to match one after the other. Some expressions have more ways than
anyone can wait for. `_cost` bounds their number and their steps. If the bound is small, Python's
engine is used. Otherwise an engine is used whose time is linear in the text. The choice depends on
the expression and the text, never on a clock.

The linear engine follows all ways at once and finds the same matches: Thompson, K. 1968. Regular
expression search algorithm. Communications of the ACM 11 (6). It keeps the priorities of Pike, as
described by Cox, R. 2009. Regular expression matching: the virtual machine approach. It has neither
look-around nor back-references. It counts its steps too, and gives up if there are too many: if
many matches could each go on to the end of the text, or if there are thousands of counted
repetitions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

STEPS = 1_000_000_000  # steps that Python's engine may need at worst: about ten seconds
LINEAR = 30_000_000  # steps that the linear engine may need for a text: about ten seconds
LARGEST = 20_000  # instructions of an expression for the linear engine

Node = tuple[Any, Any]

_ASSERTIONS = {
    sre.AT_BEGINNING: "^",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
    sre.AT_END: "$",
    sre.AT_END_STRING: r"\Z",
}
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)


class TooManySteps(Exception):
    """An expression that neither engine can search in a bounded number of steps."""


class Expression:
    """A regular expression that is searched in a bounded number of steps.

    `flags` are those of `re`.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, flags
        self.compiled = re.compile(pattern, flags)
        self._tree = parser.parse(pattern, flags)
        self._program: list[tuple[Any, ...]] | None = None
        self._cheap: dict[int, bool] = {}

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the character ranges of the matches in a text, without overlaps. Raises
        TooManySteps.
        """
        if self._is_cheap_on(text):
            for match in self.compiled.finditer(text):
                yield match.span()
            return
        program, place, steps = self._linear(), 0, _Steps(LINEAR)
        while place <= len(text) and (found := _find(program, text, place, len(text), steps)):
            yield found
            place = found[1] if found[1] > found[0] else found[1] + 1

    def search(self, text: str) -> bool:
        """Return whether the expression matches somewhere in a text. Raises TooManySteps."""
        return next(self.finditer(text), None) is not None

    def fullmatch(self, text: str, start: int, end: int) -> bool:
        """Return whether the characters [start, end) of a text match as a whole.

        Raises TooManySteps.
        """
        if self._is_cheap_on(text[start:end]):
            return self.compiled.fullmatch(text, start, end) is not None
        steps = _Steps(LINEAR)
        found = _find(self._linear(), text[start:end], 0, end - start, steps, whole=True)
        return found is not None

    def _is_cheap_on(self, text: str) -> bool:
        """Return whether Python's engine certainly needs few steps on a text.

        If the length of the text does not decide it, the longest runs of characters that a
        repetition can match do.
        """
        if self._is_cheap(len(text)):
            return True
        length = len(text)
        run = cache(lambda source: _longest_run(source, text) if source else length)
        return length * _cost(tuple(self._tree), run).steps <= STEPS

    def _is_cheap(self, length: int) -> bool:
        bits = length.bit_length()  # texts of about the same length have the same answer
        if bits not in self._cheap:
            longest = 1 << bits
            steps = _cost(tuple(self._tree), lambda _source: longest).steps
            self._cheap[bits] = longest * steps <= STEPS
        return self._cheap[bits]

    def _linear(self) -> list[tuple[Any, ...]]:
        if self._program is None:
            compiler = _Compiler(self._tree.state.flags)
            compiler.sequence(self._tree)
            compiler.add("match")
            self._program = compiler.program
        return self._program


def never_matches(pattern: str, flags: int = 0) -> bool:
    """Return whether an expression cannot match in any text of one line.

    Found are words before `^` or behind `$`, `(?!)`, a class without any character, and a limit or
    look-around that its neighbours exclude: `peace\\bful`, `(?=a)b`. Other contradictions are not
    looked for.
    """
    return _impossible(parser.parse(pattern, flags), 0, 0)


def _impossible(nodes: Any, before: int, after: int) -> bool:
    """Return whether a sequence cannot match.

    `before` and `after` are the fewest characters that match on its two sides.
    """
    for place, (operation, argument) in enumerate(nodes):
        left = before + nodes[:place].getwidth()[0]
        right = after + nodes[place + 1 :].getwidth()[0]
        if operation is sre.AT:
            beginning = argument in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING)
            end = argument in (sre.AT_END, sre.AT_END_STRING)
            found = (beginning and left > 0) or (end and right > 0)
            if argument is sre.AT_BOUNDARY and 0 < place < len(nodes) - 1:
                word = (sre.IN, [(sre.CATEGORY, sre.CATEGORY_NOT_WORD)])
                beside = (nodes[place - 1], nodes[place + 1])
                found = all(_source(one) and _apart(one, word) for one in beside)
        elif operation is sre.ASSERT:
            ahead, inner = argument[0] > 0, argument[1]
            beside = nodes[place + 1 : place + 2] if ahead else nodes[max(place - 1, 0) : place]
            pair = [*([inner[0 if ahead else -1]] if len(inner) else []), *beside]
            found = len(pair) == 2 and all(map(_is_plain, pair)) and _apart(*pair)
        elif operation is sre.BRANCH:
            found = all(_impossible(branch, left, right) for branch in argument[1])
        elif operation is sre.SUBPATTERN:
            found = _impossible(argument[-1], left, right)
        elif operation in _REPEATS:
            found = argument[0] > 0 and _impossible(argument[2], left, right)
        elif operation is sre.IN:
            found = _is_empty_class(argument)
        else:
            # Python reads (?!) as a failure, or as a negated assertion of nothing.
            found = operation is sre.FAILURE or (
                operation is sre.ASSERT_NOT and not len(argument[1])
            )
        if found:
            return True
    return False


def _is_plain(node: Node) -> bool:
    """Return whether a node is one letter of the Basic Multilingual Plane, or a class of some."""
    source = _source(node)
    if source is None or re.search(r"\\U(?!0000)", source):
        return False
    return bool(_characters(source))


def _is_empty_class(members: Sequence[Node]) -> bool:
    """Return whether a class such as `[^\\w\\W]` has no character."""
    categories = {argument for operation, argument in members if operation is sre.CATEGORY}
    pairs = (
        {sre.CATEGORY_DIGIT, sre.CATEGORY_NOT_DIGIT},
        {sre.CATEGORY_SPACE, sre.CATEGORY_NOT_SPACE},
        {sre.CATEGORY_WORD, sre.CATEGORY_NOT_WORD},
    )
    return members[0][0] is sre.NEGATE and any(pair <= categories for pair in pairs)


class _Cost(NamedTuple):
    """Upper bounds for a part of an expression at one position of a text; infinity if unbounded.

    `ways` is the number of ways to match there, `steps` the cost of trying all of them.
    """

    ways: float
    steps: float


Run = Callable[[str], int]  # how often a class of characters occurs in a row, at most


def _cost(nodes: Sequence[Node], run: Run) -> _Cost:
    """Return the cost of a sequence of nodes."""
    ways, steps = 1.0, 0.0
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        cost = _cost_of(node, following, run)
        steps += ways * cost.steps
        ways *= cost.ways
    return _Cost(ways, steps)


def _cost_of(node: Node, following: Node | None, run: Run) -> _Cost:
    operation, argument = node
    if operation in _REPEATS:
        return _cost_of_repetition(argument, following, run)
    if operation == sre.SUBPATTERN:
        return _cost(tuple(argument[-1]), run)
    if operation == sre.BRANCH:
        branches = [_cost(tuple(branch), run) for branch in argument[1]]
        return _Cost(sum(one.ways for one in branches), sum(one.steps for one in branches) + 1)
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return _cost(tuple(argument[1]), run)
    if operation == sre.GROUPREF:
        return _Cost(1.0, float(run("")))
    if operation == sre.GROUPREF_EXISTS:
        return _Cost(math.inf, math.inf)
    if operation in (sre.ATOMIC_GROUP, sre.POSSESSIVE_REPEAT):
        inner = _cost(tuple(argument if operation == sre.ATOMIC_GROUP else argument[2]), run)
        return _Cost(inner.ways * run(""), inner.steps * run(""))
    return _Cost(1.0, 1.0)


def _cost_of_repetition(argument: Any, following: Node | None, run: Run) -> _Cost:
    least, inner = int(argument[0]), tuple(argument[2])
    once = _cost(inner, run)
    source = _source(inner[0]) if len(inner) == 1 else None
    most = min(int(argument[1]), run(source or ""))
    steps = most * once.steps + 1
    if once.ways == 1:
        fixed = int(argument[1]) == least
        apart = source and following is not None and _apart(inner[0], following)
        return _Cost(1.0 if fixed or apart else max(1.0, most - least + 1.0), steps)
    try:
        ways = max(1.0, most - least + 1.0) * once.ways**most
    except OverflowError:
        return _Cost(math.inf, math.inf)
    return _Cost(ways, ways * steps)


def _longest_run(source: str, text: str) -> int:
    """Return the length of the longest run of characters of a class in a text."""
    runs = re.finditer(f"(?:{source})+", text, re.IGNORECASE | re.DOTALL)
    return max((run.end() - run.start() for run in runs), default=0)


def _apart(repeated: Node, following: Node) -> bool:
    """Return whether no character matches both of two nodes, each of one character.

    A repetition of the first can then end in one place only.
    """
    if following[0] in _REPEATS and int(following[1][0]) > 0 and len(following[1][2]) == 1:
        following = following[1][2][0]
    one, other = _source(repeated), _source(following)
    return one is not None and other is not None and not _characters(one) & _characters(other)


@cache
def _characters(source: str) -> frozenset[str]:
    """Return the characters of the Basic Multilingual Plane that a class matches."""
    return frozenset(re.findall(source, _plane(), re.IGNORECASE | re.DOTALL))


@cache
def _plane() -> str:
    return "".join(chr(number) for number in range(0x10000) if not 0xD800 <= number < 0xE000)


def _source(node: Node) -> str | None:
    """Return the expression of a node that matches one character; None for any other node."""
    operation, argument = node
    if operation == sre.LITERAL:
        return _escaped(argument)
    if operation == sre.NOT_LITERAL:
        return f"[^{_escaped(argument)}]"
    if operation == sre.ANY:
        return "."
    if operation == sre.IN:
        return f"[{''.join(map(_item, argument))}]"
    return None


def _item(node: Node) -> str:
    operation, argument = node
    if operation == sre.NEGATE:
        return "^"
    if operation == sre.LITERAL:
        return _escaped(argument)
    if operation == sre.RANGE:
        return f"{_escaped(argument[0])}-{_escaped(argument[1])}"
    return _CATEGORIES[argument]


def _escaped(number: int) -> str:
    return f"\\U{number:08x}"


class _Compiler:
    """Compile a parsed expression into instructions.

    An instruction is ("character", test), ("assert", test), ("split", first, second), ("jump",
    place) or ("match",).
    """

    def __init__(self, flags: int) -> None:
        self.flags = flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.ASCII)
        self.program: list[tuple[Any, ...]] = []

    def add(self, *instruction: Any) -> int:
        if len(self.program) >= LARGEST:
            raise TooManySteps
        self.program.append(instruction)
        return len(self.program) - 1

    def sequence(self, nodes: Any) -> None:
        for node in nodes:
            self.node(node)

    def node(self, node: Node) -> None:
        operation, argument = node
        if (source := _source(node)) is not None:
            self.add("character", _tested(source, self.flags))
        elif operation == sre.AT and argument in _ASSERTIONS:
            expression = re.compile(_ASSERTIONS[argument], self.flags)
            self.add("assert", lambda text, place: expression.match(text, place) is not None)
        elif operation == sre.SUBPATTERN and not argument[1] and not argument[2]:
            self.sequence(argument[-1])
        elif operation == sre.BRANCH:
            self._branch(argument[1])
        elif operation in _REPEATS:
            least, most, inner = argument
            self._repeat(least, most, inner, operation == sre.MAX_REPEAT)
        else:
            raise TooManySteps

    def _branch(self, branches: Sequence[Any]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self.add("split", 0, 0)
            self.sequence(branch)
            ends.append(self.add("jump", 0))
            self.program[split] = ("split", split + 1, len(self.program))
        self.sequence(branches[-1])
        for end in ends:
            self.program[end] = ("jump", len(self.program))

    def _repeat(self, least: Any, most: Any, inner: Any, greedy: bool) -> None:
        for _ in range(int(least)):
            self.sequence(inner)
        if most == sre.MAXREPEAT:
            split = self.add("split", 0, 0)
            self.sequence(inner)
            self.add("jump", split)
            self._aim(split, greedy)
            return
        splits = []
        for _ in range(int(most) - int(least)):
            splits.append(self.add("split", 0, 0))
            self.sequence(inner)
        for split in splits:
            self._aim(split, greedy)

    def _aim(self, split: int, greedy: bool) -> None:
        """Set the targets of a split: repeat, or leave the repetition."""
        into, out = split + 1, len(self.program)
        self.program[split] = ("split", into, out) if greedy else ("split", out, into)


def _tested(source: str, flags: int) -> Callable[[str], bool]:
    """Return a cached test of one character."""
    expression = re.compile(source, flags)
    return cache(lambda character: expression.fullmatch(character) is not None)


class _Steps:
    """A budget of steps."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, number: int) -> None:
        """Use up a number of steps. Raises TooManySteps if fewer are left."""
        self.left -= number
        if self.left < 0:
            raise TooManySteps


def _find(
    program: Sequence[tuple[Any, ...]],
    text: str,
    start: int,
    end: int,
    steps: _Steps,
    whole: bool = False,
) -> tuple[int, int] | None:
    """Return the first match at or after a position, the one that Python's engine would choose.

    With `whole` it is [start, end) or None. Raises TooManySteps.
    """
    found: tuple[int, int] | None = None
    threads: list[tuple[int, int]] = []  # (instruction, first character), preferred first
    for place in range(start, end + 1):
        seen: set[int] = set()
        current: list[tuple[int, int]] = []
        for at, begin in threads:
            _follow(program, text, place, at, begin, seen, current)
        if found is None and (place == start or not whole):
            _follow(program, text, place, 0, place, seen, current)
        steps.take(len(seen))
        threads = []
        for at, begin in current:
            instruction = program[at]
            if instruction[0] == "match":
                if whole and place != end:
                    continue
                found = (begin, place)
                break
            if place < end and instruction[1](text[place]):
                threads.append((at + 1, begin))
        if found is not None and not threads:
            return found
        if whole and not threads:
            return found
    return found


def _follow(
    program: Sequence[tuple[Any, ...]],
    text: str,
    place: int,
    at: int,
    begin: int,
    seen: set[int],
    into: list[tuple[int, int]],
) -> None:
    """Add the instructions that can be reached without reading a character, preferred first."""
    waiting = [at]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        kind = program[at][0]
        if kind == "jump":
            waiting.append(program[at][1])
        elif kind == "split":
            waiting += [program[at][2], program[at][1]]
        elif kind == "assert":
            if program[at][1](text, place):
                waiting.append(at + 1)
        else:
            into.append((at, begin))
