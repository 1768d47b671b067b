#include "emulator/analog/ohms.hpp"

#include <catch2/catch.hpp>

#include <cmath>

#include "bench.hpp"

using namespace analog_test;

namespace {
double between(Netlist& c, const char* red, const char* black) {
  return ohms_between(c.machine.analog, c.machine.circuit.nets.net(red), c.machine.circuit.nets.net(black));
}
}  // namespace

TEST_CASE("ohms: resistors in series, in parallel and in a bridge", "[analog][ohms]") {
  Netlist c{"R1 a b 330\nR2 b c 1k\nR3 a c 1330\nR4 d e 1k\nR5 d f 2k\nR6 e g 3k\nR7 f g 1k\nR8 e f 5k"};
  CHECK(between(c, "a", "c") == Approx(665));
  CHECK(between(c, "c", "a") == Approx(665));
  CHECK(between(c, "a", "b") == Approx(330 * 2330. / 2660));
  CHECK(between(c, "a", "a") == 0);
  CHECK(std::isinf(between(c, "a", "d")));
  // The bridge by Kirchhoff's rules: nodes d (1 A), e, f over g.
  CHECK(between(c, "d", "g") == Approx(1638.2978723404));
}

TEST_CASE("ohms: power, drivers and supplies do not count, and nothing is changed by measuring", "[analog][ohms]") {
  Netlist c{"P1 a 0 3.3 42\nR1 a b 1k\nR2 b 0 2k\nV1 v 0 5\nR3 v w 100\nR4 w 0 200\nC1 b 0 100n\nD1 b x LED"};
  const auto before = c.save();
  CHECK(between(c, "a", "b") == Approx(1000));
  CHECK(between(c, "a", "0") == Approx(3000));
  CHECK(between(c, "v", "0") == Approx(300));
  CHECK(std::isinf(between(c, "b", "x")));
  CHECK(c.save() == before);
}

TEST_CASE("ohms: a switch is a wire or nothing, a coil is a wire, a capacitor nothing", "[analog][ohms]") {
  Netlist c{"R1 a b 0.05\nL1 b c 1m\nC1 c d 1u"};
  CHECK(between(c, "a", "c") == Approx(0.05).epsilon(1e-3));
  CHECK(between(c, "b", "c") == 0);
  CHECK(std::isinf(between(c, "c", "d")));
  c.element<Resistor>("R1").ohms(INFINITY);
  CHECK(std::isinf(between(c, "a", "c")));
}
