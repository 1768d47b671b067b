#!/usr/bin/env python3
"""Makes a flash with two places for applications out of MicroPython's own release, which has one.

usage: make_flash.py ESP32_GENERIC-....bin two_apps.bin

MicroPython's usual image for the ESP32 has one application partition ("factory") and no place that says which of several
is to be started, so it cannot be updated over the air. Boot loader and application are taken as they are; what changes is
the partition table at 0x8000 (ESP-IDF Programming Guide, "Partition Tables"): otadata, ota_0, ota_1 and a smaller vfs.
"""
import hashlib
import struct
import sys

IMAGE_AT, TABLE_AT, APP_AT, FLASH = 0x1000, 0x8000, 0x10000, 4 << 20
APP, DATA = 0, 1
PLACE = 0x1C0000  # for each application
TABLE = [  # name, type, subtype, address, size
    ("nvs", DATA, 0x02, 0x9000, 0x4000),
    ("otadata", DATA, 0x00, 0xD000, 0x2000),
    ("phy_init", DATA, 0x01, 0xF000, 0x1000),
    ("ota_0", APP, 0x10, APP_AT, PLACE),
    ("ota_1", APP, 0x11, APP_AT + PLACE, PLACE),
    ("vfs", DATA, 0x81, APP_AT + 2 * PLACE, FLASH - APP_AT - 2 * PLACE),
]


def table():
    rows = b"".join(
        struct.pack("<HBBII16sI", 0x50AA, kind, subtype, address, size, name.encode(), 0)
        for name, kind, subtype, address, size in TABLE
    )
    rows += b"\xeb\xeb" + b"\xff" * 14 + hashlib.md5(rows).digest()
    return rows.ljust(0x1000, b"\xff")


def main(source, target):
    image = open(source, "rb").read()
    boot_loader, application = image[: TABLE_AT - IMAGE_AT], image[APP_AT - IMAGE_AT :]
    if image[:1] != b"\xe9" or application[:1] != b"\xe9":
        sys.exit(f"{source} is no image of an ESP32 from 0x1000 on")
    if len(application) > PLACE:
        sys.exit(f"the application in {source} has {len(application)} bytes, the place for it {PLACE}")
    flash = bytearray(b"\xff" * IMAGE_AT + boot_loader).ljust(TABLE_AT, b"\xff") + table()
    flash = flash.ljust(APP_AT, b"\xff") + application
    open(target, "wb").write(flash)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
