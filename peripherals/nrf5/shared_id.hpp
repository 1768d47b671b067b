#pragma once
// Peripherals that share an ID: one base address, one interrupt, one set of tasks and events, of which only one may be
// enabled at a time. nRF51 Series Reference Manual v3.0.1, "Peripherals with shared ID".
//
// The chip resets, saves and connects each block by itself; this is what answers on the bus in their place.
// Each block has its own code for ENABLE. The enabled one answers. While none is, what is written reaches every block
// that has a register there, so that pins and formats can be set before ENABLE as they can in the real chip.
// In doubt: registers written while one block is enabled are not seen by the others later.
#include <functional>
#include <initializer_list>
#include <vector>

#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class SharedId final : public Device {
 public:
  struct Block {
    Peripheral* peripheral;
    u32 enable_code;
  };
  SharedId(std::string name, std::initializer_list<Block>);

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;

  Peripheral* enabled() const;  // null if none is
  // Of the enabled block, else of the first that has it there.
  Task* find_task(u32 offset) const;
  EventFlag* find_event(u32 offset) const;
  std::function<void()> on_switch;  // another block may be the enabled one now
  const std::vector<Block>& blocks() const { return blocks_; }

 private:
  Peripheral& answering(u32 offset) const;
  Peripheral& listened(Peripheral&, bool observed);

  std::vector<Block> blocks_;
};

}  // namespace nrf5
