# A DMA channel feeds a state machine, which shifts the bits out at GP15: one bit each 8 cycles of clk_sys.
import array
import time
import rp2
from machine import Pin


@rp2.asm_pio(out_init=rp2.PIO.OUT_LOW, out_shiftdir=rp2.PIO.SHIFT_RIGHT, autopull=True, pull_thresh=32)
def shift():
    out(pins, 1)


machine = rp2.StateMachine(0, shift, freq=15_625_000, out_base=Pin(15))
words = array.array("I", [0xAAAAAAAA, 0xCCCCCCCC, 0xF0F0F0F0, 0xFF00FF00, 0xFFFF0000] * 4)
dma = rp2.DMA()
DREQ_PIO0_TX0 = 0
dma.config(
    read=words,
    write=machine,
    count=len(words),
    ctrl=dma.pack_ctrl(inc_write=False, treq_sel=DREQ_PIO0_TX0),
)
machine.active(1)
dma.active(1)
while dma.active():
    pass
time.sleep_ms(1)
machine.active(0)
dma.close()
print("shifted", len(words), "words")
