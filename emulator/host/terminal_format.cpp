// The kernel's own termios2 tells a baud rate as a number; its header cannot be included beside <termios.h>.
#include <asm/termbits.h>
#include <sys/ioctl.h>

#include "emulator/console.hpp"

namespace emulator {

SerialFormat terminal_format(int fd) {
  termios2 modes{};
  if (ioctl(fd, TCGETS2, &modes) != 0) return {};
  SerialFormat format;
  format.baud = modes.c_ospeed;
  switch (modes.c_cflag & CSIZE) {
    case CS5: format.data_bits = 5; break;
    case CS6: format.data_bits = 6; break;
    case CS7: format.data_bits = 7; break;
    default: format.data_bits = 8; break;
  }
  format.stop_bits = modes.c_cflag & CSTOPB ? StopBits::two : StopBits::one;
  if (modes.c_cflag & PARENB) {
    const bool odd = modes.c_cflag & PARODD;
    if (modes.c_cflag & CMSPAR)
      format.parity = odd ? Parity::mark : Parity::space;
    else
      format.parity = odd ? Parity::odd : Parity::even;
  }
  return format;
}

}  // namespace emulator
