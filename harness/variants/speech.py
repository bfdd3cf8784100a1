"""Turns the words of a variant into a recording in its voice, 16 kHz mono, the same bytes every time.

The engine is espeak-ng, found through the package ``espeakng-loader``. It is GPL-3, so it is an optional
extra and is only ever run in a process of its own. One process speaks one text: the bytes depend on the
text, the voice and the versions of engine and resampler, and not on what else was recorded or in which order.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from harness.errors import CommandError, MissingExtraError, RunFolderError, ToolError
from harness.records import Record, Variant, Voice
from harness.store import write_atomically

Samples = NDArray[np.int16]

SAMPLE_RATE = 16_000
LEAD = 0.25
"""Seconds of silence before and after the words; recognisers need it to find the level of the background."""
WORDS_A_MINUTE = 175
VOLUME = 60
"""Of 100, for every voice alike (arms may differ only in the voice). The Scottish and some male voices clip above."""
MANIFEST = "recordings.json"
RECIPE = 1
"""Raise it when anything here changes the bytes of a recording."""

_PAUSE = re.compile(r"\[pause\s+(\d{1,3}(?:\.\d{1,2})?)\s*s\]", re.IGNORECASE)
_DIRECTION = re.compile(r"\[[^\[\]\n]*\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,199}")


class Recording(Record):
    """One file of a folder of recordings: its content hash, and what it was made from."""

    sha256: str
    seconds: float
    voice: Voice
    made_from: str
    """Hash of the words, the voice and the whole recipe; another hash means the file is out of date."""


class Recordings(Record):
    """The manifest of a folder of recordings, by variant id."""

    engine: str
    sample_rate: int
    recordings: dict[str, Recording] = Field(default_factory=dict)


@dataclass(frozen=True)
class _Engine:
    """Where the speech engine is, and everything about it that could change a byte."""

    library: str
    data: Path
    signature: str


def speak(text: str, voice: Voice, path: Path | None = None) -> Samples:
    """Speak ``text`` and return its samples, 16-bit mono at 16 kHz; write a WAV file if ``path`` is given.

    ``[pause 3s]`` is three seconds of silence; any other direction in square brackets is left out.
    Each line is spoken as a sentence of its own. A text without words is silence, lead-in and lead-out.

    Raises:
        MissingExtraError: a package of the extra ``speech`` is missing.
        ToolError: the engine does not know the voice, or failed.
    """
    samples = _resample(*_pieces(text, voice, _engine()))
    if path is not None:
        write_atomically(path, wav_bytes(samples))
    return samples


def wav_bytes(samples: Samples) -> bytes:
    """The samples as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def record(
    variants: Sequence[Variant],
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    workers: int = 2,
) -> Recordings:
    """Write ``<variant id>.wav`` for every variant, and a manifest of them; return the manifest.

    A file that is there, is whole and was made from the same words, voice and recipe is left alone.
    Entries of earlier calls stay in the manifest. Files appear whole or not at all, and an interrupted call
    keeps what it has made. ``progress`` is told (done, total) after each variant, in the calling thread.

    Raises:
        CommandError: a variant has no voice, or an id that cannot be a file name.
        RunFolderError: the manifest in ``folder`` cannot be read.
        MissingExtraError, ToolError: as for ``speak``.
    """
    for variant in variants:
        _check(variant)
    engine = _engine()
    folder.mkdir(parents=True, exist_ok=True)
    known = read_manifest(folder)
    entries = dict(known.recordings) if known is not None else {}

    def make(variant: Variant) -> Recording:
        assert variant.voice is not None
        made_from = _made_from(variant.text, variant.voice, engine)
        path = folder / f"{variant.id}.wav"
        before = entries.get(variant.id)
        if before is not None and before.made_from == made_from and _hash_of(path) == before.sha256:
            return before
        samples = _resample(*_pieces(variant.text, variant.voice, engine))
        data = wav_bytes(samples)
        write_atomically(path, data)
        seconds = round(len(samples) / SAMPLE_RATE, 3)
        sha256 = hashlib.sha256(data).hexdigest()
        return Recording(sha256=sha256, seconds=seconds, voice=variant.voice, made_from=made_from)

    made: dict[str, Recording] = {}
    pool = ThreadPoolExecutor(max_workers=max(1, workers))
    try:
        for done, (variant, recording) in enumerate(zip(variants, pool.map(make, variants), strict=True), start=1):
            made[variant.id] = recording
            if progress is not None:
                progress(done, len(variants))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        manifest = _manifest(engine, entries | made)
        write_atomically(folder / MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n")
    return manifest


def read_manifest(folder: Path) -> Recordings | None:
    """The manifest of ``folder``, or None if there is none. Raises RunFolderError if it cannot be read."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        return Recordings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunFolderError(
            f"{path} is no manifest of recordings ({error.error_count()} faults). Delete the folder, and record again."
        ) from error


# ------------------------------------------------------------------ inside


def _check(variant: Variant) -> None:
    """A variant that can be recorded has a voice, and an id that is safe as a file name."""
    if variant.voice is None:
        raise CommandError(f"{variant.id} has no voice: recordings are made for axes whose medium is voice.")
    if not _FILE_NAME.fullmatch(variant.id):
        raise CommandError(f"{variant.id!r} cannot be a file name. Use letters, digits, dots and underscores.")


def _engine() -> _Engine:
    """Find the engine, and name every version that could change the audio. It is not loaded into this process."""
    try:
        import espeakng_loader
        import soxr
    except ImportError as error:
        raise MissingExtraError("Making speech", "speech") from error
    version = metadata.version("espeakng-loader")
    signature = f"espeak-ng from espeakng-loader {version}, soxr {soxr.__version__}, recipe {RECIPE}"
    return _Engine(str(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path()), signature)


def _pieces(text: str, voice: Voice, engine: _Engine) -> tuple[Samples, int]:
    """The whole utterance at the engine's own rate: lead-in, words and pauses, lead-out."""
    parts = list(_parts(text))
    spoken, rate = _run_engine([part for part in parts if isinstance(part, str)], voice, engine)
    words = iter(spoken)
    body = [next(words) if isinstance(part, str) else _silence(part, rate) for part in parts]
    edge = _silence(LEAD, rate)
    return np.concatenate([edge, *body, edge]), rate


def _parts(text: str) -> Iterator[str | float]:
    """Lines of words, and pauses in seconds, in the order of the text."""
    for index, part in enumerate(_PAUSE.split(_CONTROL.sub(" ", text))):
        if index % 2:
            yield float(part)
            continue
        for line in _DIRECTION.sub(" ", part).splitlines():
            if re.search(r"\w", line):
                yield " ".join(line.split())


def _silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), dtype=np.int16)


def _run_engine(texts: list[str], voice: Voice, engine: _Engine) -> tuple[list[Samples], int]:
    """Speak the texts in one fresh process; returns each text's samples and the engine's rate in hertz."""
    if voice.engine != "espeak":
        raise ToolError(f"There is no speech engine {voice.engine!r} (voice {voice.name!r}). Use 'espeak'.")
    ending = voice.name.partition("+")[2]
    # The engine itself takes an unknown ending without a word, and speaks in its plain voice.
    if ending and not (engine.data / "voices" / "!v" / ending).is_file():
        raise ToolError(f"The speech engine does not know the ending {ending!r} of the voice {voice.name!r}.")
    job: dict[str, Any] = {
        "library": engine.library,
        "data": str(engine.data),
        "voice": voice.name,
        "volume": VOLUME,
        "rate": WORDS_A_MINUTE,
        "texts": texts,
    }
    script = Path(__file__).with_name("_espeak.py")
    done = subprocess.run(
        # Isolated and without site packages: only the standard library is needed, and it starts faster.
        [sys.executable, "-I", "-S", str(script)],
        input=json.dumps(job).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ToolError(f"The speech engine ended with status {done.returncode}. {' '.join(last)}".rstrip())
    line, _, pcm = done.stdout.partition(b"\n")
    header = json.loads(line)
    if "problem" in header:
        raise ToolError(f"No recording in the voice {voice.name!r}: {header['problem']}.")
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.int16)
    return np.split(samples, np.cumsum(header["samples"])[:-1]) if texts else [], int(header["rate"])


def _resample(samples: Samples, rate: int) -> Samples:
    """From the engine's rate to 16 kHz. In floats, so that no dither is added and peaks are cut, not wrapped."""
    import soxr

    heard = soxr.resample(samples.astype(np.float64), rate, SAMPLE_RATE, quality="HQ")
    whole: Samples = np.clip(np.rint(heard), -32768, 32767).astype(np.int16)
    return whole


def _made_from(text: str, voice: Voice, engine: _Engine) -> str:
    """Hash of everything that a recording's bytes depend on."""
    recipe = [text, voice.engine, voice.name, engine.signature, SAMPLE_RATE, LEAD, WORDS_A_MINUTE, VOLUME]
    return hashlib.sha256(json.dumps(recipe, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _manifest(engine: _Engine, entries: dict[str, Recording]) -> Recordings:
    ordered = {name: entries[name] for name in sorted(entries)}
    return Recordings(engine=engine.signature, sample_rate=SAMPLE_RATE, recordings=ordered)


def _hash_of(path: Path) -> str | None:
    """Content hash of a file, or None if it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
