"""A served reference case, a browser for each width, and the checks made on every page visited."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import ClassVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tenders.reference_case import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# `BALISE_PICTURES=docs/images make test-browser` renews the pictures of the README.
PICTURES = os.environ.get("BALISE_PICTURES")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(
                    pytest.mark.skip("Chromium n'est pas installé : essais du navigateur passés.")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Mailbox:
    """The messages that Balise sent, as files."""

    folder: Path

    def link_for(self, email: str) -> str:
        """The personal link in the last message to this address."""
        for path in sorted(self.folder.glob("*"), key=lambda p: p.stat().st_mtime, reverse=True):
            for message in reversed(path.read_bytes().split(b"-" * 79)):
                parsed = message_from_bytes(message.lstrip(), policy=policy.default)
                if parsed["To"] == email:
                    body = parsed.get_body(("plain",)).get_content()
                    return re.search(r"https?://\S+/repondre/\S+", body)[0]
        raise AssertionError(f"Aucun message à {email}.")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def mailbox(folder: Path) -> Mailbox:
    return Mailbox(folder / "mail")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of Balise as `make run` serves it, on a database of its own."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/balise.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "DOCUMENTS_DIR": str(folder / "documents"),
        "SITE_URL": address,
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "SIGN_IN_LIMITS": "false",
    }
    command = [sys.executable, "manage.py", "start", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(address, server, folder / "log")
            yield address
        finally:
            server.terminate()
            server.wait(10)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(address, timeout=20)
            return
        except urllib.error.HTTPError as error:
            raise RuntimeError(log.read_text()) from error
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(log.read_text())


# What a form carries against forgery, another at each display.
SECRET = re.compile(r"\b[A-Za-z0-9]{64}\b")


@dataclass
class Visitor:
    """Somebody in front of a browser; every page they see is checked as they go."""

    page: Page
    site: str
    scripts: bool
    # Pages without barriers that some visitor of this process saw, at each width.
    known: ClassVar[set[tuple[int, str]]] = set()
    looked_at: set[tuple[str, int]] = field(default_factory=set)

    def goto(self, path: str) -> Page:
        response = self.page.goto(path if path.startswith("http") else self.site + path)
        assert response is not None
        self.check(response)
        return self.page

    def follow(self, name: str, *, exact: bool = False) -> Page:
        """Click a link or a button by its visible words, and check the page that comes."""
        main = self.page.locator("main")
        target = main.get_by_role("link", name=name, exact=exact).or_(
            main.get_by_role("button", name=name, exact=exact)
        )
        with self.page.expect_navigation() as navigation:
            target.first.click()
        self.check(navigation.value)
        return self.page

    def press(self, name: str) -> Page:
        """Press a button that may swap a part of the page, or reload it with an error."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state("networkidle")
        self.check(None)
        return self.page

    def until(self, script: str) -> None:
        """Wait for what a script says; asked from here: the pages let no string be evaluated."""
        for _ in range(100):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never true: {script}")

    def check(self, response: Response | None) -> None:
        if response is not None:
            assert response.status < 400, f"{response.status} {self.page.url}"
        # A page seen twice in a journey is looked at once, unless it now shows an error.
        seen = (self.page.url, self.page.locator("[role=alert]").count())
        if self.scripts and seen not in self.looked_at:
            self.looked_at.add(seen)
            self.page.wait_for_load_state("load")
            self.assert_no_sideways_scrolling()
            if (drawn := self.drawn()) not in self.known:
                self.assert_accessible()
                self.known.add(drawn)

    def drawn(self) -> tuple[int, str]:
        """What is seen, save the secrets of its forms: the same page has the same barriers."""
        content = SECRET.sub("", self.page.content())
        return self.page.viewport_size["width"], hashlib.sha256(content.encode()).hexdigest()

    def assert_accessible(self) -> None:
        found = Axe().run(
            self.page,
            options={
                "resultTypes": ["violations"],  # what passes is not described: a third of the time
                "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
            },
        )
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def assert_no_sideways_scrolling(self) -> None:
        extra = self.page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert extra <= 0, f"{self.page.url} scrolls sideways by {extra} px"

    def sign_in(self, email: str) -> Page:
        self.goto("/comptes/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(PASSWORD)
        return self.follow("Se connecter")

    def picture(self, name: str) -> None:
        if PICTURES and self.scripts and self.page.viewport_size["width"] == 1280:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")


# An answer refused on purpose (422, 409), and a search given up because the next one began.
HARMLESS = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")

WAYS = {
    "desktop": (1280, True),
    "phone": (390, True),
    "without scripts": (1280, False),
}


@pytest.fixture(params=WAYS)
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    """Somebody on a desktop, on a phone, and with scripts off: the same journey each time."""
    width, scripts = WAYS[request.param]
    context = new_context(browser, width, scripts)
    context.set_default_timeout(10_000)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield Visitor(page, site, scripts)
    context.close()
    assert [text for text in refused if not text.startswith(HARMLESS)] == []


def new_context(browser: Browser, width: int, scripts: bool) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        locale="fr-FR",
        reduced_motion="reduce",
    )
