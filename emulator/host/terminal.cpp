#include "emulator/host/terminal.hpp"

#include <cerrno>
#include <cstring>

#include "emulator/host/error.hpp"

namespace emulator {
namespace {

int set_modes(int fd, const termios& modes) {
  int result;
  do result = tcsetattr(fd, TCSANOW, &modes);
  while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

RawTerminal::RawTerminal(int fd) : fd_(fd) {
  if (tcgetattr(fd_, &cooked_) != 0)
    throw HostError(std::string("cannot read the terminal's modes: ") + std::strerror(errno));
}

void RawTerminal::enter() {
  termios raw = cooked_;
  raw.c_iflag &= ~static_cast<tcflag_t>(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  raw.c_cflag = (raw.c_cflag & ~static_cast<tcflag_t>(CSIZE | PARENB)) | CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  raw_ = true;  // from here on restore() has something to do
  if (set_modes(fd_, raw) != 0)
    throw HostError(std::string("cannot put the terminal into raw mode: ") + std::strerror(errno));
}

void RawTerminal::restore() {
  if (!raw_) return;
  raw_ = false;
  set_modes(fd_, cooked_);
}

void make_transparent(int fd) {
  termios modes;
  if (tcgetattr(fd, &modes) == 0) {
    cfmakeraw(&modes);
    modes.c_cflag |= CLOCAL | CREAD;
    if (set_modes(fd, modes) == 0) return;
  }
  throw HostError(std::string("cannot make the terminal transparent: ") + std::strerror(errno));
}

}  // namespace emulator
