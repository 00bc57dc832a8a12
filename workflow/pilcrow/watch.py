"""`pilcrow watch`: rebuild at every edit and reload the open page, at its place; an error appears in the page.

The page is served on the loopback address only, with a small script put in on the way: the file in results/ stays as built.
"""

from __future__ import annotations

import argparse
import html
import http.server
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from pilcrow.problems import fail, run
from pilcrow.project import find_root

WATCHED = ("raw", "edition", "coding", "report", "config", "workflow", "Snakefile")
PAUSE = 0.25  # seconds between looks at the folders
SCRIPT = """<script>
(() => {
  const key = "pilcrow-watch-place", kept = sessionStorage.getItem(key);
  if (kept) addEventListener("load", () => scrollTo(0, +kept));
  let seen = %d;
  const panel = document.createElement("pre");
  panel.setAttribute("role", "alert");
  panel.style.cssText = "position:fixed;inset:auto 0 0 0;margin:0;max-height:60vh;overflow:auto;padding:1em 1.5em;white-space:pre-wrap;font:14px/1.5 ui-monospace,monospace;background:#7a1020;color:#fff;z-index:9999";
  const ask = async () => {
    try {
      const state = await (await fetch("/state?after=" + seen)).json();
      seen = state.number;
      if (state.error) { panel.textContent = state.error; document.body.append(panel); }
      else if (state.building) { panel.remove(); }
      else { sessionStorage.setItem(key, scrollY); location.reload(); return; }
    } catch { await new Promise(wake => setTimeout(wake, 1000)); }
    ask();
  };
  ask();
})();
</script>"""


class State:
    """What the page asks for: a number that grows with each build, and the error of the last one."""

    def __init__(self) -> None:
        self.number = 0
        self.error = ""
        self.changed = threading.Condition()

    def set(self, error: str) -> None:
        with self.changed:
            self.number += 1
            self.error = error
            self.changed.notify_all()

    def wait(self, after: int, seconds: float = 25) -> dict[str, object]:
        with self.changed:
            self.changed.wait_for(lambda: self.number > after, seconds)
            return {"number": self.number, "error": self.error, "building": self.number <= after}


def fingerprint(root: Path) -> int:
    """A number that changes when a watched file is edited, added or removed."""
    seen = []
    for name in WATCHED:
        for base, folders, files in os.walk(root / name):
            folders[:] = [folder for folder in folders if not folder.startswith((".", "__"))]
            for file in files:
                if file.startswith(".") or file.endswith(("~", ".swp", ".pyc")):
                    continue
                path = os.path.join(base, file)  # noqa: PTH118 - os.walk gives strings, and this runs four times a second
                try:
                    stat = os.stat(path)
                except OSError:
                    continue
                seen.append((path, stat.st_mtime_ns, stat.st_size))
    return hash(tuple(sorted(seen)))


def build(root: Path) -> str:
    """Rebuild the page; the error's sentences, or ""."""
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "results/report.html"], cwd=root, capture_output=True, text=True, encoding="utf-8"
    )
    print(done.stderr.partition("command line arguments.\n")[2] or done.stderr, end="", flush=True)
    return (done.stderr.strip() or "The build failed.") if done.returncode else ""


def handler(root: Path, state: State, port: int) -> type[http.server.BaseHTTPRequestHandler]:
    """A request handler that serves the page, the other results, and the state of the build."""
    names = {f"{name}:{port}" for name in ("localhost", "127.0.0.1")}

    class Page(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=os.fspath(root / "results"))  # type: ignore[arg-type]

        def do_GET(self) -> None:
            # A page of another site may not reach this server under a name of its own.
            if self.headers.get("Host") not in names:
                self.send_error(403)
                return
            if self.path.startswith("/state"):
                after = self.path.partition("after=")[2]
                self.answer(json.dumps(state.wait(int(after) if after.isdigit() else 0)).encode(), "application/json")
            elif self.path.partition("?")[0] in ("/", "/report.html"):
                self.answer(self.page(), "text/html; charset=utf-8")
            else:
                super().do_GET()

        def page(self) -> bytes:
            path = root / "results/report.html"
            script = SCRIPT % state.number
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                if state.error:
                    script = script.replace(
                        "ask();\n})", f"panel.textContent = {script_string(state.error)}; document.body.append(panel);\n  ask();\n}})"
                    )
                before, closing, rest = text.rpartition("</body>")
                return (before + script + closing + rest).encode()
            return f"<!doctype html><meta charset=utf-8><title>Pilcrow</title><body><pre>{html.escape(state.error or 'Building …')}</pre>{script}".encode()

        def answer(self, content: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            pass

    return Page


def script_string(text: str) -> str:
    """A string literal that is safe inside a script element."""
    return json.dumps(text).replace("<", "\\u003c")


def main(arguments: list[str]) -> int:
    """`pilcrow watch`."""
    parser = argparse.ArgumentParser(prog="pilcrow watch", description="Rebuild at every edit and reload the open page. Ctrl-C ends it.")
    parser.add_argument("--project", type=Path, default=None)
    parser.add_argument("--port", type=int, default=8043)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    root = options.project or find_root()
    if not (root / "Snakefile").is_file():
        fail("There is no project here.", file=root.name, todo="Go to the folder that holds the Snakefile.")
    state = State()
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler(root, state, options.port))
    except OSError:
        fail(f"Port {options.port} is taken.", todo="Choose another: pilcrow watch --port 8044")
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Read at http://localhost:{options.port}/ — every edit rebuilds it. Ctrl-C ends it.", flush=True)
    last = None
    while True:
        now = fingerprint(root)
        if now != last:
            last = now
            state.set(build(root))
        time.sleep(PAUSE)


if __name__ == "__main__":
    run(main)
