#include "peripherals/parts/op_amp.hpp"

namespace parts {

namespace {
emulator::analog::OpAmp::Model model(const Attributes& a) {
  return {a.number("gain", 1e5, 1, 1e8), a.number("bandwidth", 1e6, 1, 1e9),
          a.number("volts_per_microsecond", 0.5, 1e-3, 1e4) * 1e6, a.number("headroom_high", 0, 0, 10),
          a.number("headroom_low", 0, 0, 10)};
}
}  // namespace

OpAmp::OpAmp(const Setup& setup)
    : Part(setup),
      plus_(setup.prefix + setup.name + ".plus"),
      minus_(setup.prefix + setup.name + ".minus"),
      out_(setup.prefix + setup.name + ".out"),
      high_(setup.prefix + setup.name + ".high"),
      low_(setup.prefix + setup.name + ".low"),
      op_amp_(setup.prefix + setup.name, plus_, minus_, out_, high_, low_, model(setup.attributes)) {
  add(plus_, "plus");
  add(minus_, "minus");
  add(out_, "out");
  add(high_, "high");
  add(low_, "low");
}

}  // namespace parts
