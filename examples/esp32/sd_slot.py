# A memory card on its own bus, with the chip's SD host: CLK is GPIO14, CMD is GPIO15, DAT0 is GPIO2, DAT3 is GPIO13.
#   vivarium run examples/esp32/sd_slot.json examples/esp32/sd_slot.py
import machine, os

card = machine.SDCard(slot=1, width=4)
print("capacity", card.info()[0] >> 20, "MiB")
os.mount(card, "/sd")
with open("/sd/numbers.txt", "w") as file:
    for n in range(2000):
        file.write(str(n) + "\n")
print(os.listdir("/sd"), os.stat("/sd/numbers.txt")[6], "bytes")
with open("/sd/numbers.txt") as file:
    print("sum", sum(int(line) for line in file))
os.umount("/sd")
