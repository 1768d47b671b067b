#pragma once
// What all register blocks of the RP2040 share: atomic access through aliases, narrow writes, and being held in reset.
// RP2040 Datasheet (build 2023-06-14 or later), 2.1.2 "Atomic Register Access", 2.1.4 "Narrow IO Register Writes",
// 2.14 "Subsystem Resets".
#include <functional>

#include "emulator/bus.hpp"
#include "emulator/registers.hpp"
#include "emulator/time.hpp"
#include "emulator/wire.hpp"

namespace rp2040 {
using namespace emulator;

// A[11:0] is the offset; A[13:12] chooses how a write takes effect.
enum class Alias : u8 { normal, exclusive_or, set, clear };
constexpr u32 alias_stride = 0x1000;

class Peripheral : public RegisterFile {
 public:
  using RegisterFile::RegisterFile;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void serialize(State&) override;

  // RESETS or the PSM holds the block: it stands at its reset values, reads give 0 and writes go nowhere.
  void hold_in_reset(bool);
  bool held_in_reset() const { return held_; }
  std::function<void(bool held)> on_held;

  // The same registers at base + 0x1000 (XOR), + 0x2000 (set) and + 0x3000 (clear). Reads behave as at the base. The
  // written bits that are w1c or wo (they hold nothing) take effect as written, whatever the alias.
  void map_on(Bus&, u32 base);

 private:
  class AliasPort final : public Device {
   public:
    AliasPort(Peripheral& owner, Alias alias) : Device(owner.name()), owner_(owner), alias_(alias) {}
    u32 read(u32 offset) override { return owner_.read(offset); }
    void write(u32 offset, u32 value) override { owner_.write(offset, owner_.merged(offset, value, alias_)); }
    u32 peek(u32 offset) const override { return owner_.peek(offset); }

   private:
    Peripheral& owner_;
    Alias alias_;
  };

  u32 merged(u32 offset, u32 value, Alias) const;

  AliasPort xor_{*this, Alias::exclusive_or}, set_{*this, Alias::set}, clear_{*this, Alias::clear};
  bool held_ = false;
};

}  // namespace rp2040
