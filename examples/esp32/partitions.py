# What lies where in flash, and what runs: the partition table as esp32.Partition tells it.
from esp32 import Partition

for kind in (Partition.TYPE_APP, Partition.TYPE_DATA):
    for part in Partition.find(kind):
        _, subtype, address, size, label, encrypted = part.info()
        print("{:10} type {} subtype {:3} at {:#x}, {} KiB".format(label, kind, subtype, address, size // 1024))
running = Partition(Partition.RUNNING)
head = bytearray(4)
running.readblocks(0, head)
print("runs from", running.info()[4], "which begins with", hex(head[0]))
try:
    running.get_next_update()
except OSError as error:
    print("no place for an update:", error.args[0])
