"""Recordings: the same bytes every time, whole or not at all, made again only when something changed."""

from __future__ import annotations

import hashlib
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from harness.errors import CommandError, MissingExtraError, RunFolderError, ToolError
from harness.records import Arm, Variant, Voice
from harness.suites import identities, shipped
from harness.variants import speech

pytestmark = pytest.mark.speech

SCOTLAND = Voice(engine="espeak", name="gmw/en-GB-scotland+f5", label="synthetic")
US = Voice(engine="espeak", name="gmw/en-US+m6", label="synthetic")
WORDS = "The nurse comes twice a week.\nShe is kind to me."


def spoken(number: int, voice: Voice | None = SCOTLAND, text: str = WORDS) -> Variant:
    return Variant(
        id=f"visit_{number}.accent.scotland",
        suite="adults@1",
        scenario="visit",
        title="Visit",
        practice_area="review",
        axis="accent",
        group="scotland",
        group_label="Scotland",
        arm=Arm.GROUP,
        subject="adult",
        people={},
        case={},
        text=text,
        turns=(),
        facts=(),
        not_said=(),
        not_discussed=(),
        actions=(),
        voice=voice,
    )


def test_speech_is_the_same_in_every_process_and_after_other_voices() -> None:
    first = speech.speak(WORDS, SCOTLAND)
    speech.speak("Something else in between.", US)
    time.sleep(1.1)  # left to itself the engine seeds the noise of breathy voices from the clock's seconds
    assert np.array_equal(first, speech.speak(WORDS, SCOTLAND))
    assert not np.array_equal(first, speech.speak(WORDS, US))


def test_speech_file_is_16_khz_mono_with_silence_before_and_after(tmp_path: Path) -> None:
    samples = speech.speak(WORDS, SCOTLAND, tmp_path / "visit.wav")
    with wave.open(str(tmp_path / "visit.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert file.readframes(file.getnframes()) == samples.tobytes()
    edge = 4000 - 50  # a quarter of a second, less the width of the resampler's filter
    assert np.abs(samples[:edge]).max() <= 1
    assert np.abs(samples[-edge:]).max() <= 1
    assert np.abs(samples).max() > 3000
    assert 3 < len(samples) / 16_000 < 6


def test_speech_pause_is_silence_of_that_length_and_other_directions_are_not_read() -> None:
    plain = speech.speak("It was late. I was cold.", US)
    halves = "It was late.", "I was cold."
    parts = [len(speech.speak(half, US)) for half in halves]
    paused = speech.speak(f"{halves[0]} [pause 2.5s] [door] {halves[1]}", US)
    # Two texts have two lead-ins and two lead-outs, a second in all, where the whole has half of one.
    assert abs(len(paused) - (sum(parts) - 8_000 + 40_000)) < 1600
    quiet = np.abs(paused) <= 1
    runs = np.diff(np.flatnonzero(np.concatenate([[True], ~quiet, [True]])))
    assert runs.max() >= 40_000
    assert len(plain) < len(paused) - 35_000


def test_speech_without_words_is_half_a_second_of_silence() -> None:
    samples = speech.speak("[unclear]\n ... ", US)
    assert abs(len(samples) - 8_000) <= 1
    assert not samples.any()


@pytest.mark.parametrize("name", ["gmw/en-GB", "nonsense", "gmw/en-US+f99", "gmw/en-US+../en"])
def test_speech_voice_that_does_not_exist_is_refused_by_name(name: str) -> None:
    with pytest.raises(ToolError, match="does not know") as caught:
        speech.speak(WORDS, Voice(engine="espeak", name=name, label="x"))
    assert name in str(caught.value)


def test_speech_other_engine_is_refused() -> None:
    with pytest.raises(ToolError, match="There is no speech engine 'festival'"):
        speech.speak(WORDS, Voice(engine="festival", name="slt", label="x"))


@pytest.mark.parametrize("module", ["espeakng_loader", "soxr"])
def test_speech_missing_extra_says_what_to_install(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r'pip install "plumbline\[speech\]"'):
        speech.speak(WORDS, US)


def test_speech_engine_is_never_loaded_into_this_process() -> None:
    speech.speak(WORDS, US)
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("this system has no list of loaded libraries to read")
    assert "espeak-ng" not in maps.read_text()


def test_speech_recordings_do_not_depend_on_order_or_company(tmp_path: Path) -> None:
    many = [spoken(n, text=f"{WORDS} Visit number {n}.") for n in range(4)]
    told: list[tuple[int, int]] = []
    manifest = speech.record(many, tmp_path / "a", lambda done, total: told.append((done, total)))
    speech.record(many[::-1], tmp_path / "b", workers=1)
    speech.record(many[2:3], tmp_path / "c")
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    for name in sorted(path.name for path in (tmp_path / "a").iterdir()):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    alone = tmp_path / "c" / f"{many[2].id}.wav"
    assert alone.read_bytes() == (tmp_path / "a" / alone.name).read_bytes()
    assert manifest.recordings[many[2].id].sha256 == hashlib.sha256(alone.read_bytes()).hexdigest()
    assert speech.read_manifest(tmp_path / "a") == manifest


def test_speech_recordings_are_kept_unless_words_or_bytes_changed(tmp_path: Path) -> None:
    variants = [spoken(n) for n in range(3)]
    before = speech.record(variants, tmp_path)
    files = [tmp_path / f"{variant.id}.wav" for variant in variants]
    whole = files[1].read_bytes()
    files[1].write_bytes(whole[:-100])
    stamps = [file.stat().st_mtime_ns for file in files]
    variants[2] = spoken(2, text="Other words.")
    after = speech.record(variants, tmp_path)
    assert files[0].stat().st_mtime_ns == stamps[0]
    assert files[1].read_bytes() == whole
    assert after.recordings[variants[1].id] == before.recordings[variants[1].id]
    assert after.recordings[variants[2].id].sha256 != before.recordings[variants[2].id].sha256
    assert not list(tmp_path.glob("*.part"))


def test_speech_interrupted_recording_keeps_what_was_made(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        speech.record([spoken(n) for n in range(3)], tmp_path, stop)
    kept = speech.read_manifest(tmp_path)
    assert kept is not None
    assert spoken(0).id in kept.recordings


def test_speech_variants_that_cannot_be_recorded_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has no voice"):
        speech.record([spoken(1, voice=None)], tmp_path)
    with pytest.raises(CommandError, match="cannot be a file name"):
        speech.record([spoken(1).model_copy(update={"id": "../escape"})], tmp_path)
    assert not list(tmp_path.iterdir())


def test_speech_broken_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / speech.MANIFEST).write_text("{")
    with pytest.raises(RunFolderError, match=r"recordings\.json is no manifest"):
        speech.record([spoken(1)], tmp_path)


def test_speech_every_voice_of_the_accent_axis_speaks_in_its_own_way_and_says_it_is_synthetic() -> None:
    axis = identities(shipped())["accent"]
    voices = [voice for group in axis.groups for voice in group.voices]
    assert len(axis.groups) == 4
    assert {len(group.voices) for group in axis.groups} == {2}
    heard = set()
    for voice in voices:
        samples = speech.speak(WORDS, voice)
        assert np.abs(samples.astype(int)).max() < 32_000, f"{voice.name} clips"
        heard.add(samples.tobytes())
        assert "synthetic" in voice.label.lower()
    assert len(heard) == 8
    assert any("nothing about people" in warning for warning in axis.warnings)
