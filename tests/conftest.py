"""What every test gets: no network, (in the gate) no skips, and a real browser for the modules that ask for one."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import CHROMIUM, FLAGS

import harness.console  # noqa: F401  made before any test sets COLUMNS: it would keep that width for good


class NetworkUsed(AssertionError):
    """A test reached for a host that is not this computer."""


@pytest.fixture(autouse=True)
def sockets_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every look-up and connection that leaves this computer."""
    look_up, connect = socket.getaddrinfo, socket.socket.connect
    here = {"127.0.0.1", "::1", "localhost", None, ""}

    def guarded_look_up(host, *args, **kwargs):  # type: ignore[no-untyped-def]
        if host not in here:
            raise NetworkUsed(f"a test looked up {host!r}")
        return look_up(host, *args, **kwargs)

    def guarded_connect(self, address):  # type: ignore[no-untyped-def]
        if isinstance(address, tuple) and address[0] not in here:
            raise NetworkUsed(f"a test connected to {address[0]!r}")
        return connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    monkeypatch.setattr(socket.socket, "connect", guarded_connect)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # type: ignore[no-untyped-def]
    """In the gate a skipped test is a failed one: a part is missing that should have been installed."""
    report = yield
    if os.environ.get("PLUMBLINE_CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in the gate: {report.longrepr}"
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium a module, driven by playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()
