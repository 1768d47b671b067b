#pragma once
// What a scenario does, one step after another, in virtual time.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boards/json.hpp"
#include "emulator/duration.hpp"
#include "scenarios/condition.hpp"
#include "scenarios/stage.hpp"

namespace scenarios {

class Branch;

struct Problem {
  std::string place;     // of the step: "test.json:12: steps[3]"
  std::string sentence;  // what was expected and what was seen
  emulator::Time time{};
  std::vector<std::string> nets{};  // whose last edges help to understand
};

// A step while it goes on. Its destruction leaves nothing behind.
class Activity {
 public:
  virtual ~Activity() = default;
  virtual std::vector<Problem> waits_for() { return {}; }  // without place and time, where they are this step's
};

class Step {
 public:
  virtual ~Step() = default;
  // Begins now, in virtual time. Null: it is over. Otherwise it ends by branch.finish() or branch.fail(), once.
  virtual std::unique_ptr<Activity> begin(Stage&, Branch&) const = 0;

  std::string place;  // "test.json:12: steps[3]"
};
using Steps = std::vector<std::unique_ptr<Step>>;

// A kind of step, chosen by the key that its object has: "set", "wait", "expect".
struct StepType {
  std::string_view key;
  std::string_view summary;
  std::unique_ptr<Step> (*read)(boards::ObjectReader&, ReadContext&);  // null if there were mistakes
};
const std::vector<StepType>& step_types();

// "200 ms" under this key; none if it is not there, or after a mistake.
std::optional<emulator::Duration> read_duration(boards::ObjectReader&, std::string_view key);
Steps read_steps(const boards::Json&, const std::string& path, ReadContext&);

std::unique_ptr<Step> read_wait(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_wait_for(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_expect(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_set(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_press(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_release(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_write(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_reset(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_power_cycle(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_cut(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_stick(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_bridge(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_silence(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_hang(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_garble(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_drift(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_mend(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_parallel(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_repeat(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_snapshot(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Step> read_restore(boards::ObjectReader&, ReadContext&);

}  // namespace scenarios
