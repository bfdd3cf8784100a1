"""Models by transformers and torch: random ones of each family, loaded from safetensors as any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_models import onnx_model, torch_classifier, torch_yes_no

from harness import judges
from harness.errors import MissingExtraError, ToolError
from harness.judges.base import Asked

NLI = ("neutral", "entailment", "contradiction")
ASKED = [Asked("she fell " * (i % 4 + 1), ("mrs okoro fell twice", "son comes " * (i % 6 + 1))) for i in range(40)]


def opened(folder: Path) -> judges.Judge:
    return judges.open_judge(judges.Wanted(str(folder)))


@pytest.mark.torch
@pytest.mark.parametrize("labels", [NLI, ("LABEL_0", "LABEL_1"), ("hallucinated", "consistent")])
def test_classifiers_answer_in_batches_as_one_by_one(tmp_path: Path, labels: tuple[str, ...]) -> None:
    judge = opened(torch_classifier(tmp_path / "m", labels))
    together = [o.support for o in judge.opinions(ASKED)]
    assert all(s is not None and 0 <= s <= 1 for s in together)
    assert len(set(together)) > 5
    assert together == pytest.approx([judge.opinions([one])[0].support for one in ASKED], abs=2e-4)


@pytest.mark.torch
def test_a_classifier_is_what_its_own_softmax_says(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = torch_classifier(tmp_path / "m", NLI)
    model, tokens = AutoModelForSequenceClassification.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        made = tokens("mrs okoro fell twice", "she fell", return_tensors="pt", return_token_type_ids=True)
        p = torch.softmax(model(**made).logits, -1)[0]
    [opinion] = opened(folder).opinions([Asked("she fell", ("mrs okoro fell twice",))])
    assert opinion.support == pytest.approx(min(float(p[1]), 1 - float(p[2])), abs=1e-4)


@pytest.mark.torch
def test_a_yes_no_checker_gives_the_share_of_its_answer(tmp_path: Path) -> None:
    folder = torch_yes_no(tmp_path / "m")
    judge = opened(folder)
    supports = [o.support for o in judge.opinions(ASKED)]
    assert len(set(supports)) > 3
    assert supports == pytest.approx([judge.opinions([one])[0].support for one in ASKED], abs=2e-4)
    (folder / "judge.json").write_text('{"support": "0", "against": "1"}')
    swapped = opened(folder)
    one = [Asked("she fell", ("mrs okoro fell",))]
    assert swapped.opinions(one)[0].support == pytest.approx(1 - judge.opinions(one)[0].support, abs=2e-4)  # type: ignore[operator]
    assert swapped.name != judge.name
    (folder / "judge.json").write_text('{"support": "0", "against": "0"}')
    with pytest.raises(ToolError, match="apart by their"):
        opened(folder)


@pytest.mark.torch
def test_weights_without_a_fitted_head_are_refused(tmp_path: Path) -> None:
    """A bare encoder would be given a random head, and judge at random."""
    from transformers import BertConfig, BertModel

    folder = torch_classifier(tmp_path / "m", NLI)
    small = BertConfig.from_pretrained(folder)
    BertModel(small).save_pretrained(folder)
    with pytest.raises(ToolError, match="lack classifier"):
        opened(folder)


@pytest.mark.torch
def test_a_model_that_brings_its_own_code_is_not_run(tmp_path: Path) -> None:
    import json

    folder = torch_classifier(tmp_path / "m", NLI)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "its_own", "auto_map": {
        "AutoConfig": "own.Config", "AutoModelForSequenceClassification": "own.Model",
    }}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w').close()\nclass Config: ...\nclass Model: ...\n"
    )
    with pytest.raises(ToolError, match="cannot be loaded"):
        opened(folder)
    assert not (tmp_path / "ran").exists()


def test_without_torch_the_extra_is_named_and_a_graph_beside_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judges, "find_spec", lambda name: None)
    folder = onnx_model(tmp_path / "m", (0.0, 1.0, 0.0), NLI)
    (folder / "model.safetensors").write_bytes(b"")
    assert opened(folder).opinions([Asked("a", ("b",))])[0].support is not None
    (folder / "model.onnx").unlink()
    with pytest.raises(MissingExtraError, match=r"plumbline\[torch\]"):
        opened(folder)
