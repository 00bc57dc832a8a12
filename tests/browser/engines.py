"""Other browsers than Chromium, driven without a library: Firefox by Marionette, WebKit (the engine
of Safari) by WebDriver.

Both speak the commands of the W3C's WebDriver, one as JSON over a socket, the other over HTTP. Only
what the tests need is here.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver writes a reference to an element
PATIENCE = 30.0  # seconds for a browser to start
KEYS = {
    "Enter": "\ue007",
    "Tab": "\ue004",
    "Shift": "\ue008",
    "Escape": "\ue00c",
    "ArrowRight": "\ue014",
    "Control": "\ue009",
}
PREFERENCES = {
    "marionette.port": 0,
    "network.dns.disabled": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
}


class Browser:
    """One window of a browser: pages are opened, asked by script, and used by mouse and keys."""

    def __init__(self, send: Callable[[str, dict[str, Any]], Any]) -> None:
        self.send = send

    def open(self, address: str) -> None:
        self.send(
            "Navigate", {"url": "about:blank"}
        )  # so that an address that differs in its fragment alone is read anew
        self.send("Navigate", {"url": address})

    def ask(self, script: str, *values: Any) -> Any:
        """The value of an expression in the page; `values` are its `arguments`."""
        return self.send("ExecuteScript", {"script": f"return {script}", "args": list(values)})

    def wait(self, script: str, seconds: float = 5.0) -> Any:
        end = time.monotonic() + seconds
        while not (value := self.ask(script)):
            assert time.monotonic() < end, f"waited in vain for {script}"
            time.sleep(0.03)
        return value

    def point(self, selector: str, *, press: bool = False) -> None:
        """Move the mouse to an element, and press its button."""
        found = self.ask(
            "(one => { one.scrollIntoView({ block: 'center' }); return one"
            " })(document.querySelector(arguments[0]))",
            selector,
        )
        steps: list[dict[str, Any]] = [
            {
                "type": "pointerMove",
                "x": 0,
                "y": 0,
                "duration": 20,
                "origin": {ELEMENT: found[ELEMENT]},
            }
        ]
        steps += (
            [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
            if press
            else []
        )
        self.send(
            "PerformActions",
            {
                "actions": [
                    {
                        "type": "pointer",
                        "id": "mouse",
                        "parameters": {"pointerType": "mouse"},
                        "actions": steps,
                    }
                ]
            },
        )

    def press(self, *keys: str) -> None:
        """Press keys one after the other; "Shift+Tab" holds the first."""
        steps = []
        for chord in keys:
            names = [KEYS.get(name, name) for name in chord.split("+")]
            steps += [{"type": "keyDown", "value": name} for name in names] + [
                {"type": "keyUp", "value": name} for name in reversed(names)
            ]
        self.send("PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": steps}]})


def _ended(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Browser | str]:
    """Firefox without a window, its profile in `folder`; or why there is none."""
    program = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        yield "no Firefox on this machine (set FIREFOX to its path)"
        return
    folder.mkdir()
    (folder / "user.js").write_text(
        "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
    )
    command = [program, "-headless", "-marionette", "-no-remote", "-profile", os.fspath(folder)]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | {"HOME": os.fspath(folder)}
        )
    try:
        port, end = folder / "MarionetteActivePort", time.monotonic() + PATIENCE
        while not (port.is_file() and port.read_text().strip()):
            if running.poll() is not None or time.monotonic() > end:
                yield (
                    f"Firefox does not start: {(folder / 'log').read_text(errors='replace')[-300:]}"
                )
                return
            time.sleep(0.05)
        with socket.create_connection(("127.0.0.1", int(port.read_text())), PATIENCE) as line:
            stream = line.makefile("rb")

            def received() -> Any:
                length = b""
                while (digit := stream.read(1)) != b":":
                    assert digit, "Firefox hung up"
                    length += digit
                return json.loads(stream.read(int(length)))

            def send(name: str, values: dict[str, Any]) -> Any:
                message = json.dumps([0, 1, f"WebDriver:{name}", values]).encode()
                line.sendall(b"%d:%s" % (len(message), message))
                _, _, error, result = received()
                assert error is None, error
                return result.get("value") if isinstance(result, dict) else result

            received()  # its greeting
            send(
                "NewSession",
                {
                    "capabilities": {
                        "alwaysMatch": {"timeouts": {"script": 10_000, "pageLoad": 20_000}}
                    }
                },
            )
            send("SetWindowRect", {"width": 1300, "height": 900})
            yield Browser(send)
    finally:
        _ended(running)


MINIBROWSERS = (
    "/usr/lib/*/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/*/webkitgtk-6.0/MiniBrowser",
    "/usr/lib*/webkit2gtk-4.*/MiniBrowser",
)


@contextlib.contextmanager
def webkit(folder: Path) -> Iterator[Browser | str]:
    """WebKitGTK's small browser on a screen of its own; or why there is none."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = next(
        (found for pattern in MINIBROWSERS for found in sorted(Path("/").glob(pattern[1:]))), None
    )
    if not driver or not browser or not screen:
        yield "no WebKitWebDriver with its MiniBrowser, or no Xvfb, on this machine"
        return
    folder.mkdir()
    reading, writing = os.pipe()
    programs = [
        subprocess.Popen(
            [screen, "-displayfd", str(writing), "-screen", "0", "1400x1000x24"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
    ]
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            display = told.readline().strip()
        if not display:
            yield "Xvfb does not start"
            return
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        surroundings = os.environ | {
            "DISPLAY": f":{display}",
            "HOME": os.fspath(folder),
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
        }
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        programs.append(subprocess.Popen([driver, f"--port={port}"], env=surroundings, **quiet))  # type: ignore[call-overload]
        address = f"http://127.0.0.1:{port}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

        def call(method: str, path: str, values: dict[str, Any] | None) -> Any:
            body = None if values is None else json.dumps(values).encode()
            request = urllib.request.Request(
                f"{address}{path}", body, {"Content-Type": "application/json"}, method=method
            )
            with opener.open(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]

        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if programs[-1].poll() is not None or time.monotonic() > end:
                yield "WebKitWebDriver does not start"
                return
            time.sleep(0.05)
        options = {
            "webkitgtk:browserOptions": {"binary": os.fspath(browser), "args": ["--automation"]}
        }
        session = (
            "/session/"
            + call("POST", "/session", {"capabilities": {"alwaysMatch": options}})["sessionId"]
        )
        paths = {
            "Navigate": "/url",
            "ExecuteScript": "/execute/sync",
            "PerformActions": "/actions",
            "SetWindowRect": "/window/rect",
        }
        try:
            browsing = Browser(lambda name, values: call("POST", session + paths[name], values))
            browsing.send("SetWindowRect", {"width": 1300, "height": 900})
            yield browsing
        finally:
            with contextlib.suppress(OSError):
                call("DELETE", session, None)
    finally:
        for program in reversed(programs):
            _ended(program)


ENGINES: dict[str, Callable[[Path], contextlib.AbstractContextManager[Browser | str]]] = {
    "Firefox": firefox,
    "WebKit": webkit,
}
NAMES: Sequence[str] = tuple(ENGINES)
