#!/usr/bin/env python3
"""Compares our Xtensa disassembler with GNU's objdump: all 16-bit instructions, many 24-bit ones.

usage: compare.py LISTING [CORE] [--words N]    where LISTING is the program built from listing.cpp

CORE is lx106, which Debian's binutils-xtensa-lx106 knows, or lx6: then XTENSA_GNU_CONFIG must name the plug-in that
tests/cpu/xtensa/tcg/run builds (xtensa_esp32.so). With lx7_s3, and a plug-in made likewise of the overlay xtensa_esp32s3,
what is compared is PIE: every row with random operands, and random words.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

BASE, SLOT = 0x400000, 8  # each instruction has a slot, with a symbol: there objdump begins anew
OBJDUMP = "xtensa-lx106-elf-objdump"


def size_of(word):
    return 2 if 8 <= word & 15 < 14 else 4 if word & 15 >= 14 else 3


def elf(words):
    """An executable with a .text section and a symbol for each slot."""
    code = b"".join(word.to_bytes(size_of(word), "little").ljust(SLOT, b"\0") for word in words)
    names = b"\0.text\0.shstrtab\0.symtab\0.strtab\0"
    symbols = bytes(16) + b"".join(struct.pack("<IIIBBH", 1, BASE + SLOT * i, SLOT, 0x12, 0, 1) for i in range(len(words)))
    parts, at = [], 52
    for part in (code, names, symbols, b"\0i\0"):
        at = (at + 3) & ~3
        parts.append((at, part))
        at += len(part)
    headers_at = (at + 3) & ~3
    image = bytearray(headers_at)
    for offset, part in parts:
        image[offset : offset + len(part)] = part
    image[:52] = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack(
        "<HHIIIIIHHHHHH", 2, 94, 1, BASE, 0, headers_at, 0x300, 52, 0, 0, 40, 5, 2)
    rows = [(0,) * 10, (1, 1, 6, BASE, parts[0][0], len(code), 0, 0, 4, 0),
            (7, 3, 0, 0, parts[1][0], len(names), 0, 0, 1, 0), (17, 2, 0, 0, parts[2][0], len(symbols), 4, 1, 4, 16),
            (25, 3, 0, 0, parts[3][0], 3, 0, 0, 1, 0)]
    return bytes(image) + b"".join(struct.pack("<10I", *row) for row in rows)


def gnu(words):
    """What objdump prints for each word, by slot."""
    with tempfile.NamedTemporaryFile(suffix=".elf") as file:
        file.write(elf(words))
        file.flush()
        run = subprocess.run([OBJDUMP, "-d", "-z", file.name], capture_output=True, text=True, check=True)
    found = {}
    for line in run.stdout.splitlines():
        match = re.match(r"\s*([0-9a-f]+):\s*([0-9a-f ]+?)\s*\t(.*)", line)
        if match:
            found[int(match[1], 16)] = match[3]
    return [found.get(BASE + SLOT * i, "") for i in range(len(words))]


def ours(listing, core, words):
    lines = "".join(f"{BASE + SLOT * i:x} {word:0{2 * size_of(word)}x}\n" for i, word in enumerate(words))
    run = subprocess.run([listing, core], input=lines, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def plain_numbers(text):
    return re.sub(r"\b0x[0-9a-f]+|-?\b\d+\b", lambda m: str(int(m[0], 0) & 0xFFFFFFFF), text)


def normal(text, word):
    """GNU's way of writing made ours. What it does not know it calls EXCW or LSI."""
    if text.startswith("excw") and word != 0x002080 or text.startswith("lsi\t") and word & 0xF00F != 3:
        return "undefined"
    text = re.sub(r"(b\d+):[b\d:]*", r"\1", text)  # the first of four or eight booleans
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>|\(.*?\)$", "", text)).strip()
    if not text or text.startswith((".byte", ".short")):
        return "undefined"
    text = re.sub(r"\b([0-9a-f]+) *$", lambda m: m[0] if not address_last(text) else str(int(m[1], 16)), text)
    return plain_numbers(text)


JUMPS = re.compile(r"(b(?!reak)\w*(\.n)?|j|call\d+|l32r|loop\w*) ")


def address_last(text):
    return JUMPS.match(text) and not re.search(r"0x[0-9a-f]+ *$", text)


# The double-precision accelerator, not modelled; and registers that are not there: we name the access, GNU does not.
NOT_OURS = re.compile(r"f64\w+ |[rw]f64r ")
NUMBERED = re.compile(r"([rwx]sr|[rw]ur)\.")
# We have these as no-ops wherever firmware may come across them; the overlays of the chips do not name them.
CACHES = re.compile(r"(dpf|dh|dii|ipf|ihi|iii)")


def agree(word, mine, theirs):
    if mine == theirs:
        return True
    if theirs == "undefined":
        return bool(NUMBERED.match(mine) or CACHES.match(mine))
    if mine.startswith(("any", "all")):  # the first of the booleans: reserved bits
        return mine.rpartition("b")[0] == theirs.rpartition("b")[0]
    if theirs.startswith(("rfdo", "rsr.176", "rsr.208", "wsr.176", "rer", "wer")):  # GNU's names and operands differ
        return mine.partition(" ")[0] in ("rfdo", "rsr.configid0", "rsr.configid1", "wsr.configid0", "rer", "wer", ".byte", "undefined")
    if word & 0xF0EF == 0xF00D:  # RET.N and RETW.N with reserved bits
        return True
    return mine == "undefined" and bool(NOT_OURS.match(theirs))


def ours_normal(text):
    return "undefined" if text.startswith((".byte", ".short", ".word")) else plain_numbers(re.sub(r"\s+", " ", text).strip())


def words_of(count):
    """Random ones, and those near to what there is: op0 to op2, r and s each with few bits set."""
    chance = random.Random(1)
    all16 = [w for w in range(0x10000) if size_of(w) == 2]
    words = []
    while len(words) < count:
        word = chance.getrandbits(24)
        if chance.random() < 0.6:
            word = word & 0xFFFFF0 | chance.choice([0, 0, 0, 0, 2, 3, 4, 6, 7])
        if chance.random() < 0.3:
            word &= ~(0xF << chance.choice([4, 8, 12, 16]))
        if chance.random() < 0.2:
            word &= ~0xF0000 | chance.choice([0, 1, 2, 3]) << 16
        if size_of(word) == 3 and word & 15 < 14:
            words.append(word)
    return all16, words


def words_of_pie(count):
    chance = random.Random(1)
    source = pathlib.Path(__file__).resolve().parents[4] / "cpu/xtensa/pie_rows.cpp"
    rows = [row.replace(" ", "") for row in re.findall(r'\{"([01a-z ]+)",', source.read_text())]
    near = [int("".join(c if c in "01" else chance.choice("01") for c in row), 2) for row in rows for _ in range(100)]
    far = [chance.getrandbits(32) & ~1 | 14 if n & 1 else chance.getrandbits(20) << 4 | 4 for n in range(count)]
    return near, far


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listing")
    parser.add_argument("core", nargs="?", default="lx106", choices=["lx106", "lx6", "lx7_s3"])
    parser.add_argument("--words", type=int, default=60000, help="24-bit ones to compare; %(default)s")
    arguments = parser.parse_args()
    if not shutil.which(OBJDUMP):
        print(f"skipped: {OBJDUMP} is not installed")
        return 77
    if arguments.core != "lx106" and "XTENSA_GNU_CONFIG" not in os.environ:
        sys.exit("XTENSA_GNU_CONFIG must name a plug-in for the core")
    wrong, named = {}, 0
    for words in (words_of_pie if arguments.core == "lx7_s3" else words_of)(arguments.words):
        mine, theirs = ours(arguments.listing, arguments.core, words), gnu(words)
        for word, m, t in zip(words, mine, theirs):
            named += normal(t, word) != "undefined"
            if not agree(word, ours_normal(m), normal(t, word)):
                wrong.setdefault((m.split(" ")[0], t.split("\t")[0]), []).append((word, m, t))
        print(f"{arguments.core}: {len(words)} compared")
    for (_, _), cases in list(wrong.items())[:60]:
        word, m, t = cases[0]
        print(f"{word:06x}: ours {m!r}, GNU's {t!r} ({len(cases)} such)")
    print(f"{arguments.core}: {named} of them are instructions, {sum(map(len, wrong.values()))} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
