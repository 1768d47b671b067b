#pragma once
// BUSCTRL: priorities and performance counters of the bus fabric. RP2040 Datasheet 2.1.1 and 2.1.3. Masters never
// contend for a memory here, so priorities change nothing and say that they are not modelled, like the counters.
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Busctrl final : public Peripheral {
 public:
  explicit Busctrl(std::string name) : Peripheral(std::move(name)) {
    for (unsigned i = 0; i < counters; ++i) {
      perfctr_[i].name = "PERFCTR" + std::to_string(i);
      perfsel_[i].name = "PERFSEL" + std::to_string(i);
    }
  }

 private:
  static constexpr unsigned counters = 4;

  // Arbiters take new priorities over with the next access: at once.
  void priority_written() { ack_ = true; }

  // clang-format off
  // List of Registers
  Register           priority_{*this, "BUS_PRIORITY", 0x00, 0, on_write<&Busctrl::priority_written>, todo{"PROC0", 0},
                               todo{"PROC1", 4}, todo{"DMA_R", 8}, todo{"DMA_W", 12}, reserved{3, 1}, reserved{7, 5},
                               reserved{11, 9}, reserved{31, 13}};
  Register           ack_reg_ {*this, "BUS_PRIORITY_ACK", 0x04, 0, reserved{31, 1}};
  Bit<0, Access::ro> ack_     {ack_reg_, "BUS_PRIORITY_ACK"};
  Registers<counters> perfctr_{*this, "PERFCTR", 0x08, 8, 0, todo{"PERFCTR", 23, 0}, reserved{31, 24}};
  Registers<counters> perfsel_{*this, "PERFSEL", 0x0c, 8, 0x1f, todo{"PERFSEL", 4, 0}, reserved{31, 5}};
  // clang-format on
};

}  // namespace rp2040
