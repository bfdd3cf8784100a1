"""Says what every adapter is, and turns whatever a tool sent into a Reply that is safe to keep."""

from __future__ import annotations

import codecs
import math
from collections.abc import Mapping
from typing import Any, Protocol

from harness.errors import CommandError, NotYet, TransportError
from harness.records import Reply, Tool, Variant

__all__ = ["MAX_REPLY_BYTES", "Adapter", "NotYet", "TransportError"]

MAX_REPLY_BYTES = 2_000_000
"""A longer answer is cut here and recorded as truncated. An hour of talk is about 60,000 bytes."""

_SHARED_RUN = 16
"""A message sharing this many characters in a row with the case is taken to quote it."""


class Adapter(Protocol):
    """One way to reach one tool. The whole interface is ``send`` and ``close``; opening is construction.

    An adapter is built as ``X(tool, base=folder)``, where relative paths of its settings start from ``base``.
    Building it raises ``ToolError`` if the tool cannot be used at all.
    """

    tool: Tool

    def send(self, variant: Variant) -> Reply:
        """Ask once. May be called from several threads.

        A fault of one answer is told in ``Reply.problem``, never raised. Three signals may be raised:
        ``NotYet`` (a person has still to bring the answer), ``TransportError`` (asking again may help) and
        a ``PlumblineError`` (nothing more can be asked until the user mends something).
        """
        ...

    def close(self) -> None:
        """Give back what opening took."""
        ...


def reply_from_bytes(data: bytes, *, cut: bool = False, legacy: str | None = None) -> Reply:
    """Read bytes as text. What cannot be read becomes U+FFFD, and ``Reply.raw`` then keeps the bytes.

    Args:
        data: what the tool sent.
        cut: whether something was already left off the end.
        legacy: an encoding to try when the bytes are not UTF-8, before replacing anything.
    """
    if len(data) > MAX_REPLY_BYTES:
        data, cut = data[:MAX_REPLY_BYTES], True
    text = _tidy(_decode(data, cut, legacy))
    return Reply(text=text, cut=cut, raw=None if text.encode() == data else data)


def reply_from_text(text: str) -> Reply:
    """A Reply from a Python string, which may hold lone surrogates and be of any length."""
    # A character is at least a byte: the first cut loses nothing that could be kept, and bounds the memory of the rest.
    data = text[:MAX_REPLY_BYTES].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    cut = len(text) > MAX_REPLY_BYTES or len(data) > MAX_REPLY_BYTES
    return Reply(text=_tidy(_decode(data[:MAX_REPLY_BYTES], cut, None)), cut=cut)


def _decode(data: bytes, cut: bool, legacy: str | None) -> str:
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif legacy is not None:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
        except UnicodeDecodeError:
            encoding = legacy
    # Not final when cut: half a character at the cut is dropped, and is no sign of a wrong encoding.
    return codecs.getincrementaldecoder(encoding)("replace").decode(data, final=not cut)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_the_case(message: str, variant: Variant) -> str:
    """The first line of an error message, at most 300 characters; left out if it quotes the case.

    Problems are printed and shared; what a case says belongs in outputs only.
    """
    line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    line = reply_from_text(line[:300]).text or ""
    needle, hay = " ".join(line.lower().split()), " ".join(variant.text.lower().split())
    starts = range(max(0, len(needle) - _SHARED_RUN) + 1)
    if len(needle) >= _SHARED_RUN and any(needle[i : i + _SHARED_RUN] in hay for i in starts):
        return "(message left out: it repeats words of the case)"
    return line


def read_settings(tool: Tool, known: Mapping[str, str | int | float | bool | list[str]]) -> dict[str, Any]:
    """The tool's settings over the defaults in ``known``, whose types they must have.

    A number may not be negative, nor 0 where its default is not.

    Raises:
        CommandError: a setting is unknown or of another type.
    """
    for name, value in tool.settings.items():
        if name not in known:
            raise CommandError(
                f"Tool {tool.name}: there is no setting {name!r}. The {tool.adapter} adapter has: "
                f"{', '.join(known) or 'none'}."
            )
        if not _fits(value, known[name]):
            raise CommandError(f"Tool {tool.name}: {name} is {value!r}. Write {_in_words(known[name])}.")
    return {**known, **tool.settings}


def _fits(value: object, default: object) -> bool:
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int | float):
        kinds = int if isinstance(default, int) else (int, float)
        return isinstance(value, kinds) and math.isfinite(value) and (value > 0 or (value == 0 and default == 0))
    return isinstance(value, type(default))


def _in_words(default: object) -> str:
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, int):
        return "a whole number" + (", 0 or more" if default == 0 else " above 0")
    if isinstance(default, float):
        return "a number above 0"
    return "a list, as [one, two]" if isinstance(default, list) else "text"
