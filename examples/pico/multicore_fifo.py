# The two cores talk through the FIFOs of SIO. The firmware listens to them by interrupt (to stop the other core while
# it writes flash); both cores keep that interrupt off meanwhile.
import _thread
from machine import mem32

SIO = 0xD0000000
FIFO_ST, FIFO_WR, FIFO_RD = SIO + 0x50, SIO + 0x54, SIO + 0x58
ISER, ICER = 0xE000E100, 0xE000E180
SIO_IRQS = 1 << 15 | 1 << 16


def push(word):
    while not mem32[FIFO_ST] & 2:  # RDY
        pass
    mem32[FIFO_WR] = word


def pop():
    while not mem32[FIFO_ST] & 1:  # VLD
        pass
    return mem32[FIFO_RD]


def squares():
    enabled = mem32[ISER] & SIO_IRQS
    mem32[ICER] = SIO_IRQS
    push(1)
    while True:
        n = pop()
        if not n:
            break
        push(n * n)
    mem32[ISER] = enabled
    push(0)


def main():
    enabled = mem32[ISER] & SIO_IRQS
    mem32[ICER] = SIO_IRQS
    _thread.start_new_thread(squares, ())
    ready = pop()
    for n in range(1, 9):
        push(n)
        print(n, pop())
    push(0)
    print("done", pop())
    mem32[ISER] = enabled


main()
