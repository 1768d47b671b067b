#pragma once
// XIP: the window through which the flash is memory, its cache and the streaming FIFO. RP2040 Datasheet 2.6.3; register
// names and positions as hardware/regs/xip.h (pico-sdk) has them.
// The windows show the flash's content directly, also while the SSI is not set up for XIP (a real one gives rubbish or
// hangs then); xip_cache.hpp says how long accesses wait. A flush takes no time. In doubt: an empty FIFO reads as 0.
// Not modelled: bus errors of the cache as SRAM while CTRL.EN is 1 or CTRL.POWER_DOWN is.
#include <deque>

#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/ssi.hpp"
#include "peripherals/rp2040/xip_cache.hpp"

namespace rp2040 {

class Xip final : public Peripheral {
 public:
  static constexpr u32 base = 0x1000'0000, window = 0x0100'0000, ctrl_base = 0x1400'0000, sram_base = 0x1500'0000,
                       aux_base = 0x5040'0000, sram_size = 16 * 1024;
  static constexpr std::size_t fifo_depth = 2;

  Xip(std::string name, Scheduler&, Ssi&);

  Wire dreq_stream{"XIP_STREAM"};

  // The four windows on the flash (repeated up to 16 MiB), these registers with their aliases, the cache as SRAM, and
  // the FIFO's own slave.
  void map_on(Bus&, Memory& flash);

  Memory& sram() { return sram_; }
  void reset() override;
  void serialize(State&) override;  // and the cache's memory

 private:
  // 0: cached, allocating; 1: NOALLOC; 2: NOCACHE; 3: NOCACHE_NOALLOC
  struct WindowPort final : StoreHandler {
    Xip* xip = nullptr;
    XipCache::Window window{};
    u32 first = 0;  // where in the window the mapping begins
    bool store(u32 offset, u32, unsigned) override;
    u32 wait(u32 offset) override { return xip->cache_.load(window, first + offset); }
  };
  class Aux final : public Device {
   public:
    explicit Aux(Xip& xip) : Device("XIP_AUX"), xip_(xip) {}
    u32 read(u32) override { return xip_.pop(); }
    void write(u32, u32) override {}
    u32 peek(u32) const override { return xip_.peek_fifo(); }

   private:
    Xip& xip_;
  };

  void ctrl_written(u32 written);
  void flush(u32 written);
  u32 read_ctr_hit() const { return cache_.hits(); }
  u32 read_ctr_acc() const { return cache_.accesses(); }
  void ctr_hit_written(u32) { cache_.clear_hits(); }
  void ctr_acc_written(u32) { cache_.clear_accesses(); }
  u32 read_flush() { return 0; }
  u32 read_stat() const;
  void ctr_written(u32 written);
  void advance();
  void fetched();
  u32 pop();
  u32 peek_fifo() const { return fifo_.empty() ? 0 : fifo_.front(); }
  void update();

  // clang-format off
  Register               ctrl_         {*this, "CTRL", 0x00, 3, on_write<&Xip::ctrl_written>, reserved{31, 4}, reserved{2}};
  Bit<3>                 power_down_   {ctrl_, "POWER_DOWN"};
  Bit<1>                 err_badwrite_ {ctrl_, "ERR_BADWRITE"};
  Bit<0>                 en_           {ctrl_, "EN"};

  Register               flush_reg_    {*this, "FLUSH", 0x04, 0, on_read<&Xip::read_flush>, on_write<&Xip::flush>, reserved{31, 1}};
  Bit<0>                 flush_        {flush_reg_, "FLUSH"};

  Register               stat_         {*this, "STAT", 0x08, 2, on_read<&Xip::read_stat>, reserved{31, 3}};
  Bit<2, Access::ro>     fifo_full_    {stat_, "FIFO_FULL"};
  Bit<1, Access::ro>     fifo_empty_   {stat_, "FIFO_EMPTY"};
  Bit<0, Access::ro>     flush_ready_  {stat_, "FLUSH_READY"};

  Register               ctr_hit_      {*this, "CTR_HIT", 0x0c, 0, on_read<&Xip::read_ctr_hit>, on_write<&Xip::ctr_hit_written>};
  Bits<31, 0>            hit_          {ctr_hit_, "CTR_HIT"};

  Register               ctr_acc_      {*this, "CTR_ACC", 0x10, 0, on_read<&Xip::read_ctr_acc>, on_write<&Xip::ctr_acc_written>};
  Bits<31, 0>            acc_          {ctr_acc_, "CTR_ACC"};

  Register               stream_addr_reg_{*this, "STREAM_ADDR", 0x14, 0, reserved{1, 0}};
  Bits<31, 2>            stream_addr_  {stream_addr_reg_, "STREAM_ADDR"};

  Register               stream_ctr_reg_{*this, "STREAM_CTR", 0x18, 0, on_write<&Xip::ctr_written>, reserved{31, 22}};
  Bits<21, 0>            stream_ctr_   {stream_ctr_reg_, "STREAM_CTR"};

  Register               stream_fifo_reg_{*this, "STREAM_FIFO", 0x1c, 0, on_read<&Xip::pop>};
  Bits<31, 0, u32, Access::ro> stream_fifo_{stream_fifo_reg_, "STREAM_FIFO"};
  // clang-format on

  Ssi& ssi_;
  Memory sram_{"xip_sram", sram_size};
  XipCache cache_;
  std::deque<WindowPort> ports_;
  Aux aux_{*this};
  std::deque<u32> fifo_;
  Event fetch_;
};

}  // namespace rp2040
