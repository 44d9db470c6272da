"""Somebody at a real browser: reads, types, presses buttons, with or without script."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, FilePayload, Page, Request, Response

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
MILLISECONDS_MAX = 15_000


@dataclass
class Chromium:
    """Starts browsers. `outside`: port of the server that stands for the rest of the world."""

    kind: BrowserType
    program: str
    outside: int
    running: list[Browser] = field(default_factory=list)

    def arguments(self) -> list[str]:
        """With the rest of the world on this machine."""
        rest = f"MAP * 127.0.0.1:{self.outside}, EXCLUDE 127.0.0.1"
        return [*ARGUMENTS, f"--host-resolver-rules={rest}"]

    def context(self, *, script: bool = False, **options: Any) -> BrowserContext:
        """A new window that knows nothing, in a browser that all tests of a module share."""
        if not self.running:
            self.running.append(self.kind.launch(executable_path=self.program, args=self.arguments()))
        return self.running[0].new_context(java_script_enabled=script, ignore_https_errors=True, **options)

    def profile(self, folder: Path, **options: Any) -> BrowserContext:
        """A browser of its own that keeps on disk whatever a browser keeps. Without script."""
        return self.kind.launch_persistent_context(
            folder, executable_path=self.program, args=self.arguments(), java_script_enabled=False,
            ignore_https_errors=True, **options,
        )  # fmt: skip

    def close(self) -> None:
        """End it."""
        for browser in self.running:
            browser.close()


@dataclass
class Walker:
    """Somebody at a window. `requests`, `answers`: everything that went out and came back."""

    page: Page
    address: str
    requests: list[Request] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch from the first moment."""
        self.page.set_default_timeout(MILLISECONDS_MAX)
        self.page.context.on("request", self.went_out)
        self.page.context.on("response", self.came_back)

    def went_out(self, request: Request) -> None:
        """Note a request."""
        self.requests.append(request)

    def came_back(self, answer: Response) -> None:
        """Note an answer."""
        self.answers.append(answer)

    def look(self, path: str = "") -> None:
        """Load an address."""
        self.page.goto(self.address + path)

    def press(self, go: str, **fields: str) -> None:
        """Fill in fields, and press a button of the public site."""
        self.fill(**fields)
        self.page.locator(f'button[name="go"][value="{go}"]').first.click()

    def fill(self, **fields: str) -> None:
        """Type into fields by their names; radio buttons and boxes take the value that is chosen."""
        for name, value in fields.items():
            found = self.page.locator(f'[name="{name}"]')
            if found.first.get_attribute("type") in ("radio", "checkbox"):
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            else:
                found.first.fill(value)

    def choose(self, name: str, *, called: str, content: bytes) -> None:
        """Choose a file to send."""
        payload = FilePayload(name=called, mimeType="image/jpeg", buffer=content)
        self.page.set_input_files(f'[name="{name}"]', payload)

    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").first.inner_text()

    def notes(self) -> list[str]:
        """What the page reports."""
        return self.page.locator(".ok[role=status], .says").all_inner_texts()

    def text(self) -> str:
        """Everything that can be read on the page."""
        return self.page.locator("main").inner_text()
