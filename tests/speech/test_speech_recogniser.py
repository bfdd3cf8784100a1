"""The recogniser: answers that depend on the recording alone, and a crash that costs one answer."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from harness.adapters import open_tool
from harness.adapters.language_model import CARE_TALK, fit
from harness.adapters.recogniser import Recogniser, tools
from harness.errors import CommandError, MissingExtraError, ToolError
from harness.records import Arm, Reply, Tool, Variant, Voice
from harness.suites import shipped
from harness.variants import speech

pytestmark = pytest.mark.speech

VOICE = Voice(engine="espeak", name="gmw/en-US+f5", label="synthetic")
SENTENCES = [  # of care_talk.txt: what the fitted model is fitted to
    "The doctor says it is arthritis, and it is in both my knees and my hands.",
    "I will make a referral to the team at the hospital this afternoon.",
    "The carers come four times a day and they are usually on time.",
]


def spoken(number: int, text: str = "") -> Variant:
    return Variant(
        id=f"talk_{number}.accent.us",
        suite="adults@1",
        scenario="talk",
        title="Talk",
        practice_area="review",
        axis="accent",
        group="us",
        group_label="United States",
        arm=Arm.GROUP,
        subject="adult",
        people={},
        case={},
        text=text or SENTENCES[number],
        turns=(),
        facts=(),
        not_said=(),
        not_discussed=(),
        actions=(),
        voice=VOICE,
    )


VARIANTS = [spoken(number) for number in range(3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("recordings")
    speech.record(VARIANTS, where)
    return where


def with_settings(tool: Tool, **settings: str | int | float | bool) -> Tool:
    return tool.model_copy(update={"settings": {**tool.settings, **settings}})


@pytest.fixture(scope="module")
def fitted(folder: Path) -> Iterator[Recogniser]:
    recogniser = Recogniser(tools(workers=1)[1], folder)
    yield recogniser
    recogniser.close()


def errors(variants: list[Variant], replies: list[Reply]) -> int:
    def words(text: str | None) -> list[str]:
        return re.findall(r"[a-z']+", (text or "").lower())

    return sum(Levenshtein.distance(words(v.text), words(r.text)) for v, r in zip(variants, replies, strict=True))


def test_speech_recogniser_gives_the_same_words_in_any_order_and_process(fitted: Recogniser, folder: Path) -> None:
    forward = [fitted.send(variant).text for variant in VARIANTS]
    backward = [fitted.send(variant).text for variant in reversed(VARIANTS)]
    assert backward == forward[::-1]
    assert all(forward)
    two = Recogniser(tools(workers=2)[1], folder)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(two.send, VARIANTS[:2] * 2))
        assert [reply.text for reply in together] == forward[:2] * 2
        assert len(two.processes) == 2
    finally:
        two.close()
    assert two.processes == ()


@pytest.mark.slow
def test_speech_fitted_recogniser_beats_the_shipped_one_on_its_own_text(fitted: Recogniser, folder: Path) -> None:
    shipped_one = Recogniser(tools()[0], folder)
    try:
        general = [shipped_one.send(variant) for variant in VARIANTS]
    finally:
        shipped_one.close()
    assert shipped_one.language_model is None
    assert 0 < errors(VARIANTS, [fitted.send(variant) for variant in VARIANTS]) < errors(VARIANTS, general)


def test_speech_recogniser_without_a_recording_says_so(fitted: Recogniser) -> None:
    reply = fitted.send(spoken(9, "Nothing was recorded."))
    assert reply == Reply(problem="There is no recording talk_9.accent.us.wav.")


def test_speech_recogniser_tells_what_is_wrong_with_a_recording(tmp_path: Path) -> None:
    (tmp_path / f"{VARIANTS[0].id}.wav").write_bytes(b"not a recording")
    with wave.open(str(tmp_path / f"{VARIANTS[1].id}.wav"), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.writeframes(b"\0" * 400)
    (tmp_path / f"{VARIANTS[2].id}.wav").write_bytes(speech.wav_bytes(speech.speak("", VOICE)))
    recogniser = Recogniser(tools(workers=1)[1], tmp_path)
    try:
        garbage, stereo, silence = [recogniser.send(variant) for variant in VARIANTS]
    finally:
        recogniser.close()
    assert "cannot be read as a WAV file" in str(garbage.problem)
    assert "2 channels, 16 bits and 44100 Hz" in str(stereo.problem)
    assert silence.problem is None
    assert silence.text is not None
    assert len(silence.text.split()) <= 2  # it has been known to hear a word in silence: that is the tool's own


def test_speech_recogniser_killed_worker_costs_one_answer(fitted: Recogniser) -> None:
    before = fitted.send(VARIANTS[0])
    [pid] = fitted.processes
    os.kill(pid, signal.SIGSTOP)  # so that it cannot answer before it is killed
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(fitted.send, VARIANTS[0])
        time.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        lost = answer.result(30)
    assert lost.text is None
    assert "ended without an answer" in str(lost.problem)
    assert fitted.send(VARIANTS[0]) == before
    assert fitted.processes != (pid,)


def test_speech_recogniser_ends_a_worker_that_takes_too_long(folder: Path) -> None:
    recogniser = Recogniser(with_settings(tools(workers=1)[1], timeout=0.01), folder)
    try:
        assert "no answer within 0.01 seconds" in str(recogniser.send(VARIANTS[0]).problem)
        assert recogniser.processes == ()
    finally:
        recogniser.close()


def test_speech_recogniser_closed_is_closed(folder: Path) -> None:
    recogniser = Recogniser(tools()[0], folder)
    recogniser.close()
    recogniser.close()
    with pytest.raises(ToolError, match="pocketsphinx is closed"):
        recogniser.send(VARIANTS[0])


def test_speech_recogniser_opens_by_name_with_the_folder_as_a_setting(folder: Path) -> None:
    adapter = open_tool(with_settings(tools(workers=1)[1], audio=folder.name), base=folder.parent)
    try:
        assert adapter.send(VARIANTS[1]).text
    finally:
        adapter.close()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"language_model": "better"}, "language_model is 'better'. Write shipped or fitted."),
        ({"workers": 0}, "workers is 0"),
        ({"beam": 2}, "there is no setting 'beam'"),
        ({}, "there is no folder of recordings"),
    ],
)
def test_speech_recogniser_wrong_settings_are_named(settings: dict[str, str | int], says: str) -> None:
    with pytest.raises(CommandError, match=re.escape(says)):
        Recogniser(with_settings(tools()[0], **settings))


def test_speech_recogniser_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tools()[0]
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    for attempt in (tools, lambda: Recogniser(tool, Path())):
        with pytest.raises(MissingExtraError, match=r'pip install "plumbline\[speech\]"'):
            attempt()


def test_speech_language_model_is_the_same_every_time_and_counts_what_it_skips(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = fit(tmp_path / "one"), fit(tmp_path / "two")
    assert one.path.read_bytes() == two.path.read_bytes()
    lines = [line for line in CARE_TALK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert one.sentences == len(lines)
    assert one.words + one.skipped == sum(len(re.findall(r"[a-z]+(?:'[a-z]+)*", line.lower())) for line in lines)
    assert 0 < one.skipped < 20
    text = tmp_path / "text.txt"
    text.write_text("# Not this.\nThe carers zzxqy came.\n", encoding="utf-8")
    tiny = fit(tmp_path, text)
    assert (tiny.sentences, tiny.words, tiny.skipped) == (1, 2, 2)


def test_speech_fitting_text_shares_no_run_of_words_with_any_suite() -> None:
    def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z']+", text.lower())
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    dialogues = sorted(shipped().glob("*/scenarios/*/dialogue.txt"))
    assert dialogues
    fitting = {run for line in CARE_TALK.read_text(encoding="utf-8").splitlines() for run in runs(line)}
    for dialogue in dialogues:
        shared = fitting & runs(dialogue.read_text(encoding="utf-8"))
        assert not shared, f"{dialogue.parent.name}: {sorted(shared)[:3]}"
