#pragma once
// What can be seen of a chip's inside, as plain data: taken between slices by looks that change nothing.
#include <optional>
#include <string>
#include <vector>

#include "emulator/time.hpp"
#include "gui/window/commands.hpp"

namespace boards {
class Assembly;
}

namespace gui {

struct CoreView {
  std::string name;
  bool sleeping = false, locked_up = false;
  emulator::i64 hz = 0, cycles = 0;
  u32 pc = 0;
  struct Register {
    std::string name;
    u32 value;
  };
  std::vector<Register> registers = {};
  struct Line {
    u32 address;
    unsigned size;
    std::string text;
  };
  std::vector<Line> code = {};
};

struct MemoryView {
  static constexpr u32 bytes_shown = 512;
  u32 from = 0;
  std::vector<std::optional<u8>> bytes = {};  // none: nothing is there
};

struct BlockView {
  std::string name;
  u32 base = 0;
  int interrupt = -1;
  bool modelled = true;
};

struct RegisterView {
  std::string name;
  u32 address = 0, value = 0;
  struct Field {
    std::string name;
    unsigned lsb, width;
    u32 value;
    bool modelled;
  };
  std::vector<Field> fields = {};
};

// A line of a Cortex-M's NVIC that is enabled or waits.
struct InterruptView {
  unsigned number;
  std::string of;  // the blocks that raise it
  bool enabled, pending;
  u32 priority;
};

// Something that will happen by itself.
struct EventView {
  emulator::Time due;
  std::string name;
};

struct InsideView {
  std::vector<std::string> cores = {};  // their names
  std::optional<CoreView> core = std::nullopt;
  std::optional<MemoryView> memory = std::nullopt;
  std::vector<BlockView> blocks = {};
  std::string block = {};
  std::vector<RegisterView> registers = {};  // of that block
  std::vector<InterruptView> interrupts = {};
  std::size_t more_events = 0;
  std::vector<EventView> events = {};         // the first of them
  u32 exception = 0;                          // the number in IPSR; 0: none
  emulator::Time next = {};                   // when the next event is due
  std::string pin = {}, pin_function = {};    // that was asked for
  std::optional<double> ohms = std::nullopt;  // between the two pins that were asked for; infinite: nothing joins them
  std::vector<u32> breakpoints = {};
};

InsideView look_inside(boards::Assembly&, const Wants&);

struct SupplyView {
  std::string name;
  double volts, milliamps, most_milliamps;
  std::string takers;
};
std::vector<SupplyView> look_at_supplies(boards::Assembly&);

}  // namespace gui
