#pragma once
// Serial NOR flash with one, two or four data lines, clock by clock. W25Q16JV data sheet (Winbond, revision H),
// chapters 7 "Status and configuration registers", 8 "Instructions" and 9.6 "AC electrical characteristics"; the
// relatives in the table differ in identity and size.
// Not modelled: security registers, individual block locks (SR3.WPS), burst with wrap, erase suspend and QPI; their
// instructions are ignored and reported. Times are the typical ones, whatever is erased or programmed. /HOLD.
#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/bus.hpp"
#include "emulator/spi.hpp"
#include "emulator/time.hpp"

namespace parts {
using namespace emulator;

struct SpiNorModel {
  std::string_view name;
  u8 manufacturer;  // 9Fh, 90h
  u16 device;       // 9Fh: type and capacity
  u8 id;            // ABh, 90h
  u32 size;         // in bytes
  u8 status2;       // as delivered
  bool quad_fixed;  // QE can not be cleared
  Duration chip_erase;
};

class SpiNor final : public SpiDevice {
 public:
  static constexpr u32 page_size = 256, sector_size = 4096;

  static std::span<const SpiNorModel> models();
  static const SpiNorModel* find(std::string_view name);  // null if there is none of that name

  // `array` is the content, as large as the model; 0xff is erased.
  SpiNor(std::string name, Scheduler&, Memory& array, const SpiNorModel&, u64 unique_id);

  std::function<void(u32 offset, u32 size)> on_changed;  // bytes of the array are others now
  std::function<void(u8 instruction)> on_unmodelled;     // one that the part has and this does not

  const std::string& name() const { return name_; }
  const SpiNorModel& model() const { return model_; }
  void power_on();
  void select(bool);  // /CS is low

  // One period of CLK in mode 0 or 3. `in`: the levels of IO3 to IO0 at the rising edge, as driven from outside. What
  // the part drives before that edge: the levels, and on which lines.
  struct Lines {
    u8 levels, driven;
  };
  Lines clock(u8 in);

  // --- SpiDevice: a controller with one data line each way, /WP and IO3 pulled up ---
  bool selected() const override { return selected_; }
  u32 answer(u32 out, unsigned bits) const override;
  void shift(bool mosi) override { clock(static_cast<u8>(0xc | u8{mosi})); }
  u32 transfer(u32 out, unsigned bits) override;

  bool busy() const { return scheduler_.now() < busy_until_; }
  Time busy_until() const { return busy_until_; }
  bool continuous_read() const { return continuous_; }
  bool powered_down() const { return powered_down_; }
  u8 status(unsigned n) const { return status_[n - 1]; }  // status register 1 to 3, without BUSY and WEL
  bool protects(u32 offset, u32 size) const;              // by BP, TB, SEC and CMP

  void serialize(State&);

 private:
  enum class Phase : u8 { instruction, address, mode, dummy, output, input, ignored };
  enum class What : u8 {
    read,
    status1,
    status2,
    status3,
    write_status1,
    write_status2,
    write_status3,
    write_enable,
    write_disable,
    volatile_enable,
    program,
    erase4,
    erase32,
    erase64,
    erase_all,
    jedec_id,
    device_id,
    release,
    unique_id,
    sfdp,
    power_down,
    enable_reset,
    reset,
    unmodelled
  };

  // 8.1, the instruction set tables: how many lines the address and data take, mode bits, dummy clocks.
  struct Instruction {
    u8 code;
    What what;
    u8 address_lines = 0;  // 0: no address
    bool mode = false;     // eight mode bits after the address, on the same lines
    u8 dummy = 0;
    u8 output_lines = 0, input_lines = 0;
  };

  static const Instruction* look_up(u8 code);

  void begin(u8 code);
  void next_phase(Phase after);
  void shift_in(u8 in, unsigned lines);
  void received(u8 byte);
  u8 output_byte();
  Lines outputs() const;
  void execute();
  void write_status();
  void program();
  void erase(u32 size);
  void erase_chip();
  void start(Duration);
  void settle();
  void reset_state();
  bool accepts(const Instruction&) const;
  bool writable() const { return write_enabled_; }
  bool status_locked() const;
  bool quad_enabled() const { return status_[1] >> 1 & 1; }
  u8 sfdp(u32 offset) const;

  std::string name_;
  Scheduler& scheduler_;
  Memory& array_;
  const SpiNorModel& model_;
  u64 unique_id_;

  bool selected_ = false;
  Phase phase_ = Phase::instruction;
  const Instruction* instruction_ = nullptr;
  u32 shift_ = 0;
  u8 bits_ = 0;    // in shift_, or left of the byte that is sent
  u8 clocks_ = 0;  // left of the dummy phase
  u8 sending_ = 0;
  u32 address_ = 0;
  u32 count_ = 0;  // data bytes of this instruction so far
  u8 last_levels_ = 0xf;
  std::array<u8, page_size> page_{};
  std::array<u8, 3> written_{};

  std::array<u8, 3> status_{};     // SR1 to SR3
  std::array<u8, 3> lasting_{};    // the non-volatile ones, loaded at power-up and reset
  bool write_enabled_ = false;     // SR1.WEL
  bool volatile_enabled_ = false;  // after 50h
  bool reset_enabled_ = false;     // after 66h
  bool continuous_ = false;        // the next access begins with an address
  bool powered_down_ = false;
  bool working_ = false;  // an erase, program or status write is under way, or ended unseen
  Time busy_until_{};
};

}  // namespace parts
