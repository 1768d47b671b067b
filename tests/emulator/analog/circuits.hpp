#pragma once
// The circuits on which we are compared with ngspice.
#include <string>
#include <vector>

namespace analog_test {

struct Comparison {
  std::string name;
  double supply;                   // volts: what an error is measured against where the value is small
  std::string netlist;             // see bench.hpp
  std::vector<std::string> nets;   // that are compared
  std::vector<double> times = {};  // in seconds; none: once everything has come to rest
};

inline const std::vector<Comparison>& comparisons() {
  static const std::vector<Comparison> all{
      // --- at rest ---
      {"divider", 3.3, "V1 a 0 3.3\nR1 a b 10k\nR2 b 0 22k", {"b"}},
      {"divider, loaded", 5, "V1 a 0 5\nR1 a b 1k\nR2 b 0 1k\nR3 b 0 330", {"b"}},
      {"Wheatstone bridge", 5, "V1 a 0 5\nR1 a b 1k\nR2 b 0 2.2k\nR3 a c 1.5k\nR4 c 0 1k\nR5 b c 470", {"b", "c"}},
      {"R-2R ladder",
       3.3,
       "P1 d0 0 3.3 25\nP2 d1 0 0 25\nP3 d2 0 3.3 25\nP4 d3 0 3.3 25\nR0 0 n0 20k\nR1 n0 d0 20k\nR2 n0 n1 10k\n"
       "R3 n1 d1 20k\nR4 n1 n2 10k\nR5 n2 d2 20k\nR6 n2 n3 10k\nR7 n3 d3 20k",
       {"n0", "n1", "n2", "n3"}},
      {"current source", 5, "I1 0 a 2m\nR1 a 0 1.5k\nR2 a b 1k\nR3 b 0 1k", {"a", "b"}},
      {"two batteries", 9, "V1 a 0 9\nR1 a b 2\nV2 c 0 6\nR2 c b 1\nR3 b 0 47", {"b"}},
      {"LED and resistor", 3.3, "P1 a 0 3.3 42\nR1 a b 220\nD1 b 0 LED", {"a", "b"}},
      {"LED without a resistor", 3.3, "P1 a 0 3.3 42\nD1 a 0 LED", {"a"}},
      {"two LEDs in series", 9, "V1 a 0 9\nR1 a b 470\nD1 b c LED\nD2 c 0 LED", {"b", "c"}},
      {"LEDs in parallel", 5, "V1 a 0 5\nR1 a b 330\nD1 b 0 LED\nR2 b c 22\nD2 c 0 LED", {"b", "c"}},
      {"diode the wrong way", 5, "V1 a 0 5\nR1 a b 1k\nD1 0 b D1N4148", {"b"}},
      {"diode OR", 5, "V1 a 0 5\nV2 b 0 3.3\nD1 a o SCHOTTKY\nD2 b o SCHOTTKY\nR1 o 0 1k", {"o"}},
      {"diode clamp at a pin", 12, "V1 a 0 12\nR1 a b 10k\nV2 s 0 3.3\nD1 b s D1N4148\nD2 0 b D1N4148", {"b"}},
      {"bridge rectifier",
       9,
       "V1 a b 9\nR9 b 0 1000k\nD1 a p D1N4148\nD2 b p D1N4148\nD3 n a D1N4148\nD4 n b D1N4148\nR1 p n 1k",
       {"p", "n"}},
      {"NPN switch, on", 5, "P1 g 0 3.3 42\nR1 g b 1k\nV1 s 0 5\nR2 s c 100\nQ1 c b 0 NPN", {"b", "c"}},
      {"NPN switch, off", 5, "P1 g 0 0 42\nR1 g b 1k\nV1 s 0 5\nR2 s c 100\nQ1 c b 0 NPN", {"b", "c"}},
      {"NPN, LED and resistor",
       5,
       "P1 g 0 3.3 42\nR1 g b 4.7k\nV1 s 0 5\nR2 s d 150\nD1 d c LED\nQ1 c b 0 NPN",
       {"c", "d"}},
      {"emitter follower", 9, "V1 s 0 9\nR1 s b 47k\nR2 b 0 47k\nQ1 s b e NPN\nR3 e 0 1k", {"b", "e"}},
      {"common emitter", 9, "V1 s 0 9\nR1 s b 56k\nR2 b 0 12k\nR3 s c 2.2k\nQ1 c b e NPN\nR4 e 0 470", {"b", "c", "e"}},
      {"Darlington", 9, "V1 s 0 9\nP1 g 0 3.3 42\nR1 g b 10k\nR2 s c 47\nQ1 c b x NPN\nQ2 c x 0 NPN", {"b", "x", "c"}},
      {"PNP switch", 5, "V1 s 0 5\nP1 g 0 0 42\nR1 g b 2.2k\nQ1 c b s PNP\nR2 c 0 220", {"b", "c"}},
      {"current mirror", 9, "V1 s 0 9\nR1 s a 4.7k\nQ1 a a 0 NPN\nQ2 c a 0 NPN\nR2 s c 1k", {"a", "c"}},
      {"differential pair",
       9,
       "V1 s 0 9\nV2 n 0 -9\nR1 s c 4.7k\nR2 s d 4.7k\nV3 i 0 0.02\nQ1 c i e NPN\nQ2 d 0 e NPN\nR3 e n 4.7k",
       {"c", "d", "e"}},
      {"NMOS switch, on", 12, "P1 g 0 3.3 42\nR9 g 0 100k\nV1 s 0 12\nR1 s d 100\nM1 d g 0 NMOS", {"d"}},
      {"NMOS, saturated", 12, "V2 g 0 2.1\nV1 s 0 12\nR1 s d 220\nM1 d g 0 NMOS", {"d"}},
      {"PMOS high-side switch", 5, "V1 s 0 5\nR1 s g 10k\nP1 g 0 0 42\nM1 d g s PMOS\nR2 d 0 47", {"d"}},
      {"level shifter 3.3 to 5 V",
       5,
       "V1 l 0 3.3\nV2 h 0 5\nP1 a 0 0 42\nR1 l a 10k\nR2 h b 10k\nM1 b l a NMOS",
       {"a", "b"}},
      {"op-amp follower", 5, "V1 s 0 5\nV2 i 0 1.8\nX1 i o o s 0\nR1 o 0 1k", {"o"}},
      {"op-amp, gain 11", 5, "V1 s 0 5\nV2 i 0 0.3\nX1 i m o s 0\nR1 o m 10k\nR2 m 0 1k", {"o", "m"}},
      {"op-amp inverting", 9, "V1 s 0 9\nV3 n 0 -9\nV2 i 0 1\nR1 i m 1k\nR2 m o 4.7k\nX1 0 m o s n", {"o", "m"}},
      {"op-amp at its rail", 5, "V1 s 0 5\nV2 i 0 1\nX1 i m o s 0\nR1 o m 10k\nR2 m 0 1k", {"o"}},
      {"comparator", 3.3, "V1 s 0 3.3\nV2 i 0 1.2\nV3 r 0 1.65\nX1 i r o s 0\nR1 o 0 10k", {"o"}},
      {"transistor and op-amp current sink",
       5,
       "V1 s 0 5\nV2 i 0 0.5\nX1 i e g s 0\nR1 g b 100\nQ1 c b e NPN\nR2 e 0 47\nR3 s c 100",
       {"e", "c"}},
      // --- as time passes ---
      {"RC charging", 3.3, "P1 a 0 0 42 3.3@1m\nR1 a b 10k\nC1 b 0 100n", {"b"}, {0.5e-3, 1.2e-3, 2e-3, 3e-3, 6e-3}},
      {"RC discharging", 3.3, "P1 a 0 3.3 42 0@5m\nR1 a b 1k\nC1 b 0 1u", {"b"}, {4.9e-3, 5.5e-3, 6e-3, 8e-3}},
      {"two RC stages",
       5,
       "P1 a 0 0 25 5@1m\nR1 a b 1k\nC1 b 0 1u\nR2 b c 10k\nC2 c 0 470n",
       {"b", "c"},
       {1.5e-3, 3e-3, 6e-3, 12e-3}},
      {"high pass",
       3.3,
       "P1 a 0 0 42 3.3@1m 0@4m\nC1 a b 100n\nR1 b 0 10k",
       {"b"},
       {1.1e-3, 2e-3, 3.9e-3, 4.1e-3, 5e-3}},
      {"PWM and filter",
       3.3,
       "P1 a 0 0 42 3.3@1m 0@1.25m 3.3@2m 0@2.25m 3.3@3m 0@3.25m 3.3@4m 0@4.25m\nR1 a b 4.7k\nC1 b 0 1u",
       {"b"},
       {1.25e-3, 2e-3, 3.25e-3, 4.25e-3, 5e-3}},
      {"capacitive divider", 5, "P1 a 0 0 25 5@1m\nC1 a b 10n\nC2 b 0 22n\nR1 b 0 1000k", {"b"}, {1.1e-3, 5e-3, 20e-3}},
      {"RL", 5, "P1 a 0 0 25 5@1m\nR1 a b 100\nL1 b 0 100m", {"b"}, {1.2e-3, 1.8e-3, 3e-3, 6e-3}},
      {"RLC ringing",
       5,
       "P1 a 0 0 25 5@1m\nR1 a b 22\nL1 b c 10m\nC1 c 0 1u",
       {"c"},
       {1.1e-3, 1.3e-3, 1.6e-3, 2e-3, 3e-3, 5e-3}},
      {"peak detector",
       5,
       "P1 a 0 0 25 5@1m 0@2m\nD1 a b D1N4148\nC1 b 0 1u\nR1 b 0 10k",
       {"b"},
       {1.05e-3, 1.5e-3, 2.5e-3, 6e-3, 15e-3}},
      {"flyback diode",
       5,
       "V1 s 0 5\nP1 g 0 0 42 3.3@1m 0@6m\nR1 g b 1k\nQ1 c b 0 NPN\nL1 s x 50m\nR2 x c 100\nD1 c s D1N4148",
       {"c"},
       {0.9e-3, 1.3e-3, 3e-3, 5.9e-3, 6.2e-3, 7e-3, 10e-3}},
      {"capacitor behind an NPN switch",
       5,
       "V1 s 0 5\nP1 g 0 0 42 3.3@5m\nR1 g b 10k\nR2 s c 1k\nC1 c 0 1u\nQ1 c b 0 NPN",
       {"c"},
       {1e-3, 4.9e-3, 5.05e-3, 5.2e-3, 6e-3}},
      {"op-amp integrator",
       5,
       "V1 s 0 5\nV3 n 0 -5\nP1 i 0 0 25 1@1m -1@3m\nR1 i m 10k\nC1 m o 100n\nR2 m o 1000k\nX1 0 m o s n",
       {"o"},
       {1.5e-3, 2.9e-3, 4e-3}},
      {"gate with a capacitor",
       12,
       "V1 s 0 12\nP1 p 0 0 42 3.3@1m\nR1 p g 10k\nC1 g 0 10n\nR2 s d 1k\nM1 d g 0 NMOS",
       {"g", "d"},
       {1.02e-3, 1.05e-3, 1.1e-3, 1.5e-3}},
  };
  return all;
}

}  // namespace analog_test
