#include <catch2/catch.hpp>

#include "emulator/analog/island.hpp"

#include <cmath>

#include "bench.hpp"
#include "emulator/analog/mathematics.hpp"

using namespace analog_test;

TEST_CASE("analog: our own functions agree with the C library's", "[analog]") {
  for (double x = -30; x < 30; x += 0.37) CHECK(exponential(x) == Approx(std::exp(x)).epsilon(1e-14));
  for (double x = 1e-20; x < 1e20; x *= 3.7) CHECK(logarithm(x) == Approx(std::log(x)).epsilon(1e-14).margin(1e-15));
  CHECK(power(2.5, 0.7) == Approx(std::pow(2.5, 0.7)).epsilon(1e-14));
  CHECK(std::isfinite(exponential(1e9)));
}

TEST_CASE("analog: an edge is worked out before drive() returns", "[analog]") {
  Netlist c{"P1 a 0 0 42\nR1 a b 1k\nR2 b 0 1k"};
  c.driver("P1").drive(3.3, 42);
  CHECK(c.volts("b") == Approx(3.3 * 1000 / 2042));
  CHECK(c.element<Resistor>("R1").milliamps() == Approx(3.3 / 2042 * 1000));
  CHECK(c.driver("P1").milliamps() == Approx(3.3 / 2042 * 1000));
  CHECK(c.machine.analog.islands().front()->at_rest());
}

TEST_CASE("analog: supplies keep circuits apart", "[analog]") {
  Netlist c{"P1 a 0 3.3 42\nR1 a 0 1k\nP2 b 0 3.3 42\nR2 b 0 1k\nR3 b c 1k"};
  CHECK(c.machine.analog.islands().size() == 2);
  CHECK(c.machine.analog.milliamps_from(c.machine.circuit.nets.net("0")) == Approx(-2 * 3.3 / 1042 * 1000));
}

TEST_CASE("analog: a net floats unless something holds it", "[analog]") {
  Netlist c{"P1 a 0 3.3 42\nR1 a b 1k\nC1 d 0 1n\nD1 e 0 LED\nR2 g h 1k\nX1 a i j a 0"};
  const auto floats = [&](const char* net) { return c.machine.circuit.nets.net(net).floating(); };
  CHECK_FALSE(floats("b"));
  CHECK_FALSE(floats("d"));
  CHECK(floats("e"));
  CHECK(floats("g"));
  CHECK(floats("i"));
  CHECK_FALSE(floats("j"));
  c.driver("P1").release();
  CHECK(floats("b"));
}

TEST_CASE("analog: between two steps the voltage is that of the moment, and asking changes nothing", "[analog]") {
  const auto run = [](bool curious) {
    Netlist c{"P1 a 0 3.3 1\nR1 a b 9999\nC1 b 0 100n"};
    for (unsigned i = 1; i <= 50; ++i) {
      c.run_to(i * 1e-4);
      if (curious) CHECK(c.volts("b") == Approx(3.3 * (1 - std::exp(-(i * 1e-4) / 1e-3))).margin(2e-4));
    }
    return c.save();
  };
  CHECK(run(true) == run(false));
}

TEST_CASE("analog: a settled circuit costs nothing", "[analog]") {
  Netlist c{"P1 a 0 3.3 42\nR1 a b 10k\nC1 b 0 100n"};
  c.run(1);
  const u64 steps = c.steps();
  CHECK(steps < 100);
  c.run(3600 * 100);
  CHECK(c.steps() - steps < 20);
  CHECK(c.machine.analog.islands().front()->at_rest());
  CHECK(c.volts("b") == Approx(3.3));
}

TEST_CASE("analog: thresholds are met when they are crossed", "[analog]") {
  Netlist c{"P1 a 0 3.3 1\nR1 a b 9999\nC1 b 0 100n"};
  Terminal input{"input"};
  input.thresholds(1.3, 1.5);
  std::vector<std::pair<double, double>> seen;
  input.on_change = [&] {
    if (seen.empty() && input.volts() > 1.5)
      seen.emplace_back(seconds(c.machine.now().time_since_epoch()), input.volts());
    if (seen.size() == 1 && seconds(c.machine.now().time_since_epoch()) > 0.02 && input.volts() < 1.3)
      seen.emplace_back(seconds(c.machine.now().time_since_epoch()), input.volts());
  };
  input.connect(c.machine.circuit.nets.net("b"));
  c.driver("P1").drive(0, 1);
  c.driver("P1").drive(3.3, 1);
  c.run_to(0.02);
  c.driver("P1").drive(0, 1);
  c.run_to(0.04);
  REQUIRE(seen.size() == 2);
  CHECK(std::abs(seen[0].first - 1e-3 * std::log(3.3 / (3.3 - 1.5))) < 50e-9);
  CHECK(std::abs(seen[1].first - 0.02 - 1e-3 * std::log(3.3 / 1.3)) < 50e-9);
  CHECK(seen[0].second - 1.5 < 1e-5);
}

TEST_CASE("analog: a relaxation oscillator runs at its frequency", "[analog]") {
  Netlist c{"V1 s 0 5\nR1 o p 10k\nR2 p 0 10k\nR4 p s 10k\nR3 o m 10k\nC1 m 0 100n\nX1 p m o s 0"};
  unsigned rises = 0;
  bool high = false;
  c.machine.circuit.nets.net("o").watchers.push_back([&](const Net& net) {
    if (!high && net.volts() > 4) high = true, ++rises;
    if (net.volts() < 1) high = false;
  });
  c.run(0.1);
  CHECK(c.machine.circuit_findings.all().empty());
  const double period = 2 * 1e-3 * std::log(2.0);  // thresholds at a third and two thirds of the supply
  CHECK(rises == Approx(0.1 / period).margin(1.5));
}

TEST_CASE("analog: a terminal that answers at once is heard", "[analog]") {
  Netlist c{"P1 a 0 0 42\nR1 a b 1k\nR2 c b 1k"};
  Terminal in{"in"}, out{"out"};
  out.connect(c.machine.circuit.nets.net("c"));
  in.connect(c.machine.circuit.nets.net("b"));
  out.drive(0, 50);
  in.on_change = [&] { out.drive(in.volts() > 1 ? 3.3 : 0, 50); };
  c.driver("P1").drive(3.3, 42);
  CHECK(out.volts() == Approx(3.3));
  CHECK(c.volts("b") == Approx(3.3));
}

TEST_CASE("analog: an answer without end is told, not waited for", "[analog]") {
  Netlist c{"P1 a 0 0 42\nR1 a b 1k\nR2 c b 1k"};
  Terminal in{"in"}, out{"out"};
  out.connect(c.machine.circuit.nets.net("c"));
  in.connect(c.machine.circuit.nets.net("b"));
  out.drive(0, 50);
  in.on_change = [&] { out.drive(in.volts() > 2 ? 0 : 3.3, 50); };
  c.driver("P1").drive(3.3, 42);
  REQUIRE(c.machine.circuit_findings.all().size() == 1);
  CHECK(c.machine.circuit_findings.all()[0].text ==
        "R1, R2 keep switching without any time passing; they keep what they had");
}

TEST_CASE("analog: what has no solution is told by name", "[analog]") {
  Netlist c{"V1 a 0 5\nV2 a 0 3\nR1 a 0 1k"};
  REQUIRE_FALSE(c.machine.circuit_findings.all().empty());
  CHECK(c.machine.circuit_findings.all()[0].text ==
        "V1, V2 have no voltages that fit together; they keep what they had");
  c.run(1);
  CHECK(std::isfinite(c.volts("a")));
}

TEST_CASE("analog: a snapshot in the middle of a charge goes on alike", "[analog]") {
  const std::string netlist = "P1 a 0 3.3 42\nR1 a b 10k\nC1 b 0 100n\nD1 b d LED\nR2 d 0 10k";
  Netlist first{netlist}, second{netlist};
  first.run(0.7e-3);
  const auto saved = first.save();
  State state{saved};
  second.machine.serialize(state);
  second.driver("P1").serialize(state);
  CHECK(second.volts("b") == first.volts("b"));
  for (Netlist* c : {&first, &second}) {
    c->run(0.35e-3);
    c->driver("P1").drive(0, 42);
    c->run(1e-3);
  }
  CHECK(first.volts("b") == second.volts("b"));
  CHECK(first.save() == second.save());
}
