#pragma once
// The break- and watchpoints that a debugger has set on one chip, and what ran into them.
#include <functional>
#include <optional>
#include <vector>

#include "emulator/chip.hpp"
#include "emulator/machine.hpp"

namespace emulator::gdb {

class StopPoints {
 public:
  // The protocol's Z packets, by number: GDB manual E.2 "Packets". Software and hardware breakpoints are one here: no
  // instruction is replaced.
  enum class Kind : u8 { software, hardware, write, read, access };
  struct Hit {
    Cpu* core;  // null: no core's doing (DMA)
    Kind kind;
    u32 address;  // within the watched range
  };
  static constexpr u32 largest_watch = 0x10'0000;

  StopPoints(Machine& machine, Chip& chip) : machine_(machine), chip_(chip), buses_(chip.buses()) {}
  StopPoints(const StopPoints&) = delete;
  ~StopPoints() { clear(); }

  // False if there can be none. What is there already, or is not there, is no mistake.
  bool insert(Kind, u32 address, u32 size);
  void remove(Kind, u32 address, u32 size);
  void clear();

  std::optional<Kind> breakpoint_at(u32 address) const;

  // Accesses count while the machine runs, those of the debugger itself do not.
  void arm(bool on) { armed_ = on; }
  std::optional<Hit> take_hit();

 private:
  struct Point {
    Kind kind;
    u32 address, size;
    bool operator==(const Point&) const = default;
  };
  static bool is_watch(Kind kind) { return kind >= Kind::write; }
  void apply(const Point&, bool on);
  void hook(bool on);
  void listen_to(Bus&);
  void accessed(u32 address, u32 size, bool writing);

  Machine& machine_;
  Chip& chip_;
  std::vector<Point> points_;
  std::optional<Hit> hit_;
  bool armed_ = false;
  bool hooked_ = false;
  std::vector<Bus*> buses_;
  std::vector<std::function<void(u32, u32, bool)>> others_;  // by bus: who heard of watched accesses before us
};

}  // namespace emulator::gdb
