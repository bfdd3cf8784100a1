"""Two real note tools that run offline: both turn a conversation into about a quarter of its sentences.

They are plain extractive summarisers, here so that the whole harness can be tried, and so that a supplier's
tool has something simple to beat. They copy what was said, in order and with its speaker: they can lose
facts but hardly invent any.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

from harness.adapters.base import read_settings, reply_from_text
from harness.adapters.dialogue import Sentence, sentences
from harness.records import Reply, Tool, Variant

_WORD = re.compile(r"[a-z0-9][a-z0-9'’]*")
_STOP = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can could did do does
    doing don't down for from get go going got had has have he her here hers him his how i i'd i'll i'm i've if in
    into is it it's its just know like me mean more my no not now of off oh ok okay on one or our out over really
    right said say see she so some than that that's the their them then there there's they they're this those to
    too um up us very was we we're well were what when where which who will with would yeah yes you you're your
    """.split()
)
_DAMPING = 0.85
_SHORTEST = 4
"""Words of the shortest sentence that the graph tool chooses from."""
_SETTINGS: dict[str, str | int | float | bool | list[str]] = {"share": 0.25, "words": 200}


class _Extractive:
    """Settings: ``share`` of the conversation's words to keep (default 0.25), and ``words`` at most (default 200)."""

    def __init__(self, tool: Tool, *, base: Path | None = None) -> None:
        self.tool = tool
        known = read_settings(tool, self._known())
        self._share, self._words = float(known["share"]), int(known["words"])
        self._sentences = int(known.get("sentences", 0))

    def _known(self) -> dict[str, str | int | float | bool | list[str]]:
        return _SETTINGS

    def close(self) -> None:
        """Nothing to give back."""

    def _room(self, spoken: list[Sentence]) -> int:
        return min(self._words, round(self._share * sum(_length(s) for s in spoken)))


class Lead(_Extractive):
    """The first sentences of the conversation, as many as there is room for.

    Settings besides ``share`` and ``words``: ``sentences``, at most so many (default 0: no such limit).
    """

    def _known(self) -> dict[str, str | int | float | bool | list[str]]:
        return {**_SETTINGS, "sentences": 0}

    def send(self, variant: Variant) -> Reply:
        """The note; empty when nobody speaks."""
        spoken = sentences(variant)
        room = self._room(spoken)
        kept: list[Sentence] = []
        for sentence in spoken[: self._sentences or None]:
            room -= _length(sentence)
            if kept and room < 0:
                break
            kept.append(sentence)
        return reply_from_text("\n".join(sentence.line for sentence in kept))


class Graph(_Extractive):
    """The sentences most central to the conversation, in its order.

    PageRank over the graph of sentences (Mihalcea and Tarau 2004, TextRank), its edges weighted by the cosine
    of idf-weighted words (Erkan and Radev 2004, continuous LexRank). Equal ranks: the earlier sentence.
    """

    def send(self, variant: Variant) -> Reply:
        """The note; empty when nobody speaks."""
        spoken = sentences(variant)
        room = self._room(spoken)
        # "Mm." and "Go on." are not worth a line, unless nobody says anything longer.
        worth = [sentence for sentence in spoken if _length(sentence) >= _SHORTEST] or spoken
        ranks = rank([sentence.words for sentence in worth])
        kept: list[int] = []
        for i in sorted(range(len(worth)), key=lambda i: (-ranks[i], i)):
            room -= _length(worth[i])
            if kept and room < 0:
                break
            kept.append(i)
        return reply_from_text("\n".join(worth[i].line for i in sorted(kept)))


def rank(texts: list[str]) -> list[float]:
    """Centrality of each sentence, rounded to 9 places so that equal sentences rank equally on any machine."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(texts)))
    graph.add_weighted_edges_from((i, j, weight) for (i, j), weight in similarities(texts).items())
    scores = networkx.pagerank(graph, alpha=_DAMPING, max_iter=1000, tol=1e-10)
    return [round(float(scores[i]), 9) for i in range(len(texts))]


def similarities(texts: list[str]) -> dict[tuple[int, int], float]:
    """Cosine of every two sentences that share a word; a word weighs its count times log(sentences / those with it)."""
    bags = [Counter(word for word in _WORD.findall(text.lower()) if word not in _STOP) for text in texts]
    holders: dict[str, list[int]] = {}
    for i, bag in enumerate(bags):
        for word in bag:
            holders.setdefault(word, []).append(i)
    idf = {word: math.log(len(texts) / len(where)) for word, where in holders.items()}
    norms = [math.sqrt(sum((n * idf[word]) ** 2 for word, n in bag.items())) for bag in bags]
    dots: dict[tuple[int, int], float] = {}
    for word, where in holders.items():  # only pairs that share a word cost anything
        for a, i in enumerate(where):
            for j in where[a + 1 :]:
                dots[i, j] = dots.get((i, j), 0.0) + bags[i][word] * bags[j][word] * idf[word] ** 2
    return {(i, j): dot / (norms[i] * norms[j]) for (i, j), dot in sorted(dots.items()) if dot > 0}


def _length(sentence: Sentence) -> int:
    return len(sentence.words.split())
