"""Why a test was skipped, in the words of the test or of run-tests.py; and which failures real boards have too."""

import pathlib
import re


def of_test(test):
    """What stands before the test's own `print("SKIP")`s: the `if`, or what was tried."""
    lines = pathlib.Path(test).read_text(errors="replace").splitlines()
    found = [condition(lines[:n], indent(line)) for n, line in enumerate(lines) if "SKIP" in line and "print" in line]
    return "the test itself, at: " + " or ".join(dict.fromkeys(filter(None, found)))


def indent(line):
    return len(line) - len(line.lstrip())


def condition(before, depth):
    """The header of the block that the lines end in; for an `except`, the body of its `try`."""
    for number in range(len(before) - 1, -1, -1):
        line = before[number]
        if not line.strip() or indent(line) >= depth:
            continue
        if not line.strip().startswith("except"):
            return line.strip().rstrip(":")
        tried = []
        for above in reversed(before[:number]):
            if indent(above) == indent(line):
                break
            tried.insert(0, above.partition("#")[0].strip())
        return "; ".join(filter(None, tried))
    return ""


def of_runner(test):
    """The remark beside the test's name in run-tests.py, or the condition that it stands under."""
    lines = pathlib.Path("run-tests.py").read_text().splitlines()
    names = (f'"{test}"', '"thread/mutate_"' if test.startswith("thread/mutate_") else f'"{test}"')
    for number, line in enumerate(lines):
        if not any(name in line for name in names):
            continue
        if "#" in line:
            return "run-tests.py: " + line.partition("#")[2].strip()
        return "run-tests.py: " + header(lines[:number], indent(line))
    return "run-tests.py: by its name"


def header(before, depth):
    for number in range(len(before) - 1, -1, -1):
        if before[number].strip() and indent(before[number]) < depth and not before[number].endswith("("):
            above = before[number - 2 : number]
            return next((line.strip(" #.") for line in above if line.strip().startswith("#")), before[number].strip(" :"))
    return ""


def known(path):
    """{test: reason} from lines `test: reason`."""
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.split(":", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {test.strip(): reason.strip() for test, reason in pairs}
