#pragma once
// Something that a scenario expects or waits for: a level, a text, a brightness.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boards/json.hpp"
#include "scenarios/stage.hpp"

namespace scenarios {

// A condition while somebody looks at it.
class Watch {
 public:
  virtual ~Watch() = default;
  virtual bool holds() = 0;
  // It does not hold, and nobody will look again. True: what is there becomes what is expected (--update-goldens).
  virtual bool last_chance() { return false; }
  virtual std::string seen() = 0;  // what is there, for a message: "it is 0 since 1.2 s"
  // How soon to look again where nothing tells of a change.
  virtual emulator::Duration look_again() { return emulator::Duration::max(); }
  virtual void accepted() {}                              // it held, and that is used up: what was read is read
  virtual std::vector<std::string> nets() { return {}; }  // whose last edges help to understand
};

class Condition {
 public:
  virtual ~Condition() = default;
  virtual std::string wanted() const = 0;  // "pico:GP15 is 1"
  // Calls `changed` whenever it may have come true or stopped being so.
  virtual std::unique_ptr<Watch> watch(Stage&, std::function<void()> changed) const = 0;
};

// What a reader has at hand: the circuit as it will be, to check names against.
struct ReadContext {
  Stage& stage;
  boards::Mistakes& mistakes;
  std::function<std::string(const std::string& path)> file;   // one beside the scenario; throws std::runtime_error
  std::function<std::string(const std::string& path)> place;  // "steps[2]" -> "button.scenario.json:14: steps[2]"
  bool in_parallel = false;
  bool may_raise = false;  // the scenario knows what to do when its script raises
};

// A kind of condition, chosen by the key that an object has: "pin", "serial", "part".
struct ConditionType {
  std::string_view key;
  std::string_view summary;
  std::unique_ptr<Condition> (*read)(boards::ObjectReader&, ReadContext&);  // null if there were mistakes
};
const std::vector<ConditionType>& condition_types();

// Reads the condition that an object holds besides other keys; null and a mistake if there is none.
std::unique_ptr<Condition> read_condition(boards::ObjectReader&, ReadContext&);

std::unique_ptr<Condition> read_serial(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_pin(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_part(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_script(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_not(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_picture(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_bus(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_supply(boards::ObjectReader&, ReadContext&);
std::unique_ptr<Condition> read_log(boards::ObjectReader&, ReadContext&);

}  // namespace scenarios
