"""`pilcrow watch`: rebuild at every edit and reload the open page; an error appears in the page.

The page is served on the loopback address only, with a small script added on the way. The file in
results/ stays as built. Pages of other origins can read nothing: their requests are refused, and
every answer forbids its use there.
"""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Container, Iterator
from functools import partial
from pathlib import Path

import click

from pilcrow.cli.door import door
from pilcrow.files.leftovers import leftover, of_preview
from pilcrow.model.problems import fail
from pilcrow.model.values import Data

WATCHED = ("raw", "edition", "coding", "report", "config", "workflow", "Snakefile")
PAGE = Path("results/report.html")
SCRIPT = """<script>
(() => {
  const key = "pilcrow-watch-place";
  const top = (element) => element.getBoundingClientRect().top;
  // The place is kept by the anchor above it, so that text added before it does not move it.
  const keep = () => {
    const anchors = [...document.querySelectorAll("main [id]")];
    const above = anchors.filter((one) => one.getClientRects().length && top(one) <= 8).pop();
    sessionStorage.setItem(key, JSON.stringify(above ? [above.id, top(above)] : ["", -scrollY]));
    history.scrollRestoration = "manual";
  };
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (kept) addEventListener("load", () => {
    const [id, former] = JSON.parse(kept), anchor = id && document.getElementById(id);
    const place = (anchor ? top(anchor) + scrollY : 0) - former;
    scrollTo({ top: place, behavior: "instant" });
    history.scrollRestoration = "auto";
  });
  const panel = document.createElement("pre");
  panel.id = "pilcrow-watch-error";
  panel.setAttribute("role", "alert");
  panel.tabIndex = 0;
  panel.style.cssText = "position:fixed;inset:auto 0 0 0;margin:0;max-height:60vh;overflow:auto;"
    + "padding:1em 1.5em;white-space:pre-wrap;overflow-wrap:anywhere;"
    + "font:14px/1.5 ui-monospace,monospace;background:#7a1020;color:#fff;z-index:9999";
  const show = (error) => {
    if (!error) { panel.remove(); return; }
    panel.textContent = error + "\\n\\nThe page shows the last build that succeeded.";
    document.body.append(panel);
  };
  let { number, error } = STATE;
  show(error);
  const ask = async () => {
    try {
      const state = await (await fetch("/state?after=" + number)).json();
      if (state.number !== number) {
        number = state.number;
        if (!state.error) { keep(); location.reload(); return; }
        show(state.error);
      }
    } catch { await new Promise((wake) => setTimeout(wake, 1000)); }
    ask();
  };
  ask();
})();
</script>"""


BUILDING = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pilcrow</title>'
    "<body><main>Building …</main></body></html>"
)


class BuildState:
    """What the page asks for: number and error of the last build, and the last good page."""

    def __init__(self) -> None:
        self.number = 0
        self.error = ""
        self.page = ""
        self.changed = threading.Condition()

    def set(self, error: str, page: str) -> None:
        """Record a build. An empty `page` keeps the page before it."""
        with self.changed:
            self.number += 1
            self.error = error
            self.page = page or self.page
            self.changed.notify_all()

    def wait(self, after: int, seconds: float = 25) -> dict[str, Data]:
        """Return the state once it differs from the build `after`, or after some seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.number != after, seconds)
            return {"number": self.number, "error": self.error}


class _Files(Container[str]):
    """Contains the paths of existing files."""

    def __contains__(self, path: object) -> bool:
        return Path(str(path)).is_file()


def counts(root: Path, path: Path) -> bool:
    """Return whether a change of a file is an edit by a person.

    Hidden files do not count, nor what an editor or a preview leaves behind.
    """
    parts = path.relative_to(root).parts
    return not (
        any(part.startswith((".", "__")) for part in parts)
        or path.suffix == ".pyc"
        or leftover(path.name)
        or of_preview(path.as_posix(), _Files())
    )


def edits(root: Path, stop: threading.Event | None = None) -> Iterator[None]:
    """Yield once when the watcher listens, then after each edit of a watched file.

    An edit during the work of the receiver is not lost: it is yielded next. A watched folder that
    appears is watched too.
    """
    import watchfiles

    while True:
        watched = [root / name for name in WATCHED if (root / name).exists()]
        fresh = True
        for changed in watchfiles.watch(
            *watched,
            watch_filter=lambda _, path: counts(root, Path(path)),
            stop_event=stop,
            rust_timeout=500,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if changed or fresh:
                fresh = False
                yield
            if watched != [root / name for name in WATCHED if (root / name).exists()]:
                break
        else:
            return


# Half of a short build goes into imports of Snakemake. They are done while the scholar writes.
# Nothing of Pilcrow or of the project is imported before the edit.
WAITING = """
import contextlib, importlib, sys
try:
    for name in ("snakemake.cli", "snakemake.report", "pandas", "yte", "smart_open"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    target = sys.stdin.readline().strip()
except KeyboardInterrupt:
    target = ""
if target:
    from snakemake.cli import main
    sys.argv = ["snakemake", target]
    main()
"""


class Builder:
    """Builds the page. A Snakemake that has done its imports waits for the next edit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.waiting = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start the process that waits for the next edit."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-c", WAITING],
            cwd=self.root,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            encoding="utf-8",
        )

    def build(self) -> str:
        """Rebuild the page. Return the sentences of the error, or ""."""
        building = self.waiting
        _, said = building.communicate(f"{PAGE.as_posix()}\n")
        self.waiting = self.start()
        said = said.partition("command line arguments.\n")[2] or said
        print(said, end="", flush=True)
        return (said.strip() or "The build failed.") if building.returncode else ""

    def end(self) -> None:
        """End the waiting process by closing its input."""
        self.waiting.communicate()


def read_page(root: Path) -> str:
    """Return the page as built; "" if there is none."""
    path = root / PAGE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def with_script(state: BuildState) -> str:
    """Return the page to send: as built, with the script that waits for the next build."""
    script = SCRIPT.replace(
        "STATE", script_string({"number": state.number, "error": state.error}), 1
    )
    before, closing, rest = (state.page or BUILDING).rpartition("</body>")
    return before + script + closing + rest


class PageHandler(http.server.SimpleHTTPRequestHandler):
    """Serve the page, the other results and the state of the build, to this machine only."""

    def __init__(self, *arguments: object, state: BuildState, directory: str) -> None:
        self.state = state
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def refused(self) -> bool:
        """Refuse the request of a page of another site, and return whether it was refused.

        Such a page may neither use a name of its own for this server nor load anything from it. A
        link that leads here may be followed.
        """
        port = self.connection.getsockname()[1]
        headers = self.headers
        names = (f"localhost:{port}", f"127.0.0.1:{port}")
        own_name = headers.get("Host") in names
        own_page = headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        # Older browsers send no Sec-Fetch-Site. A page names its origin where it reads an answer.
        origin = headers.get("Origin")
        own_page &= origin is None or origin in [f"http://{name}" for name in names]
        link = (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == (
            "navigate",
            "document",
        )
        if own_name and (own_page or link):
            return False
        self.send_error(403)
        return True

    def end_headers(self) -> None:
        # For browsers that do not send Sec-Fetch-Site.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def do_HEAD(self) -> None:
        if not self.refused():
            super().do_HEAD()

    def do_GET(self) -> None:
        if self.refused():
            return
        if self.path.startswith("/state"):
            after = self.path.partition("after=")[2]
            state = self.state.wait(int(after) if re.fullmatch("[0-9]{1,9}", after) else -1)
            self.answer(json.dumps(state), "application/json")
        elif self.path.partition("?")[0] in ("/", "/report.html"):
            self.answer(with_script(self.state), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def answer(self, text: str, kind: str) -> None:
        """Send a text, which the browser must not store."""
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """A server on the loopback address.

    A browser that closes a connection, as each reload does, is not an error.
    """

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        trouble = sys.exception()
        if not isinstance(trouble, ConnectionError):
            print(f"A request failed: {trouble}.", file=sys.stderr)


def script_string(value: object) -> str:
    """Return a value as a literal that is safe inside a script element."""
    return json.dumps(value).replace("<", "\\u003c")


def serve(root: Path, state: BuildState, port: int) -> Server:
    """Serve in the background, on the loopback address only.

    Args:
        root: The project.
        state: The state of the build.
        port: The port; 0 takes a free one.

    Raises Problems if the port is taken.
    """
    page = partial(PageHandler, state=state, directory=os.fspath(root / "results"))
    try:
        server = Server(("127.0.0.1", port), page)
    except OSError:
        fail(f"Port {port} is taken.", todo=f"Choose another: pilcrow watch --port {port + 1}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def watch(root: Path, *, port: int = 8043) -> int:
    """Rebuild at every edit and reload the open page; Ctrl-C ends it.

    Args:
        root: The project.
        port: Port on the loopback address; 0 takes a free one.

    Returns:
        The exit status, 0. Raises Problems if the port is taken or the folder is not a project.
    """
    if not (root / "Snakefile").is_file():
        fail(
            "This is not a project: it has no Snakefile.",
            file=root.name,
            todo="Go to the project, or name it with --project.",
        )
    root = root.resolve()
    state = BuildState()
    state.page = read_page(root)
    server = serve(root, state, port)
    print(
        f"The page is at http://localhost:{server.server_address[1]}/ and is rebuilt at every edit."
        " Ctrl-C ends it.",
        flush=True,
    )
    builder = Builder(root)
    try:
        for _ in edits(root):
            error = builder.build()
            state.set(error, "" if error else read_page(root))
    except KeyboardInterrupt:
        pass
    server.shutdown()
    builder.end()
    return 0


command = door(
    watch,
    [
        click.Option(
            ["--port"],
            type=click.IntRange(0, 65535),
            default=8043,
            show_default=True,
            help="Port of the page on this machine; 0 takes a free one.",
        )
    ],
    stays=True,
)
