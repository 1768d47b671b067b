#pragma once
// What is wrong with a circuit, in the words one would say it with. Each is told once.
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/time.hpp"

namespace emulator {

struct CircuitFinding {
  enum class Kind : u8 {
    fight,             // two outputs against each other
    no_resistor,       // an LED without one
    too_much_current,  // through a pin or a part
    too_much_voltage,  // at a pin
    floating_input,    // that is read
    no_pull_up,        // on a bus that needs one
    unsolved,          // we could not work out the voltages
    bad_signal,        // that a part does not understand
  };
  Kind kind;
  std::string subject;  // the part, pin or net that it is about
  std::string text;     // a sentence without the time
  Time time;
};

class CircuitFindings {
 public:
  explicit CircuitFindings(const Scheduler& scheduler) : scheduler_(scheduler) {}

  // `subject` and `kind` say what is the same finding.
  void tell(CircuitFinding::Kind, const std::string& subject, const std::string& text);
  bool told(CircuitFinding::Kind kind, const std::string& subject) const { return told_.contains({kind, subject}); }
  const std::vector<CircuitFinding>& all() const { return all_; }
  std::function<void(const CircuitFinding&)> on_finding;

 private:
  const Scheduler& scheduler_;
  std::vector<CircuitFinding> all_;
  std::set<std::pair<CircuitFinding::Kind, std::string>> told_;
};

std::string format_milliamps(double);  // "8.2 mA", "1.5 A"
std::string format_volts(double);      // "5 V", "3.3 V"

}  // namespace emulator
