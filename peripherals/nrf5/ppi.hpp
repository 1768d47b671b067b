#pragma once
// PPI: channels that let an event of one peripheral trigger a task of another without the processor.
// nRF51 Series Reference Manual v3.0.1, chapter 16. Event and task follow each other at the same instant; the real one
// takes one cycle of the 16 MHz clock. Only a chain that would not end waits that cycle (chain_limit).
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

// Who has which task and event: the chip's table.
struct Directory {
  virtual ~Directory() = default;
  virtual EventFlag* event_at(u32 address) = 0;
  virtual Task* task_at(u32 address) = 0;
};

class Ppi final : public Peripheral, public EventRouter {
 public:
  Ppi(std::string name, Scheduler&, Directory&);

  void route(u32 channels) override;
  void resolve();  // looks up all channels' ends; the fixed ones once the chip is complete

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned programmable = 16, channel_count = 32, groups = 4, chain_limit = 16;

  void enable_group(unsigned group) { enable(chen_.value() | chg_regs_[group].value); }
  void disable_group(unsigned group) { enable(chen_.value() & ~chg_regs_[group].value); }
  void enable(u32 mask);
  void enabled_changed(u32 old);
  void rewired(u32 written, unsigned channel);
  void connect(unsigned channel, u32 event, u32 task);
  void listen(EventFlag*);
  void complain_of_loose_ends(u32 channels);
  void run_deferred();

  // clang-format off
  // Register overview. CHG[n] has the same bits as CHEN.
  Tasks<groups>            chg_en_  {*this, "CHG[].EN", 0x000, &Ppi::enable_group, 8};
  Tasks<groups>            chg_dis_ {*this, "CHG[].DIS", 0x004, &Ppi::disable_group, 8};

  SetClear                 chen_    {*this, "CHEN", {0x500, 0x504, 0x508}, channels(), &Ppi::enabled_changed};

  Registers<programmable>  eep_regs_{*this, "CH[].EEP", 0x510, 8, 0, on_write<&Ppi::rewired>};
  BitsArray<programmable, 31, 0> eep_{eep_regs_, "EEP"};
  Registers<programmable>  tep_regs_{*this, "CH[].TEP", 0x514, 8, 0, on_write<&Ppi::rewired>};
  BitsArray<programmable, 31, 0> tep_{tep_regs_, "TEP"};

  Registers<groups>        chg_regs_{*this, "CHG", 0x800, 4, 0, reserved{19, 16}};
  BitsArray<groups, 15, 0> chg_low_ {chg_regs_, "CH0-CH15"};
  BitsArray<groups, 31, 20> chg_high_{chg_regs_, "CH20-CH31"};
  // clang-format on

  static std::vector<SetClear::Bit> channels();

  Directory& directory_;
  std::array<EventFlag*, channel_count> event_of_{};
  std::array<Task*, channel_count> task_of_{};
  unsigned depth_ = 0;
  u32 deferred_ = 0;
  Event later_;
};

}  // namespace nrf5
