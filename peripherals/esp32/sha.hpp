#pragma once
// SHA: one block of a message at a time through SHA-1, SHA-256, SHA-384 or SHA-512. ESP32 Technical Reference Manual,
// chapter "SHA Accelerator"; offsets from ESP-IDF's soc/esp32/include/soc/hwcrypto_reg.h.
// The message goes into SHA_TEXT, the first byte highest; START hashes it from the standard's initial state, CONTINUE
// from the engine's own; LOAD puts that into SHA_TEXT, of 64-bit words the high half first. There are three engines,
// for SHA-384 and SHA-512 share one; SHA_TEXT serves all. In doubt: a block takes a cycle of the bus per round (ESP-IDF
// speaks of 60 to 100 cycles), LOAD none; SHA_TEXT keeps the message; what START does while the same engine is busy
// (here: it begins anew at once).
#include "emulator/clock_signal.hpp"
#include "emulator/registers.hpp"
#include "peripherals/esp32/sha_blocks.hpp"

namespace esp32 {

class Sha final : public RegisterFile {
 public:
  Sha(std::string name, Scheduler&, ClockSignal& clk);
  void reset() override;
  void serialize(State&) override;

 private:
  enum Algorithm : unsigned { sha1, sha256, sha384, sha512 };

  struct Commands {
    Commands(Sha&, const std::string& algorithm, unsigned index);
    Register start_reg, continue_reg, load_reg, busy_reg;
    Bit<0, Access::wo> start, cont, load;
    Bit<0, Access::ro> busy;
  };

  void start(u32 written, unsigned algorithm);
  void go_on(u32 written, unsigned algorithm);
  void load(u32 written, unsigned algorithm);
  u32 busy(unsigned algorithm) const;
  void hash(unsigned algorithm);

  // clang-format off
  Registers<32> text_reg{*this, "SHA_TEXT", 0x000, 4, 0};
  BitsArray<32, 31, 0> text{text_reg, "TEXT"};
  Commands commands_[4]{{*this, "1", sha1}, {*this, "256", sha256}, {*this, "384", sha384}, {*this, "512", sha512}};
  // clang-format on

  Scheduler& scheduler_;
  ClockSignal& clk_;
  Sha1State state1_{};
  Sha256State state256_{};
  Sha512State state512_{};
  std::array<Time, 4> done_{};  // of the block last begun
};

}  // namespace esp32
