#pragma once
// A memory card on its own bus ("SD mode"): commands and answers on CMD, data on DAT0 … DAT3. SD Physical Layer
// Simplified Specification version 2.00, chapters 3 and 4; sections as in it.
// Hosts reach it through the SpiBus of CMD's net and that of DAT0's: bits in the order of the wire, ones while a line
// is only read. With four lines a host moves a block through DAT0's bus all the same, in a quarter of the time. Not
// modelled: CMD6 and CMD42, erasing, locking, several cards on a bus, the inactive state; check sums of four lines (one
// stands for all). In doubt: all times.
#include <deque>
#include <functional>

#include "emulator/circuit.hpp"
#include "emulator/time.hpp"
#include "peripherals/parts/sd_blocks.hpp"
#include "peripherals/parts/sd_registers.hpp"

namespace parts {

class SdMode {
 public:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  struct Identity {
    SdKind kind;
    u32 megabytes, serial;
  };
  // `hears`: is it in, and not in SPI mode?
  SdMode(emulator::Scheduler&, const std::string& label, const Identity&, SdBlocks&, std::function<bool()> hears);

  void join(emulator::Circuit&, emulator::Net* cmd, emulator::Net* dat0);
  void reset();
  void serialize(emulator::State&);

 private:
  enum class Mode : u8 { idle, ready, identification, standby, transfer, sending, receiving };  // 4.8, CURRENT_STATE
  struct Line : emulator::SpiDevice {
    explicit Line(SdMode& c) : card(c) {}
    SdMode& card;
    std::deque<u8> out;
    bool selected() const override { return card.hears_(); }
    u32 answer(u32 out, unsigned bits) const override;
    virtual bool rests() const { return true; }  // the level when there is nothing to send
    void send(emulator::u64 bits, unsigned count);
  };
  struct CommandLine final : Line {
    using Line::Line;
    void shift(bool level) override;
    emulator::u64 in = 0;
    u32 bits = 0;
  };
  struct DataLine final : Line {
    using Line::Line;
    void shift(bool level) override;
    bool rests() const override { return !card.busy_; }
    bool in_block = false;
    std::vector<u8> in;
    u32 bits = 0;
  };
  struct Command {
    u8 index;
    bool app;
    u32 modes;  // in which it is known
    void (SdMode::*run)(u32 argument);
  };

  static const Command* look_up(u8 index, bool app);
  void execute(u8 index, u32 argument);
  void answer(u8 index, u32 argument);
  void answer_r1();
  void answer_register(const SdRegister&);
  u32 status() const;
  bool chosen(u32 argument) const { return argument >> 16 == address_; }

  void go_idle(u32) { reset(); }
  void all_send_cid(u32);
  void send_address(u32);
  void select(u32 argument);
  void send_if_cond(u32 argument);
  void send_csd(u32 argument);
  void send_cid(u32 argument);
  void stop(u32);
  void send_status(u32 argument);
  void set_block_length(u32 argument);
  void read_block(u32 at) { begin(at, false, Mode::sending); }
  void read_blocks(u32 at) { begin(at, true, Mode::sending); }
  void write_block(u32 at) { begin(at, false, Mode::receiving); }
  void write_blocks(u32 at) { begin(at, true, Mode::receiving); }
  void app_command(u32 argument);
  void set_bus_width(u32) { answer_r1(); }
  void sd_status(u32);
  void send_op_cond(u32 argument);
  void pre_erase(u32) { answer_r1(); }
  void send_scr(u32);

  void begin(u32 at, bool many, Mode);
  void send_register_block(std::vector<u8>);
  void send_data();
  void sent();
  void block_in();
  void be_busy(emulator::Duration);

  emulator::Scheduler& scheduler_;
  Identity identity_;
  SdBlocks& blocks_;
  std::function<bool()> hears_;
  Mode mode_ = Mode::idle;
  u32 address_ = 0;  // RCA
  u32 errors_ = 0;   // of the card status, told once
  u8 index_ = 0;     // of the command
  bool app_ = false, asked_interface_ = false, initialising_ = false, many_ = false, busy_ = false;
  emulator::Time initialised_{};
  u32 block_ = 0;
  std::vector<u8> pending_;
  CommandLine command_{*this};
  DataLine data_{*this};
  emulator::Event next_, done_;
};

}  // namespace parts
