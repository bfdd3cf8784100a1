"""Turns paths of recordings into the words PocketSphinx hears, one JSON line in and one out.

Run as a script, by path, in a process of its own: the model is loaded once, and a crash in the decoder
takes this process with it and no other. It ends when its standard input does.

First line in: ``{"path": sys.path of the parent, "language_model": a file or null}``; out: ``{"ready": true}``.
Then ``{"audio": path}`` in, and ``{"text": words}`` or ``{"problem": sentence}`` out.
"""

from __future__ import annotations

import json
import signal
import sys
import wave
from typing import Any

SAMPLE_RATE = 16_000


class Unreadable(Exception):
    """A recording that cannot be used, said in a sentence."""


def read_samples(path: str) -> bytes:
    """The samples of a 16 kHz mono 16-bit WAV file. Raises Unreadable for anything else."""
    try:
        with wave.open(path, "rb") as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            if form != (1, 2, SAMPLE_RATE):
                raise Unreadable(
                    f"The recording has {form[0]} channels, {8 * form[1]} bits and {form[2]} Hz; "
                    f"this recogniser takes 1 channel, 16 bits and {SAMPLE_RATE} Hz."
                )
            return file.readframes(file.getnframes())
    except FileNotFoundError:
        raise Unreadable("There is no recording of this variant.") from None
    except (wave.Error, EOFError, OSError) as error:
        raise Unreadable(f"The recording cannot be read as a WAV file ({error or 'it is cut short'}).") from None


def decode(decoder: Any, samples: bytes) -> str:
    """The words heard in one utterance, in lower case; empty if none."""
    # Without this the running estimate of the channel carries over, and results depend on the order.
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(samples, no_search=False, full_utt=True)
    decoder.end_utt()
    heard = decoder.hyp()
    return "" if heard is None else str(heard.hypstr)


def serve() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends us
    start = json.loads(sys.stdin.readline())
    sys.path[:] = start["path"]
    from pocketsphinx import Decoder

    options = {"lm": start["language_model"]} if start["language_model"] else {}
    decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", **options)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            answer = {"text": decode(decoder, read_samples(json.loads(line)["audio"]))}
        except Unreadable as unreadable:
            answer = {"problem": str(unreadable)}
        except RuntimeError as error:
            answer = {"problem": f"The recogniser failed: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve()
