"""Turns pieces of text into raw speech, in a process of its own that speaks once and ends.

espeak-ng keeps state between calls: the same words spoken twice by one process differ. So this file is
run as a script, by path, with nothing of ours imported, and is never imported for its effects.

Standard input: one JSON object with ``library`` and ``data`` (paths), ``voice``, ``volume``, ``rate`` and
``texts``. Standard output: one line of JSON (``rate``, ``version``, ``samples`` of each text, or ``problem``),
then the samples of all texts, 16-bit little-endian.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any

# From espeak-ng's public header, speak_lib.h.
SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
RATE, VOLUME = 1, 2
UTF8, END_PAUSE = 0x1, 0x1000


def synthesise(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Speak every text of ``job`` in order; an unknown voice is a ``problem``, not an exception."""
    library = ctypes.CDLL(job["library"])
    library.espeak_Info.restype = ctypes.c_char_p
    # The engine holds its data path in a short buffer of bytes; "." fits wherever the package is installed.
    os.chdir(os.path.dirname(job["data"]))
    hertz = library.espeak_Initialize(SYNCHRONOUS, 0, b".", DO_NOT_EXIT)
    if hertz <= 0:
        return {"problem": f"the speech engine could not be started (status {hertz})"}, b""
    if library.espeak_SetVoiceByName(job["voice"].encode()) != 0:
        return {"problem": f"the speech engine does not know the voice {job['voice']!r}"}, b""
    # Breathy voices hold noise, which the engine seeds from the clock when it starts.
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    library.espeak_SetParameter(RATE, job["rate"], 0)
    library.espeak_SetParameter(VOLUME, job["volume"], 0)

    spoken = bytearray()

    def keep(samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            spoken.extend(ctypes.string_at(samples, 2 * count))
        return 0

    callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(keep)
    library.espeak_SetSynthCallback(callback)
    lengths = []
    for text in job["texts"]:
        before = len(spoken)
        data = text.encode() + b"\0"
        status = library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, UTF8 | END_PAUSE, None, None)
        if status != 0:
            return {"problem": f"the speech engine failed on a text (status {status})"}, b""
        lengths.append((len(spoken) - before) // 2)
    return {"rate": hertz, "version": library.espeak_Info(None).decode(), "samples": lengths}, bytes(spoken)


if __name__ == "__main__":
    header, pcm = synthesise(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + pcm)
    sys.stdout.buffer.flush()
