// The same circuits here and in ngspice, within 1 % of the value, or of the supply where the value is smaller than a
// tenth of it. VIVARIUM_NGSPICE_TABLE=FILE writes what was compared as a table (tests/bench/electricity does that).
#include <fmt/format.h>
#include <stdlib.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "bench.hpp"
#include "circuits.hpp"

using namespace analog_test;

namespace {

constexpr double edge = 10e-9;  // seconds that ngspice's drivers take to change

// A driver is a source of voltage that steps, behind its resistance.
std::string spice_driver(const std::vector<std::string>& w) {
  std::string points = fmt::format("0 {}", number(w[3])), last = w[3];
  for (std::size_t i = 5; i < w.size(); ++i) {
    const auto cut = w[i].find('@');
    const double at = number(w[i].substr(cut + 1));
    points += fmt::format(" {} {} {} {}", at, number(last), at + edge, number(w[i].substr(0, cut)));
    last = w[i].substr(0, cut);
  }
  return fmt::format("V{0} x{0} 0 PWL({1})\nR{0} x{0} {2} {3}\n", w[0], points, w[1], number(w[4]));
}

// Gain and rails, bent as ours.
std::string spice_op_amp(const std::vector<std::string>& w) {
  return fmt::format(
      "B{0} {3} 0 V = (V({4})+V({5}))/2 + 1e5*(V({1})-V({2})) / sqrt(1 + "
      "(1e5*(V({1})-V({2}))/((V({4})-V({5}))/2))^2)\n",
      w[0], w[1], w[2], w[3], w[4], w[5]);
}

std::string spice(const Comparison& c) {
  std::string text =
      "* " + c.name + "\n.options reltol=1e-5 abstol=1e-12 vntol=1e-7 gmin=1e-12\n.temp 27\n" + spice_models();
  std::istringstream lines{c.netlist};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in{line};
    std::vector<std::string> w;
    for (std::string word; in >> word;) w.push_back(word);
    switch (w[0][0]) {
      case 'P': text += spice_driver(w); break;
      case 'X': text += spice_op_amp(w); break;
      case 'M': text += fmt::format("{} {} {} {} {} {} L=1u W=1u\n", w[0], w[1], w[2], w[3], w[3], w[4]); break;
      case 'C':
      case 'L': text += line + " IC=0\n"; break;
      default: text += line + "\n";
    }
  }
  text += ".control\n";
  if (c.times.empty()) {
    text += "op\n";
    for (const auto& net : c.nets) text += fmt::format("print v({})\n", net);
  } else {
    text += fmt::format("tran {} {} 0 {} uic\n", c.times.back() / 5000, c.times.back() + 1e-6, c.times.back() / 5000);
    for (const double t : c.times)
      for (const auto& net : c.nets) text += fmt::format("meas tran v find v({}) at={}\nprint v\n", net, t);
  }
  return text + ".endc\n.end\n";
}

// "v(b) = 2.26875e+00", "v = 1.2e+00"
std::vector<double> run_ngspice(const Comparison& c) {
  const auto folder = std::filesystem::temp_directory_path();
  const auto file = folder / fmt::format("vivarium_{}.cir", getpid());
  std::ofstream{file} << spice(c);
  std::FILE* pipe = popen(("ngspice -b " + file.string() + " 2>&1").c_str(), "r");
  std::string out;
  for (char buffer[4096]; std::fgets(buffer, sizeof buffer, pipe);) out += buffer;
  pclose(pipe);
  std::filesystem::remove(file);
  std::vector<double> values;
  std::istringstream lines{out};
  for (std::string line; std::getline(lines, line);) {
    const auto at = line.find(" = ");
    if (line.starts_with("v") && at != std::string::npos && line.find("  ") == std::string::npos)
      values.push_back(std::stod(line.substr(at + 3)));
  }
  INFO(spice(c));
  INFO(out);
  CHECK(values.size() == c.nets.size() * std::max<std::size_t>(c.times.size(), 1));
  return values;
}

std::vector<double> run_ours(const Comparison& c) {
  Netlist circuit{c.netlist};
  std::vector<double> values;
  if (c.times.empty()) {
    circuit.run(1);
    for (const auto& net : c.nets) values.push_back(circuit.volts(net));
  }
  for (const double t : c.times) {
    circuit.run_to(t);
    for (const auto& net : c.nets) values.push_back(circuit.volts(net));
  }
  for (const auto& finding : circuit.machine.circuit_findings.all()) FAIL_CHECK(c.name << ": " << finding.text);
  return values;
}

}  // namespace

TEST_CASE("analog: as ngspice has it, within 1 %", "[analog][ngspice]") {
  if (std::system("ngspice --version > /dev/null 2>&1") != 0) {
    WARN("skipped: ngspice is not installed");
    return;
  }
  REQUIRE(comparisons().size() >= 30);
  const char* const table_file = getenv("VIVARIUM_NGSPICE_TABLE");
  std::string table = "| circuit | net | time | ngspice | ours | error |\n|---|---|---|---|---|---|\n";
  for (const Comparison& c : comparisons()) {
    const auto theirs = run_ngspice(c), ours = run_ours(c);
    REQUIRE(theirs.size() == ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const std::string when = c.times.empty() ? "rest" : fmt::format("{:g} ms", c.times[i / c.nets.size()] * 1e3);
      const double share = std::abs(ours[i] - theirs[i]) / std::max(std::abs(theirs[i]), c.supply / 10);
      INFO(c.name << ", " << c.nets[i % c.nets.size()] << ", " << when << ": ngspice " << theirs[i] << ", ours "
                  << ours[i]);
      CHECK(share < 0.01);
      table += fmt::format("| {} | {} | {} | {:.5f} V | {:.5f} V | {:.3f} % |\n", c.name, c.nets[i % c.nets.size()],
                           when, theirs[i], ours[i], share * 100);
    }
  }
  if (table_file) std::ofstream{table_file} << table;
}
