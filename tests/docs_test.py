"""Every relative link in the Markdown files leads to a file, and to a heading of it if it names one."""

import os
import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(os.environ.get("HOSO_SOURCE_DIR", pathlib.Path(__file__).parent.parent)).resolve()
SKIPPED = {"build", "var", ".git", "node_modules"}

LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def anchor(heading):
    """The name that a heading has as the target of a link."""
    text = INLINE_CODE.sub(lambda code: code.group().strip("`"), heading)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(text):
    return {anchor(h) for h in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", FENCE.sub("", text), re.MULTILINE)}


def broken_links(file, root):
    """What is wrong with the links of one file, a line each."""
    text = file.read_text(encoding="utf-8")
    prose = INLINE_CODE.sub("", FENCE.sub("", text))
    problems = []
    for target in LINK.findall(prose) + REFERENCE.findall(prose):
        if ELSEWHERE.match(target):
            continue
        path, _, fragment = target.partition("#")
        base = root if path.startswith("/") else file.parent
        destination = (base / path.lstrip("/")).resolve() if path else file
        where = f"{file.relative_to(root)}: {target}"
        if not destination.exists():
            problems.append(f"{where}: no such file")
        elif root not in destination.parents and destination != root:
            problems.append(f"{where}: leads out of the tree")
        elif fragment and destination.suffix == ".md" and fragment not in anchors(destination.read_text("utf-8")):
            problems.append(f"{where}: no such heading")
    return problems


def markdown_files(root):
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in SKIPPED]
        yield from (pathlib.Path(folder) / file for file in files if file.endswith(".md"))


class LinksOfThisTree(unittest.TestCase):
    def test_every_relative_link_resolves(self):
        files = list(markdown_files(ROOT))
        self.assertIn(ROOT / "README.md", files)
        self.assertEqual([], [problem for file in files for problem in broken_links(file, ROOT)])


class TheCheckItself(unittest.TestCase):
    def problems(self, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            (root / "docs").mkdir()
            (root / "docs" / "there.md").write_text("# A `good` heading\n", encoding="utf-8")
            (root / "README.md").write_text(text, encoding="utf-8")
            return broken_links(root / "README.md", root)

    def test_good_links_pass(self):
        good = "[a](docs/there.md) [b](docs/there.md#a-good-heading) [c](#own)\n# Own\n[d](https://example.org/x)\n[e](docs)"
        self.assertEqual([], self.problems(good))

    def test_links_in_code_are_no_links(self):
        self.assertEqual([], self.problems("`[a](gone.md)`\n```\n[b](gone.md)\n```\n"))

    def test_bad_links_are_found_and_named(self):
        bad = "[a](gone.md) ![b](docs/gone.png) [c](docs/there.md#bad) [d](../out.md)\n\n[e]: gone-too.md\n"
        problems = self.problems(bad)
        self.assertEqual(5, len(problems), problems)
        self.assertIn("README.md: docs/there.md#bad: no such heading", problems)


if __name__ == "__main__":
    unittest.main()
