#pragma once
// Registers of the radio that no manual describes: each holds what was written, but for answers that software waits
// for. So its calibration comes to an end, and an ideal radio is the result. docs/esp32.md lists every such answer;
// where each was seen is said beside it.
#include <initializer_list>
#include <vector>

#include "emulator/registers.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

struct RadioAnswer {
  u32 offset;
  u32 mask;   // these bits read as
  u32 value;  // these
};

class RadioRegisters : public RegisterFile {
 public:
  RadioRegisters(std::string name, u32 size, std::initializer_list<RadioAnswer> answers = {});

  u32 read(u32 offset) final;
  void write(u32 offset, u32 value) final;
  u32 peek(u32 offset) const final;
  void reset() override;
  void serialize(State&) override;

 protected:
  virtual u32 answer(u32 /*offset*/, u32 held) const { return held; }
  virtual void written(u32 /*offset*/, u32 /*value*/) {}
  u32& word(u32 offset) { return words_[offset / 4]; }
  u32 word(u32 offset) const { return words_[offset / 4]; }

 private:
  std::vector<u32> words_;
  std::vector<RadioAnswer> answers_;
};

}  // namespace esp32
