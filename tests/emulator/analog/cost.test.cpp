// What an edge costs: run by tests/bench/electricity, since times depend on the host.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>

#include "bench.hpp"

using namespace analog_test;

static double nanoseconds(Terminal& t, unsigned edges) {
  double best = 1e9;
  for (unsigned tries = 0; tries < 5; ++tries) {
    const auto start = std::chrono::steady_clock::now();
    for (unsigned i = 0; i < edges; ++i) t.drive(i & 1 ? 3.3 : 0, 100);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / edges);
  }
  return best;
}

TEST_CASE("what an edge costs", "[.][electricity-cost]") {
  Netlist c{"P1 a 0 0 100\nR1 a b 330\nD1 b 0 LED\nP2 d 0 0 100\nR2 d e 10k\nC1 e 0 100n"};
  Terminal unconnected{"unconnected"}, plain{"plain"};
  plain.connect(c.machine.circuit.nets.net("plain"));
  std::printf("| toggling | ns an edge |\n|---|---|\n");
  std::printf("| an unconnected pin | %.1f |\n", nanoseconds(unconnected, 1'000'000));
  std::printf("| a pin on a net of its own | %.1f |\n", nanoseconds(plain, 1'000'000));
  std::printf("| a pin with an LED and a resistor | %.0f |\n", nanoseconds(c.driver("P1"), 10'000));
  std::printf("| a pin with a resistor and a capacitor | %.0f |\n", nanoseconds(c.driver("P2"), 10'000));
}
