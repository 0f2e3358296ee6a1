"""What pages weigh on the line, as real Chromium counts it, and what they cost the server.

``first_bytes`` and ``repeat_bytes`` are all bytes of a first view with an empty cache and of a
second one by a link, headers too. ``cpu_ms`` is the median of one request's CPU with the answer
compressed; ``ratio_to_empty`` compares it with an empty Flask page that asks one indexed select of
the same database, in the same run, one after the other. ``unchanged_*`` is the same page when the
browser has it already (304).
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page, sync_playwright
from sqlalchemy import event, text

from benchmarks.house import report
from benchmarks.talk import COOKIE, Talk, talk
from vsm_platform.demo.product import product_server, wait_until_ready
from vsm_platform.practice import WsgiTransport

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 120
ACCEPT = {"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"}  # as Chromium


def empty_page(work: Talk) -> Flask:
    """The page that all are compared with: one select by a primary key, and nothing else."""
    app = Flask("empty")
    query = text("select display_name from people where id = :id")

    def page() -> str:
        with work.database.unit_of_work(writes=False) as session:
            return str(session.execute(query, {"id": 1}).scalar())

    app.add_url_rule("/", view_func=page)
    return app


def _hello() -> Flask:
    """An empty page that asks nothing."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def cpu_ms(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median CPU of each, all taken in turn so that they meet the same machine."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(ROUNDS):
        for name, call in calls.items():
            began = time.thread_time()
            call()
            if number >= 5:
                spent[name].append((time.thread_time() - began) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}


def server_costs(work: Talk, pages: dict[str, str]) -> dict[str, dict[str, Any]]:
    """CPU, its ratio to the empty page, and statements, of each page."""
    product = WsgiTransport(work.app, work.house.product_url)
    empty = WsgiTransport(empty_page(work), work.house.product_url)
    headers = {"Cookie": f"{COOKIE}={work.cookie()}", **ACCEPT}
    root = work.house.product_url

    def get(path: str, more: dict[str, str]) -> Any:
        answer = product.send("GET", f"{root}{path}", {**headers, **more})
        assert answer.status in {200, 304}, answer.status
        return answer

    tags = {name: get(path, {}).header("etag") for name, path in pages.items()}
    hello = WsgiTransport(_hello(), root)
    calls: dict[str, Callable[[], object]] = {
        "hello": lambda: hello.send("GET", f"{root}/"),
        "empty": lambda: empty.send("GET", f"{root}/"),
    }
    for name, path in pages.items():
        calls[name] = lambda path=path: get(path, {})  # type: ignore[misc]
        if tags[name]:
            known = {"If-None-Match": tags[name]}
            calls[f"{name} unchanged"] = lambda path=path, known=known: get(path, known)  # type: ignore[misc]
    spent = cpu_ms(calls)
    found: dict[str, dict[str, Any]] = {}
    for name, path in pages.items():
        found[name] = {
            "queries": _queries(work, lambda path=path: get(path, {})),  # type: ignore[misc]
            "cpu_ms": round(spent[name], 2),
            "ratio_to_empty": round(spent[name] / spent["empty"], 2),
        }
        if f"{name} unchanged" in spent:
            unchanged = spent[f"{name} unchanged"]
            found[name] |= {
                "unchanged_cpu_ms": round(unchanged, 2),
                "unchanged_ratio_to_hello": round(unchanged / spent["hello"], 2),
            }
    return found


def _queries(work: Talk, call: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(work.database.engine, "before_cursor_execute", note)
    call()
    event.remove(work.database.engine, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in statements)


def line_costs(work: Talk, pages: dict[str, str]) -> dict[str, dict[str, int]]:
    """Bytes and requests of each page's first and second view."""
    root = work.house.product_url
    found = {}
    with product_server(work.house) as process, sync_playwright() as playwright:
        wait_until_ready(process, work.house)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, path in pages.items():
            context = browser.new_context(extra_http_headers=work.headers())
            found[name] = _two_views(context, f"{root}{path}")
            if "/topics/" in path:
                work.come_back_to(path)
                found[name]["changed_bytes"] = _view(context.new_page(), f"{root}{path}")[0]
            context.close()
        browser.close()
    return found


def _two_views(context: BrowserContext, address: str) -> dict[str, int]:
    page = context.new_page()
    first_bytes, requests = _view(page, address)
    page.close()
    page = context.new_page()
    repeat_bytes, _again = _view(page, address)
    return {"first_bytes": first_bytes, "repeat_bytes": repeat_bytes, "requests": requests}


def _view(page: Page, address: str) -> tuple[int, int]:
    """Bytes as Chromium's own network log counts them, and how many requests went out."""
    sizes: list[float] = []
    log = page.context.new_cdp_session(page)
    log.send("Network.enable")
    log.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, answer.status
    # What came from the cache counts no bytes.
    return int(sum(sizes)), sum(size > 0 for size in sizes)


def main() -> None:
    """Measure and report."""
    with talk() as work:
        pages = {
            "discussion_50": work.topic("Fifty", 50),
            "discussion_1000": work.topic("A thousand", 1000, seed=2),
            "discussion_list": f"/exchanges/{work.exchange_id}/discussion",
            "course_home": f"/exchanges/{work.exchange_id}/",
            "team": f"/exchanges/{work.exchange_id}/teams",
        }
        server = server_costs(work, pages)
        line = line_costs(work, pages)
        report({"pages": {name: {**line[name], **server[name]} for name in pages}})


if __name__ == "__main__":
    main()
