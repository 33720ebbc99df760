"""Open every HTML page of the sample runs in a real browser (make browser-test).

Each page in both languages, both colour schemes, on a phone and on a desk: no error on the
console, nothing requested beyond the page, no sideways scrolling, no overlapping text in charts,
and no serious fault by axe-core. Needs Chromium, and requirements/browser.txt.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHURNKIT = str(ROOT / ".venv/bin/python")
COMMANDS = (
    ("run", "configs/ecommerce.yaml"),
    ("run", "configs/telecom.yaml"),
    ("run", "configs/campaign.yaml"),
    ("measure", "configs/campaign.yaml", "--outcomes", "sample_data/campaign_outcomes.csv"),
)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
OVERLAPS = """
() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const texts = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim());
  const boxes = texts.map(t => t.getBoundingClientRect());
  return texts.flatMap((t, i) => texts.slice(i + 1).filter((_, k) => {
    const a = boxes[i], b = boxes[i + 1 + k];
    return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1
      && b.top < a.bottom - 1;
  }).map(u => `${t.textContent} / ${u.textContent}`));
})
"""
OUTSIDE = """
() => [...document.querySelectorAll("svg text")].filter(t => {
  const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
  return a.left < b.left - 1 || a.right > b.right + 1;
}).map(t => t.textContent)
"""


def main() -> int:
    """Check all pages; with an argument, leave pictures of them in that folder."""
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        pages = list(make_pages(Path(folder)))
        faults = [fault for page in pages for fault in check(browser, page, pictures)]
    sys.stdout.write("\n".join(faults) or f"{len(pages)} pages, 4 ways each: no fault")
    sys.stdout.write("\n")
    return 1 if faults else 0


def make_pages(folder: Path) -> Iterator[Path]:
    """Run the samples in both languages; the pages that they publish."""
    for language in ("en", "zh"):
        for command, config, *more in COMMANDS:
            work = folder / f"{Path(config).stem}-{language}"
            given = ["--set", f"work={work}", "--set", f"language={language}"]
            line = [CHURNKIT, "-m", "churnkit", command, config, *more, *given]
            subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    for work in sorted(folder.iterdir()):
        yield from sorted((work / "current").resolve().glob("*.html"))


def check(browser: Browser, path: Path, pictures: Path | None) -> Iterator[str]:
    """The faults of a page in all ways of looking at it."""
    name = f"{path.parents[2].name} {path.name}"
    for scheme, width in product(("light", "dark"), (390, 1280)):
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=False
        )
        page = context.new_page()
        found: list[str] = []
        page.on("console", lambda message: found.append(f"console: {message.text}"))  # noqa: B023
        page.on("request", lambda request: found.append(f"request: {request.url}"))  # noqa: B023
        page.goto(path.as_uri())
        found = [fault for fault in found if fault != f"request: {path.as_uri()}"]
        found += _seen(page)
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(
                path=pictures / f"{name.replace(' ', '-')}-{scheme}-{width}.png", full_page=True
            )
        context.close()
        yield from (f"{name}, {scheme}, {width}: {fault}" for fault in found)


def _seen(page: Page) -> Iterator[str]:
    if page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"):
        yield "scrolls sideways"
    yield from (f"overlapping text: {texts}" for texts in page.evaluate(OVERLAPS))
    yield from (f"text outside of its chart: {text}" for text in page.evaluate(OUTSIDE))
    page.evaluate(AXE)  # run by the debugger, which the policy of the page does not bind
    for fault in page.evaluate("axe.run().then(result => result.violations)"):
        if fault["impact"] in ("serious", "critical"):
            yield f"axe: {fault['id']}: {fault['nodes'][0]['html'][:120]}"


if __name__ == "__main__":
    sys.exit(main())
