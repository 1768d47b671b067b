"""mpremote with one virtual board as the only USB serial port of this computer: client.py CHECKOUT LINK ARGUMENTS..."""

import sys
import types

checkout, link = sys.argv[1:3]
sys.path.insert(0, checkout + "/tools/mpremote")

import serial.tools.list_ports  # noqa: E402

PORT = types.SimpleNamespace(device=link, vid=0x2E8A, pid=5, serial_number="0", manufacturer="MicroPython", product="Board")
serial.tools.list_ports.comports = lambda: [PORT]

from mpremote import main  # noqa: E402

sys.argv = ["mpremote", *sys.argv[3:]]
sys.exit(main.main())
