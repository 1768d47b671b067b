#pragma once
// Random programs for an LX6 that keep going: functions that call one another through windows, loops, accesses to
// memories and a device, special registers, floating point; and handlers that go on behind whatever is refused.
#include <vector>

#include "cpu/xtensa/translator.hpp"
#include "emulator/random.hpp"

namespace xtensa_engines {

using namespace emulator;

namespace place {
inline constexpr u32 vectors = 0x4008'0000, literals = 0x4008'0c00, code = 0x4008'1000, code_size = 0x1800;
inline constexpr u32 iram_size = 0x1'0000, dram = 0x3ffb'0000, dram_size = 0x1'0000;
inline constexpr u32 more = 0x3f80'0000, more_size = 0x4000, rom = 0x3f40'0000, rom_size = 0x1000;
inline constexpr u32 device = 0x3ff4'0000, device_size = 0x1000;
}  // namespace place

class Program {
 public:
  explicit Program(Random&);

  // All of the memory that holds code, from place::vectors on.
  const std::vector<u8>& bytes() const { return bytes_; }
  u32 somewhere() { return starts_[random_.below(static_cast<u32>(starts_.size()))]; }  // where an instruction begins
  u32 function() { return functions_[random_.below(static_cast<u32>(functions_.size()))]; }
  u32 pointer();  // to memory of some kind

 private:
  u32 below(u32 n) { return random_.below(n); }
  bool one_in(u32 n) { return below(n) == 0; }
  u32 bits() { return static_cast<u32>(random_.next()); }
  void put(u32 word);
  void put(std::string_view name, std::initializer_list<u32> operands);
  void write_vectors();
  void write_literals();
  void write_function(u32 end);
  void any();
  void literal(u32 reg, u32 first, u32 count);
  void branch(const cpu::Encoding&);
  void special_register();

  Random& random_;
  std::vector<u8> bytes_;
  std::vector<u32> starts_, functions_;
  u32 at_ = 0;
};

}  // namespace xtensa_engines
