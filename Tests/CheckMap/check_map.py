"""Opens maps in Chromium and tells what is wrong with them. With --self-test, spoils the first one in many ways and
expects every one of them to be noticed.

    check_map.py CHROMIUM [--self-test] MAP.html … [PICTURE.svg …]
"""

import base64
import pathlib
import re
import sys
import tempfile
import time
import xml.dom.minidom

from browser import Browser, BrowserError, Page
from hostile import ATTACK, MARK, STAGE
from sabotage import sabotages

HERE = pathlib.Path(__file__).parent
CHECKS = (HERE / "page_checks.js").read_text()
CONTRAST = (HERE / "contrast_checks.js").read_text()
# Everything that this is for is done long before.
LIMIT = 50


def problems(browser, path):
    """Everything that is wrong with a page, one after another: who has seen enough need not wait for the rest."""
    page = Page(browser, path)
    try:
        yield from (f"console: {text}" for text in page.complaints())
        yield from (f"request: {url}" for url in page.requests())
        # Nothing stays folded while it is looked at.
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        for width in (1280, 390):
            page.size(width, 900)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                yield f"at {width} pixels the page scrolls sideways, by {over}"
            yield from (f"at {width} pixels: {text}" for text in page.evaluate(CHECKS))
            for scheme in ("light", "dark"):
                page.media([("prefers-color-scheme", scheme)])
                yield from (f"contrast, {scheme}, {width}: {text}" for text in page.evaluate(CONTRAST))
            page.media([])
        page.size(1280, 900)
        yield from focus_problems(page)
        if "hostile" in pathlib.Path(path).name:
            shown = page.evaluate("document.body.textContent")
            yield from (f"not shown as text: {name}" for name in (ATTACK, STAGE, MARK, "\\u{202E}gnihton") if name not in shown)
        yield from print_problems(page)
        yield from (f"console, later: {text}" for text in late_complaints(page))
    finally:
        page.close()


def late_complaints(page):
    page.events = list(page.browser.events)
    return page.complaints()


def focus_problems(page):
    """Goes through the page with the tab key: the order must be the document's."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = false }); window.scrollTo(0, 0)")
    page.evaluate(
        "window.order = [...document.querySelectorAll('a[href], summary, [tabindex]')]"
        ".filter((each) => each.checkVisibility())")
    steps = []
    for _ in range(14):
        for kind in ("rawKeyDown", "keyUp"):
            page.call("Input.dispatchKeyEvent", {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9})
        steps.append(page.evaluate("window.order.indexOf(document.activeElement)"))
    # Behind the last one, focus leaves the page.
    seen = steps[:steps.index(-1)] if -1 in steps else steps
    if not seen:
        return ["the tab key leads nowhere"]
    return [] if seen == sorted(set(seen)) else [f"the order of focus is not the document's: {steps}"]


def print_problems(page):
    """As on paper: A3 across, few sheets."""
    data = page.call("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True}, timeout=20)["data"]
    pdf = base64.b64decode(data)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    wrong = []
    if not boxes or any(abs(float(w) - 1190.55) > 2 or abs(float(h) - 841.89) > 2 for w, h in boxes):
        wrong.append(f"not printed on A3 across: {boxes[:1]}")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    if not 1 <= sheets <= 8:
        wrong.append(f"printed on {sheets} sheets")
    return wrong


def picture_problems(browser, path):
    """Everything that is wrong with an SVG file."""
    text = pathlib.Path(path).read_text()
    try:
        root = xml.dom.minidom.parseString(text.encode()).documentElement
    except Exception as error:
        return [f"not XML: {error}"]
    wrong = [f"<{name}> in a picture" for name in ("script", "foreignObject", "image", "a", "use", "style")
             if root.getElementsByTagName(name)]
    if not root.getElementsByTagName("title") or root.getAttribute("role") != "img":
        wrong.append("a picture without words")
    page = Page(browser, path)
    try:
        wrong += [f"console: {text}" for text in page.complaints()]
        wrong += [f"request: {url}" for url in page.requests()]
        cut = page.evaluate(
            "(() => { const edge = document.documentElement.getBoundingClientRect().right + 1;"
            " return [...document.querySelectorAll('text')].filter((each) => each.getBoundingClientRect().right > edge)"
            ".map((each) => each.textContent.slice(0, 40)) })()")
        wrong += [f"text beyond the sheet: {text}" for text in cut]
    finally:
        page.close()
    return wrong


def main():
    chromium, *arguments = sys.argv[1:]
    is_self_test = "--self-test" in arguments
    files = [argument for argument in arguments if not argument.startswith("--")]
    passed = failed = 0
    begin = time.monotonic()

    def judge(what, is_right, wrong=()):
        nonlocal passed, failed
        passed, failed = passed + is_right, failed + (not is_right)
        print(f"{'ok' if is_right else 'FAILED'}: {what}")
        for text in wrong:
            print(f"    {text}")

    with Browser(chromium) as browser, tempfile.TemporaryDirectory(prefix="waymark-check-map-") as folder:
        for file in files:
            found = list((picture_problems if file.endswith(".svg") else problems)(browser, file))
            judge(pathlib.Path(file).name, not found, found[:20])
        if is_self_test:
            html = pathlib.Path(next(file for file in files if file.endswith(".html"))).read_text()
            for number, (what, spoiled, sign) in enumerate(sabotages(html)):
                if time.monotonic() - begin > LIMIT:
                    judge("in time", False)
                    break
                path = pathlib.Path(folder) / f"spoiled-{number}.html"
                path.write_text(spoiled)
                noticed = spoiled != html and any(sign in text for text in problems(browser, path))
                judge(f"noticed: {what}", noticed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    try:
        main()
    except BrowserError as error:
        print(f"FAILED: {error}\n0 passed, 1 failed")
        sys.exit(1)
