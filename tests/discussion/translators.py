"""A server that speaks as LibreTranslate and DeepL do, over real HTTP on this machine.

It knows a few Spanish sentences, and does on demand what a translator must not do.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-secret-key-of-ours"
SENTENCES = {
    ("es", "en"): {
        "Mi abuela cruzó el río con una maleta.": "My grandmother crossed the river with a suitcase.",
    },
}


@dataclass
class PretendTranslator:
    """What the server was asked, and how it is to answer."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    """Instead of an answer."""
    wait: threading.Event | None = None
    """Answers only once this is set."""

    def made_of(self, text: str, source: str, target: str) -> str:
        known = SENTENCES.get((source or "es", target), {})
        for sentence, other in known.items():
            text = text.replace(sentence, other)
        return text


@contextmanager
def pretend_translator() -> Iterator[PretendTranslator]:
    """The server, while the block runs."""
    state = PretendTranslator()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            if state.wait:
                state.wait.wait(20)
            body, status = _answer(state, self.path, asked, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.address = f"127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        if state.wait:
            state.wait.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(
    state: PretendTranslator, path: str, asked: dict[str, Any], authorization: str
) -> tuple[bytes, int]:
    if state.body is not None or state.status != 200:
        return state.body or b'{"error": "out of order"}', state.status
    if path == "/translate":
        state.keys.append(asked.get("api_key", ""))
        assert asked["format"] == "html"
        source = asked["source"] if asked["source"] != "auto" else ""
        return _json(translatedText=state.made_of(asked["q"], source, asked["target"])), 200
    if path == "/v2/translate":
        state.keys.append(authorization.removeprefix("DeepL-Auth-Key "))
        target = asked["target_lang"].partition("-")[0].lower()
        text = state.made_of(asked["text"][0], asked.get("source_lang", "").lower(), target)
        return _json(translations=[{"detected_source_language": "ES", "text": text}]), 200
    return b"{}", 404


def _json(**values: object) -> bytes:
    return json.dumps(values).encode()
