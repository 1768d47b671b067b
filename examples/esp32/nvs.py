# Non-volatile storage: a number and some bytes that outlive resets and power. Run it twice with --flash FILE.
from esp32 import NVS

store = NVS("example")
try:
    runs = store.get_i32("runs")
except OSError:
    runs = 0  # not there yet
runs += 1
store.set_i32("runs", runs)
store.set_blob("name", b"vivarium")
store.commit()

name = bytearray(16)
print("run", runs, name[: store.get_blob("name", name)].decode())
try:
    store.erase_key("nobody")
except OSError as error:
    print("no such key", error.args[0])
