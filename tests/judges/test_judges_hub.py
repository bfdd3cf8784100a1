"""A model by hub name: fetched only when that is allowed, by the real client, from a small hub on this computer."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tiny_models import onnx_model

pytest.importorskip("onnxruntime")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of a hub that has one model, ``owner/tiny``, and what it was asked for."""
    folder = onnx_model(tmp_path / "tiny", (0.0, 1.0, 0.0), ("contradiction", "entailment", "neutral"))
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04")
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, body: bool) -> None:
            asked.append(self.path)
            name = self.path.rpartition("/")[2].partition("?")[0]
            headers = {"X-Repo-Commit": COMMIT}
            if self.path.startswith("/api/models/owner/tiny/tree/"):
                files = [
                    {
                        "type": "file",
                        "path": f.name,
                        "size": f.stat().st_size,
                        "oid": hashlib.sha1(f.read_bytes()).hexdigest(),
                    }
                    for f in sorted(folder.iterdir())
                ]
                data, status = json.dumps(files).encode(), 200
                headers["Content-Type"] = "application/json"
            elif self.path.startswith("/api/models/owner/tiny"):
                files = [{"rfilename": file.name} for file in sorted(folder.iterdir())]
                data = json.dumps({"id": "owner/tiny", "sha": COMMIT, "siblings": files}).encode()
                status = 200
            elif self.path.startswith("/owner/tiny/resolve/") and (folder / name).is_file():
                data, status = (folder / name).read_bytes(), 200
                headers["ETag"] = f'"{hashlib.sha256(data).hexdigest()}"'
            else:
                data, status = b"{}", 404
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(key, value)
            self.end_headers()
            if body:
                self.wfile.write(data)

        def do_GET(self) -> None:
            self._answer(True)

        def do_HEAD(self) -> None:
            self._answer(False)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def measure(tmp_path: Path, address: str, *options: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps({"id": 1, "source": "Ann: I fell twice.", "claims": ["She fell twice."]}) + "\n")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_") and "proxy" not in k.lower()}
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", "measure", "notes", str(file), "-o", str(tmp_path / "out.jsonl"),
         "--judge", "owner/tiny", *options],
        env=kept | {"HF_ENDPOINT": address, "HF_HOME": str(tmp_path / "cache")}, capture_output=True, text=True,
    )  # fmt: skip


def test_the_hub_is_asked_only_when_allowed(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = hub
    refused = measure(tmp_path, address)
    assert refused.returncode == 2
    assert "--allow-hub" in refused.stderr
    assert asked == []
    done = measure(tmp_path, address, "--allow-hub")
    assert done.returncode == 0, done.stderr
    [claim] = json.loads((tmp_path / "out.jsonl").read_text())["claims"]
    assert claim["decided_by"].startswith("model:owner_tiny@")
    assert not any("pytorch_model.bin" in path for path in asked if "resolve" in path)


def test_a_model_the_hub_does_not_have_is_told(hub: tuple[str, list[str]], tmp_path: Path) -> None:
    done = measure(tmp_path, hub[0] + "/none", "--allow-hub")
    assert done.returncode == 3
    assert "could not be fetched" in done.stderr
    assert "Traceback" not in done.stderr
