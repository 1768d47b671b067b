#!/usr/bin/env python3
"""Compares our Thumb disassembler with GNU's (through gdb-multiarch): all 16-bit instructions, many 32-bit ones.

usage: compare.py LISTING    where LISTING is the program built from listing.cpp
"""
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

BASE = 0x100000  # each instruction has a slot of 4 bytes here
NOP = 0xBF00


def elf(code):
    """An executable with nothing but a .text section."""
    names = b"\0.text\0.shstrtab\0"
    text_at = 52
    headers_at = (text_at + len(code) + len(names) + 3) & ~3
    header = b"\x7fELF\x01\x01\x01" + bytes(9)
    header += struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, BASE | 1, 0, headers_at, 0x05000000, 52, 0, 0, 40, 3, 2)
    body = (header + code + names).ljust(headers_at, b"\0")
    body += struct.pack("<10I", *[0] * 10)
    body += struct.pack("<10I", 1, 1, 6, BASE, text_at, len(code), 0, 0, 4, 0)
    body += struct.pack("<10I", 7, 3, 0, 0, text_at + len(code), len(names), 0, 0, 1, 0)
    return body


def gnu(words):
    """What gdb prints for each word, by slot."""
    code = b"".join(struct.pack("<HH", w, NOP) if w < 0xE800 else struct.pack("<HH", w >> 16, w & 0xFFFF) for w in words)
    with tempfile.NamedTemporaryFile(suffix=".elf") as file:
        file.write(elf(code))
        file.flush()
        commands = ["set arm fallback-mode thumb", "set architecture armv6s-m", "file " + file.name,
                    f"disassemble {BASE:#x},+{len(code)}"]
        run = ["gdb-multiarch", "-nx", "-batch"] + [part for c in commands for part in ("-ex", c)]
        printed = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in printed.splitlines():
        match = re.match(r"\s*(0x[0-9a-f]+):\s*(.*)", line)
        if match:
            found[int(match[1], 16)] = match[2]
    return [found.get(BASE + 4 * i, "") for i in range(len(words))]


def ours(listing, words):
    lines = "".join(f"{BASE + 4 * i:x} {w:0{4 if w < 0xE800 else 8}x}\n" for i, w in enumerate(words))
    return subprocess.run([listing], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()


def plain_numbers(text):
    return re.sub(r"0x[0-9a-f]+", lambda m: str(int(m[0], 16)), text)


def normal(text):
    """GNU's way of writing made ours."""
    text, _, comment = re.sub(r"\s+", " ", text).strip().partition("@")
    text, comment = text.strip(), comment.strip()
    if "UNDEFINED" in comment:
        return "undefined"
    if literal := re.match(r"\((0x[0-9a-f]+)\)", comment):
        text = re.sub(r"\[pc, #\d+\]", literal[1], text)
    if alias := re.match(r"\((adr [^)]*|mov r8, r8)\)", comment):
        text = alias[1]
    text = re.sub(r"^(b\w*)\.n\b", r"\1", text)
    text = re.sub(r"^(svc|bkpt|udf\.w|udf) #?(0x[0-9a-f]+|\d+)$", lambda m: f"{m[1]} #{int(m[2], 0)}", text)
    text = re.sub(r"^nop \{(\d+)\}$", r"hint #\1", text)
    text = re.sub(r"^negs (\w+), (\w+)$", r"rsbs \1, \2, #0", text)
    if text == "sevl":  # a hint that ARMv6-M does not name
        text = "hint #5"
    if text.startswith(("mrs ", "msr ")):
        text = re.sub(r"\bpsr\b", "xpsr", re.sub(r"\bcpsr(_f)?\b", "apsr", text.lower()))
    return plain_numbers(text)


def ours_normal(text):
    return "undefined" if text.startswith((".hword", ".word")) else plain_numbers(text)


# Instructions of other architectures, or that ARMv6-M leaves UNPREDICTABLE: GNU has a name for them and we do not.
OTHERS = re.compile(r"cbn?z |setend |setpan |hlt |cps|undefined")


def agree(word, mine, theirs):
    if mine == theirs:
        return True
    if mine == "undefined":
        return bool(OTHERS.match(theirs))
    return word & 0xFF00 == 0x4700 and word & 7 != 0  # BX, BLX with fixed bits set: UNPREDICTABLE


def wide(count):
    """32-bit instructions: each kind with random operands, and random words."""
    chance = random.Random(1)
    kinds = [(0xF000D000, 0x07FF2FFF), (0xF3EF8000, 0x00000F00), (0xF3808800, 0x000F0000), (0xF7F0A000, 0x000F0FFF),
             (0xF3BF8F4F, 0), (0xF3BF8F5F, 0), (0xF3BF8F6F, 0)]
    special = [0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 20]
    words = []
    for i in range(count):
        match, free = kinds[i % len(kinds)]
        word = match | chance.getrandbits(32) & free
        if match in (0xF3EF8000, 0xF3808800):
            word |= chance.choice(special)
        words.append(word)
    return words


def main():
    if not shutil.which("gdb-multiarch"):
        print("skipped: gdb-multiarch is not installed")
        return 77
    narrow = [h for h in range(0xE800) if not (h & 0xFF00 == 0xBF00 and h & 15)]  # IT would change what follows
    wrong = 0
    for words in (narrow, wide(7000)):
        for word, mine, theirs in zip(words, ours(sys.argv[1], words), gnu(words)):
            if not agree(word, ours_normal(mine), normal(theirs)):
                wrong += 1
                if wrong <= 40:
                    print(f"{word:04x}: ours {mine!r}, GNU's {theirs!r}")
        print(f"{len(words)} compared")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
