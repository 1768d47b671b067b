# Copies the application that runs into the other place, starts that one, and goes back when it has run.
import machine
import os
from esp32 import Partition

here = Partition(Partition.RUNNING)
name = here.info()[4]
print("runs from", name)
Partition.mark_app_valid_cancel_rollback()  # else the boot loader takes the other one again
if "updated" in os.listdir():
    if name == "ota_1":
        here.get_next_update().set_boot()
        machine.reset()
    print("back again")
else:
    there = here.get_next_update()
    buffer, blocks = bytearray(4096), 0
    for block in range(here.ioctl(4, 0)):
        here.readblocks(block, buffer)
        if buffer.count(b"\xff") == len(buffer):
            break  # behind the application's end
        there.writeblocks(block, buffer)
        blocks += 1
    print("copied", blocks * 4, "KiB to", there.info()[4])
    open("updated", "w").close()
    there.set_boot()
    print("will start", Partition(Partition.BOOT).info()[4])
    machine.reset()
