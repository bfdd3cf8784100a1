"""Models by ONNX Runtime: labels in any order, windows of long sources, and a planted model that always says yes."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import onnx_model

from harness import findings, judges
from harness.errors import CommandError, ToolError, UserFileError
from harness.findings.source import source_of_text
from harness.judges import retrieval
from harness.judges.base import Asked
from harness.judges.combining import STANDING, Calibration, combined

pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

SOURCE = (
    "Worker: Any falls since I last came?\nMrs Okoro: I fell twice near the stairs.\n"
    "Mrs Okoro: My son comes on Tuesdays to do the shopping."
)
NLI = ("contradiction", "entailment", "neutral")


def opened(folder: Path) -> judges.Judge:
    return judges.open_judge(judges.Wanted(str(folder)))


@pytest.mark.parametrize(
    ("labels", "logits", "expected"),
    [
        (("contradiction", "entailment", "neutral"), (0.0, 2.0, 0.0), math.e**2 / (math.e**2 + 2)),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), (2.0, 0.0, 0.0), math.e**2 / (math.e**2 + 2)),
        (("neutral", "contradiction", "entailment"), (0.0, 3.0, 0.0), 1 / (math.e**3 + 2)),
        (("not_entailment", "entailment"), (0.0, 1.0), math.e / (math.e + 1)),
        (("consistent", "hallucinated"), (1.0, 0.0), math.e / (math.e + 1)),
        (("LABEL_0", "LABEL_1"), (0.0, 1.0), math.e / (math.e + 1)),
        (("LABEL_0",), (1.0,), math.e / (math.e + 1)),
    ],
)
def test_labels_are_read_by_name_in_any_order(
    tmp_path: Path, labels: tuple[str, ...], logits: tuple[float, ...], expected: float
) -> None:
    judge = opened(onnx_model(tmp_path / "m", logits, labels))
    [opinion] = judge.opinions([Asked("she fell", ("she fell twice",))])
    assert opinion.support == pytest.approx(expected, abs=1e-4)


def test_judge_json_says_what_unclear_labels_mean(tmp_path: Path) -> None:
    folder = onnx_model(tmp_path / "m", (2.0, 0.0), ("A", "B"))
    with pytest.raises(ToolError, match="A, B: which of them"):
        opened(folder)
    (folder / "judge.json").write_text('{"support": "A"}')
    assert opened(folder).opinions([Asked("x", ("y",))])[0].support == pytest.approx(0.8808, abs=1e-4)
    (folder / "judge.json").write_text('{"suport": "A"}')
    with pytest.raises(UserFileError, match="suport"):
        opened(folder)


def test_the_best_passage_counts_and_only_the_first_contradicts(tmp_path: Path) -> None:
    folder = onnx_model(tmp_path / "m", (0.0, -3.0, 3.0), NLI, word="stairs", lift=(0.0, 9.0, 0.0))
    judge = opened(folder)
    one, other = "my son comes on tuesdays", "fell near the stairs"
    best = judge.opinions([Asked("she fell", (other,))])[0].support
    assert best is not None
    assert best > 0.9
    assert judge.opinions([Asked("she fell", (one, other)), Asked("she fell", (one,))])[0].support == best
    # "stairs" in the statement is not "stairs" in the passage
    assert judge.opinions([Asked("near the stairs", (one,))])[0].support < 0.1  # type: ignore[operator]
    against = opened(onnx_model(tmp_path / "n", (5.0, 0.0, 0.0), NLI, word="stairs", lift=(-5.0, 9.0, 0.0)))
    assert against.opinions([Asked("x", (one, other))])[0].support < 0.05  # type: ignore[operator]
    assert against.opinions([Asked("x", (other, one))])[0].support > 0.9  # type: ignore[operator]


def test_batches_do_not_change_an_answer(tmp_path: Path) -> None:
    judge = opened(onnx_model(tmp_path / "m", (0.0, 0.0, 0.0), NLI, word="stairs", lift=(0.0, 4.0, 0.0)))
    asked = [Asked("she fell " * (i % 5), ("stairs " * (i % 3), "son " * (i % 7))) for i in range(50)]
    assert judge.opinions(asked) == [judge.opinions([one])[0] for one in asked]


def test_a_planted_model_changes_only_risks(tmp_path: Path) -> None:
    """One graph always says supported, one always contradicted: nothing crashes, and nothing but risks moves."""
    note = "She fell twice near the stairs. She was arrested in Leeds. No. Her son does the shopping on Fridays."
    plain = findings.check_claims(SOURCE, note)
    risks = {}
    for name, logits in (("yes", (0.0, 9.0, 0.0)), ("no", (9.0, 0.0, 0.0))):
        judging = judges.Judging(opened(onnx_model(tmp_path / name, logits, NLI)))
        [judged] = judging.claims([(SOURCE, plain)])
        assert [(j.claim.text, j.claim.start, j.claim.evidence) for j in judged] == [
            (c.text, c.start, c.evidence) for c in plain
        ]
        risks[name] = [j.claim.risk for j in judged]
        assert all(0 <= r <= 1 for r in risks[name])
        for before, j in zip(plain, judged, strict=True):
            assert j.claim.flagged == (j.claim.kind is not None)
            if j.opinion is not None and j.opinion.support is not None:
                assert j.claim.decided_by.startswith(f"model:{name}@")
                assert j.claim.decided_by.endswith("+" + before.decided_by)
            else:
                assert j.claim == before
    assert any(y < n for y, n in zip(risks["yes"], risks["no"], strict=True))
    assert all(
        y <= c.risk + 0.05 and n >= c.risk - 0.05 for y, c, n in zip(risks["yes"], plain, risks["no"], strict=True)
    )


def test_what_the_ledger_decides_stands() -> None:
    from dataclasses import replace

    class Yes:
        name = "model:yes@00000000"

        def room(self, statement: str) -> int:
            return 400

        def length(self, text: str) -> int:
            return len(text.split())

        def opinions(self, asked: list[Asked]) -> list[judges.Opinion]:
            return [judges.Opinion(1.0) for _ in asked]

        def close(self) -> None: ...

    [claim] = findings.check_claims(SOURCE, ["She fell twice near the stairs."])
    for rule in STANDING:
        stands = replace(claim, decided_by=rule, risk=0.95)
        [[judged]] = judges.Judging(Yes()).claims([(SOURCE, [stands])])
        assert judged.claim == stands
        assert judged.opinion is None


def test_a_record_is_read_instead_of_asking(tmp_path: Path) -> None:
    folder = onnx_model(tmp_path / "m", (0.0, 1.0, 0.0), NLI)
    record = tmp_path / "judge.jsonl"
    claims = findings.check_claims(SOURCE, "She fell twice near the stairs. Her son comes on Tuesdays.")
    first = judges.Judging(opened(folder), record=record).claims([(SOURCE, claims)])
    assert len(record.read_text().splitlines()) == 2

    class Deaf:
        name = opened(folder).name
        room, length = opened(folder).room, opened(folder).length

        def opinions(self, asked: list[Asked]) -> list[judges.Opinion]:
            raise AssertionError("asked again")

        def close(self) -> None: ...

    assert judges.Judging(Deaf(), record=record).claims([(SOURCE, claims)]) == first
    with record.open("a") as torn:
        torn.write('{"asked": "abc')
    judges.Judging(Deaf(), record=record)
    record.write_text('{"asked": "abc", "support": 7}\n')
    with pytest.raises(UserFileError, match="no opinion"):
        judges.Judging(Deaf(), record=record)


# ------------------------------------------------------------------ what is missing


def test_every_part_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no model folder"):
        opened(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="--allow-hub"):
        judges.open_judge(judges.Wanted("owner/model"))
    folder = tmp_path / "m"
    folder.mkdir()
    with pytest.raises(ToolError, match=r"config\.json"):
        opened(folder)
    (folder / "config.json").write_text("[]")
    with pytest.raises(ToolError, match="not the configuration"):
        opened(folder)
    onnx_model(folder, (0.0, 1.0, 0.0), NLI)
    graph = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04")
    with pytest.raises(ToolError, match=r"pytorch_model\.bin, which can run code"):
        opened(folder)
    (folder / "model.onnx").write_bytes(graph[: len(graph) // 2])
    with pytest.raises(ToolError, match="cannot be loaded"):
        opened(folder)
    (folder / "model.onnx").write_bytes(graph)
    (folder / "config.json").write_text('{"id2label": {"0": "entailment", "1": "contradiction"}}')
    with pytest.raises(ToolError, match="shape 1x3"):
        opened(folder).opinions([Asked("a", ("b",))])
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ToolError, match="tokeniser"):
        opened(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ToolError, match=r"no tokenizer\.json"):
        opened(folder)


def test_other_weights_have_another_name(tmp_path: Path) -> None:
    one, other = (
        onnx_model(tmp_path / "a" / "m", (0.0, 1.0, 0.0), NLI),
        onnx_model(tmp_path / "b" / "m", (0.0, 2.0, 0.0), NLI),
    )
    again = onnx_model(tmp_path / "c" / "m", (0.0, 1.0, 0.0), NLI)
    assert opened(one).name == opened(again).name != opened(other).name


# ------------------------------------------------------------------ combining


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_support_is_never_more_risk(rules: float, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert combined(rules, high) <= combined(rules, low)
    assert 0 < combined(rules, a) < 1


def test_equal_parts_on_the_logit_scale() -> None:
    assert combined(0.3, 0.7) == pytest.approx(0.3)
    assert combined(0.2, 0.2) == pytest.approx(0.5)
    assert combined(0.2, 0.0, Calibration(weight=0)) == pytest.approx(0.2)
    assert combined(0.2, 0.6, Calibration(weight=1, slope=2)) == pytest.approx(1 / (1 + (0.6 / 0.4) ** 2))


# ------------------------------------------------------------------ retrieval


def found(statement: str, source: str, room: int) -> tuple[str, ...]:
    made = source_of_text(source)
    length = lambda text: len(text.split())  # noqa: E731
    return retrieval.passages(
        retrieval.stems_of(statement, {}), made, room, length, lambda start, end: made.text[start:end]
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(5, 60), st.integers(0, 400), st.integers(1, 120))
def test_no_passage_is_longer_than_the_window(room: int, turns: int, words: int) -> None:
    source = "\n".join(f"Worker: {'talk of the weather ' * (words // 4)}number {i}." for i in range(turns))
    source += "\nMrs Okoro: I fell down the cellar steps on Sunday."
    passages = found("She fell down the cellar steps.", source, room)
    assert 1 <= len(passages) <= retrieval.MOST
    assert all(0 < len(p.split()) <= room for p in passages)
    if room >= 12:
        assert "cellar" in passages[0]


def test_a_short_source_is_shown_whole_and_one_without_an_end_is_searched_in_parts() -> None:
    assert found("Nothing of it.", SOURCE, 100) == (SOURCE,)
    endless = "word " * 5000 + "the cellar steps gave way " + "word " * 5000
    passages = found("She fell on the cellar steps.", endless, 40)
    assert any("cellar" in p for p in passages)
    assert found("", "", 40) == ()
    assert found("Anything", SOURCE, 0) == ()


def test_a_hundred_thousand_words_take_time_in_proportion() -> None:
    def seconds(turns: int) -> float:
        source = "\n".join(
            f"Worker: we talked about item {i * 7919 % 9973} and the garden for a while." for i in range(turns)
        )
        statements = [f"They talked about item {i * 7919 % 9973}." for i in range(0, turns, turns // 40)]
        made = source_of_text(source)
        length = lambda text: len(text.split())  # noqa: E731
        start = time.perf_counter()
        for s in statements:
            passages = retrieval.passages(retrieval.stems_of(s, {}), made, 200, length, lambda a, b: made.text[a:b])
            assert passages
        return time.perf_counter() - start

    seconds(200)
    small, large = min(seconds(900) for _ in range(3)), seconds(9000)
    assert large < 10 * 4 * small + 0.5, (small, large)
