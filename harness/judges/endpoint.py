"""A large model as judge, behind any endpoint that speaks the OpenAI chat protocol."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx2
import stamina

from harness.errors import CommandError, ToolError
from harness.judges import prompt
from harness.judges.base import Asked, Opinion
from harness.judges.folder import label_of
from harness.judges.wanted import Wanted

_MOST_BYTES = 1_000_000
_TRIES = 5
_SECONDS = 120.0
_LONGEST_WAIT = 60.0
_ROOM = 1500
"""Words of passages shown with one statement."""
_ANSWER_TOKENS = 200
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
NO_ANSWER = "no answer in the form asked for"


class Again(Exception):
    """The endpoint did not answer this time; ``after`` is how many seconds it asked to wait."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Endpoint:
    """One statement at a time, with its passages, ``votes`` times, each vote with a seed of its own.

    Support is the share of votes for it, drawn towards one half by half a vote each way. With fewer usable votes than
    half of those asked for there is no opinion, and the rules stand alone.

    Raises:
        CommandError: the address is none, or the environment variable of the key is not set.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        address = urlsplit(wanted.judge)
        if not address.hostname or address.username or address.password or address.query or address.fragment:
            raise CommandError(
                f"The address of the judge cannot be used: {address.scheme}://{address.hostname or ''}. Write it as "
                "http://127.0.0.1:8000/v1, without a key in it: that goes by --judge-option key=ENVIRONMENT_VARIABLE."
            )
        base = wanted.judge.rstrip("/")
        self._url = base if base.endswith("/chat/completions") else f"{base}/chat/completions"
        how = [address.hostname, address.port, wanted.votes, wanted.seed, wanted.temperature, prompt.RECIPE]
        self.name = f"judge:{label_of(wanted.model)}@{hashlib.sha256(json.dumps(how).encode()).hexdigest()[:8]}"
        headers = {"Authorization": f"Bearer {_key(wanted.key)}"} if wanted.key else {}
        self._client = httpx2.Client(headers=headers, timeout=_SECONDS, follow_redirects=False)

    def room(self, statement: str) -> int:
        """Words of source that are shown in one passage."""
        return _ROOM // 4 if len(statement) <= 4000 else 0

    def length(self, text: str) -> int:
        """Words of a text."""
        return len(text.split())

    def opinions(self, asked: Sequence[Asked]) -> list[Opinion]:
        """One opinion for each, in order; several questions are under way at once."""
        votes = range(self._wanted.votes)
        with ThreadPoolExecutor(self._wanted.at_once) as pool:
            under_way = [[pool.submit(self._vote, one, vote) for vote in votes] for one in asked]
            try:
                return [self._counted([vote.result() for vote in own]) for own in under_way]
            except BaseException:
                pool.shutdown(cancel_futures=True, wait=False)
                raise

    def _counted(self, votes: Sequence[str | None]) -> Opinion:
        kept = tuple(vote or NO_ANSWER for vote in votes)
        usable = [prompt.VERDICTS[vote] for vote in votes if vote is not None]
        if 2 * len(usable) < len(votes) or not usable:
            return Opinion(None, kept, f"{len(usable)} of {len(votes)} votes could be read")
        return Opinion(round((sum(usable) + 0.5) / (len(usable) + 1), 4), kept)

    def _vote(self, asked: Asked, number: int) -> str | None:
        body = {
            "model": self._wanted.model,
            "messages": prompt.messages(asked),
            "temperature": self._wanted.temperature,
            "seed": self._wanted.seed + number,
            "max_tokens": _ANSWER_TOKENS,
        }
        try:
            for attempt in stamina.retry_context(
                on=_how_long, attempts=_TRIES, timeout=_SECONDS * _TRIES, wait_initial=0.5, wait_max=20.0
            ):
                with attempt:
                    return prompt.read(self._once(body), prompt.mark_of(asked))
        except Again as error:
            raise ToolError(
                f"The judge at {self._url} did not answer in {_TRIES} tries: {error}. Is it running, and is the "
                "address right? What it answered before is kept, if a record is."
            ) from None
        return None

    def _once(self, body: dict[str, Any]) -> object:
        """The content of one answer; None if the answer has none."""
        data = bytearray()
        try:
            with self._client.stream("POST", self._url, json=body) as answer:
                status = answer.status_code
                after = _seconds(answer.headers.get("Retry-After"))
                for chunk in answer.iter_bytes():
                    data += chunk
                    if len(data) > _MOST_BYTES:
                        return None
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Again(type(error).__name__) from None
        if status in _AGAIN:
            raise Again(f"status {status}", after)
        if status != 200:
            why = {401: "the key is missing or wrong", 403: "the key may not do this", 404: "no such model or address"}
            # What it says in words may quote the case, so only the number is told.
            raise ToolError(f"The judge at {self._url} answers with status {status}: {why.get(status, 'it refuses')}.")
        try:
            return json.loads(bytes(data))["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            return None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _how_long(error: Exception) -> bool | float:
    """Whether to ask again; or after how many seconds, if the endpoint says."""
    if not isinstance(error, Again):
        return False
    return error.after if error.after is not None else True


def _seconds(value: str | None) -> float | None:
    try:
        return min(_LONGEST_WAIT, max(0.0, float(value))) if value else None
    except ValueError:  # a date, which few endpoints send
        return None


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        raise CommandError(f"The key of the judge is to be in the environment variable {variable}, which is not set.")
    if not key.isascii() or not key.isprintable():
        raise CommandError(f"The environment variable {variable} does not hold a key: it has characters no key has.")
    return key
