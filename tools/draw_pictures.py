"""Redraw the pictures of the readmes from the web app as it is: the first page, in both languages.

    .venv/bin/python tools/draw_pictures.py

Needs Chromium and playwright, as the tests do. Nothing of a page is changed for its picture.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT = 1240, 1000
LANGUAGES = ("en", "zh")


def main() -> None:
    """Serve the app, take one picture a language, and say where they are."""
    sys.path.insert(0, str(ROOT / "src"))
    import uvicorn
    from playwright.sync_api import sync_playwright

    from monazite.web.app import create_app
    from monazite.web.settings import Settings

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(Settings(port=port, simulate=False))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    place = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        for language in LANGUAGES:
            page = browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                color_scheme="light",
                reduced_motion="reduce",
            )
            page.set_default_navigation_timeout(120_000)
            page.goto(f"http://127.0.0.1:{port}/?lang={language}")
            page.wait_for_load_state("networkidle")
            target = ROOT / "docs" / "pictures" / f"today_{language}.png"
            page.screenshot(path=target)
            print(target.relative_to(ROOT), target.stat().st_size, "bytes")
        browser.close()
    server.should_exit = True
    thread.join(timeout=10)


if __name__ == "__main__":
    main()
