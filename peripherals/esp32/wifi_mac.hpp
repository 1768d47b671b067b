#pragma once
// The MAC of WiFi in air that is empty: nobody is heard, and what is sent goes out and is gone. No manual describes
// it; what is used here was read from free drivers (esp32-open-mac, main/hardware.c) and seen in traces of the
// closed one. docs/esp32.md lists the registers.
// A frame to be sent is a descriptor (dma_link.hpp) in a queue's PLCP0, with the two highest bits set; when its time is
// over, the event "sent" comes and the queue's bit in TXQ_COMPLETE.
// Not modelled: hearing anything, encryption, acknowledges. A frame to one station is said to be sent, because what the
// hardware says of a missing acknowledge is not known; it is complained about.
// In doubt: which of the two words of interrupt enables counts (either one does); times of frames (20 us and
// the bytes at the rate of the queue's PLCP1, of which only the old ones are known).
#include <array>
#include <memory>

#include "emulator/bus.hpp"
#include "emulator/time.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/radio_registers.hpp"

namespace esp32 {

class WifiMac final : public RadioRegisters {
 public:
  WifiMac(std::string name, Scheduler&, Bus&);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned queues = 6;

  u32 answer(u32 offset, u32 held) const override;
  void written(u32 offset, u32 value) override;
  void send(unsigned queue);
  void sent(unsigned queue);
  void update();

  Scheduler& scheduler_;
  Bus& bus_;
  u32 events_ = 0, complete_ = 0;
  std::array<std::unique_ptr<Event>, queues> sent_;
};

// WDEV: the time of the basic service set, three times. Latches and loads by bits of its register 0x10.
class Wdev final : public RadioRegisters {
 public:
  Wdev(std::string name, Scheduler&);
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned timers = 3;
  void written(u32 offset, u32 value) override;
  u64 microseconds() const;

  Scheduler& scheduler_;
  std::array<u64, timers> ahead_{};  // of the clock of all
};

}  // namespace esp32
