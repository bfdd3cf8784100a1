"""A small server of the chat protocol, on a real socket, whose answers a test decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Answer = Callable[[dict[str, Any], int], Any]
"""Request and its number to the content of the answer; or (status, headers, bytes)."""


class Server:
    """What was asked, in the order it came."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []


@contextmanager
def answering(answer: Answer) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(made.asked)
                made.asked.append(body | {"path": self.path})
                made.keys.append(self.headers.get("Authorization"))
            said = answer(body, number)
            if isinstance(said, tuple):
                status, headers, data = said
            else:
                status, headers = 200, {"Content-Type": "application/json"}
                data = json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Server(f"http://127.0.0.1:{server.server_port}/v1")
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def mark(body: dict[str, Any]) -> str:
    """The mark that a question asks to be repeated."""
    return str(body["messages"][1]["content"].split("The mark is ")[1].split(".")[0])


def verdict(body: dict[str, Any], said: str) -> str:
    """An answer in the form asked for."""
    return json.dumps({"mark": mark(body), "verdict": said})
