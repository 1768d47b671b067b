#pragma once
// What one instruction does to memory while Unicorn executes it.
// Loads are answered on the way. Stores are only noted, and undone in memory where Unicorn makes them: they are
// performed afterwards, in order, as the bus wants them (it may have to hear of changed code, or refuse).
#include <exception>
#include <optional>
#include <vector>

#include "cpu/ir/guest.hpp"
#include "cpu/unicorn/memory_map.hpp"

namespace cpu::unicorn {

class Accesses {
 public:
  Accesses(uc_engine*, ir::Guest&, Bus&);
  Accesses(const Accesses&) = delete;
  Accesses& operator=(const Accesses&) = delete;

  MemoryMap map;
  std::exception_ptr failure;  // thrown by a device; to be thrown on when Unicorn has returned

  void begin();   // an instruction
  bool finish();  // it is done: performs its stores. False: it faulted and has had no effect on registers

 private:
  struct Store {
    u32 address, width, value;
    u8* host;  // where Unicorn puts it, if that is memory
    u32 old;   // what was there
  };
  struct Misaligned {
    u32 address, width;
    bool storing;
  };

  static void on_load(uc_engine*, uc_mem_type, u64 address, int width, i64, void*);
  static void on_store(uc_engine*, uc_mem_type, u64 address, int width, i64 value, void*);
  static bool allow(uc_engine*, uc_mem_type, u64, int, i64, void*) { return true; }
  void load(u32 address, unsigned width);
  bool perform(const Store&);

  ir::Guest& guest_;
  Bus& bus_;
  std::vector<Store> stores_;
  std::optional<Misaligned> misaligned_;
  bool faulted_ = false;
};

}  // namespace cpu::unicorn
