#pragma once
// Scenarios on a board without a processor, from texts in place of files.
#include <map>
#include <string>

#include "scenarios/play.hpp"
#include "tests/boards/toy_chip.hpp"

namespace scenarios::test {

using TextFiles = std::map<std::string, std::string>;

inline const std::string toy_circuit = R"({"boards": {"toy": "toy.json"},
  "parts": {"bell": {"type": "button", "wires": {"pin": "toy:A3"}},
            "up": {"type": "pull", "ohms": 10000, "wires": {"pin": "toy:A3"}},
            "tilt": {"type": "mma8653"}}})";

inline Files files_of(const TextFiles& texts) {
  return {[texts](const std::string& path) {
    if (path == "d/toy.json") return std::string{boards::test::toy_board};
    if (path == "d/c.json") return toy_circuit;
    const auto it = texts.find(path);
    if (it == texts.end()) throw std::runtime_error("cannot read " + path + ": No such file or directory");
    return it->second;
  }};
}

// With {"circuit": "c.json"} and whatever else `json` has.
inline std::vector<Scenario> read(const std::string& json, TextFiles texts = {}) {
  texts["d/t.scenario.json"] = "{\"circuit\": \"c.json\",\n" + json + "}";
  return read_scenarios("d/t.scenario.json", files_of(texts), boards::test::toy_chips());
}

inline std::string complaint(const std::string& json, TextFiles texts = {}) {
  try {
    read(json, std::move(texts));
  } catch (const boards::BoardError& error) { return error.what(); }
  return "nothing";
}

inline Verdict play(const Scenario& scenario) {
  const boards::Chips chips = boards::test::toy_chips();
  return scenarios::play(
      scenario, Theatre{.chips = chips, .firmware = [](const auto&, const auto&) { return Theatre::Firmware{}; }});
}

inline Verdict play_steps(const std::string& steps, TextFiles texts = {}) {
  return play(read("\"steps\": " + steps, std::move(texts)).front());
}

// "" if it passed, else the first line of the first problem.
inline std::string verdict(const std::string& steps, TextFiles texts = {}) {
  const Verdict verdict = play_steps(steps, std::move(texts));
  if (verdict.outcome == Verdict::Outcome::passed) return "";
  return verdict.problems.front().substr(0, verdict.problems.front().find('\n'));
}

}  // namespace scenarios::test
