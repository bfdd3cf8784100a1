"""A real server of the protocol, `transformers serve`, with a tiny random chat model: its answers are noise, and must
be taken as that."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_models import chat_model

from harness import judges
from harness.errors import ToolError
from harness.judges.base import Asked
from harness.judges.endpoint import NO_ANSWER

pytestmark = pytest.mark.torch
ASKED = Asked("She fell twice.", ("Mrs Okoro: I fell twice near the stairs.",))


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a running server, and the folder of the model it can load."""
    home = tmp_path_factory.mktemp("serve")
    model = chat_model(home / "chat")
    (home / "cache" / "hub").mkdir(parents=True)
    command = Path(sys.executable).with_name("transformers")
    if not command.exists():
        found = shutil.which("transformers")
        assert found, "the transformers command is missing: install the peer extra"
        command = Path(found)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (home / "log.txt").open("wb")
    server = subprocess.Popen(
        [str(command), "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=os.environ | {"HF_HOME": str(home / "cache"), "HF_HUB_OFFLINE": "1"}, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while True:
            assert server.poll() is None, (home / "log.txt").read_text()[-2000:]
            assert time.monotonic() < until, (home / "log.txt").read_text()[-2000:]
            try:
                socket.create_connection(("127.0.0.1", port), 0.5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1", model
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def test_noise_of_a_real_server_is_no_vote(serving: tuple[str, Path]) -> None:
    address, model = serving
    judge = judges.open_judge(judges.wanted(address, [f"model={model}", "at_once=1"]))
    [opinion] = judge.opinions([ASKED])
    judge.close()
    assert opinion.votes == (NO_ANSWER,) * 3
    assert opinion.support is None


def test_its_content_reaches_us(serving: tuple[str, Path]) -> None:
    """The noise is truly the model's own words, not an empty answer that nobody could tell from a fault."""
    from harness.judges import prompt
    from harness.judges.endpoint import Endpoint

    address, model = serving
    judge = Endpoint(judges.wanted(address, [f"model={model}"]))
    body = {"model": str(model), "messages": prompt.messages(ASKED), "max_tokens": 8, "temperature": 0.0, "seed": 11}
    said = judge._once(body)
    judge.close()
    assert isinstance(said, str)
    assert said.strip()


def test_a_model_it_does_not_have_is_told(serving: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.judges.endpoint._TRIES", 2)
    address, model = serving
    judge = judges.open_judge(judges.wanted(address, [f"model={model}-none", "votes=1"]))
    with pytest.raises(ToolError, match=r"did not answer|answers with status"):
        judge.opinions([ASKED])
    judge.close()
