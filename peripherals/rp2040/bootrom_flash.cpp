// The boot ROM's flash functions: over the SSI's pins to the flash, with the registers left as the real ones leave
// them. program_flash_generic.c of raspberrypi/pico-bootrom-rp2040.
// The bytes of one call go over the pins at once, and their time is spent behind them.
#include <algorithm>
#include <array>

#include "peripherals/rp2040/bootrom.hpp"

namespace rp2040 {

namespace {

constexpr u32 ssi = 0x1800'0000, ctrlr0 = ssi, ssienr = ssi + 0x08, ser = ssi + 0x10, baudr = ssi + 0x14,
              sr = ssi + 0x28, icr = ssi + 0x48;
constexpr u32 ss_ctrl = 0x4001'800c;                                                    // IO_QSPI: GPIO_QSPI_SS_CTRL
constexpr std::array<u32, 4> pads{0x4002'0008, 0x4002'000c, 0x4002'0010, 0x4002'0014};  // PADS_QSPI: SD0 to SD3
constexpr u32 output_disable = 0x80, pull_up = 8, pull_down = 4;
constexpr u32 normal = 0, low = 2, high = 3;  // OUTOVER

constexpr u8 page_program = 0x02, read_data = 0x03, read_status = 0x05, write_enable = 0x06, sector_erase = 0x20;
constexpr u32 page_size = 256, sector_size = 4096;
constexpr Duration longest_wait = std::chrono::microseconds{20};
constexpr u32 pull_delay = 3 * 2048;  // cycles
constexpr u32 boot2_base = 0x2004'1f00, boot2_size = 256, crc_cycles = 252 * (8 * 5 + 10);

// CRC-32 from the top bit, poly 0x04c11db7, initially all ones.
u32 crc(const std::array<u8, boot2_size>& bytes) {
  u32 sum = 0xffff'ffff;
  for (u32 i = 0; i < boot2_size - 4; ++i) {
    sum ^= u32{bytes[i]} << 24;
    for (unsigned bit = 0; bit < 8; ++bit) sum = sum << 1 ^ (sum >> 31 ? 0x04c1'1db7 : 0);
  }
  return sum;
}

}  // namespace

void Bootrom::set(u32 address, u32 value) { bus_.write(address, 4, value); }

u32 Bootrom::get(u32 address) {
  u32 value = 0;
  bus_.read(address, 4, value);
  return value;
}

void Bootrom::chip_select(u32 override) { set(ss_ctrl, override << 8); }

void Bootrom::begin(u8 command) {
  chip_select(low);
  exchange(command);
}

void Bootrom::end() { chip_select(high); }

void Bootrom::send_address(u32 address) {
  for (unsigned shift = 24; shift;) exchange(static_cast<u8>(address >> (shift -= 8)));
}

void Bootrom::spend_clocks(Core& core, u32 bytes) { core.stall(ssi_.sclk(8 * bytes)); }

// From whatever state SSI and flash are in to serial instructions.
void Bootrom::exit_xip(Core& core) {
  set(ssienr, 0);
  get(sr);
  get(icr);
  set(baudr, 6);
  set(ctrlr0, 7 << 16);
  set(ser, 1);
  set(ssienr, 1);

  const u32 saved = get(pads[0]);
  u32 pad = (saved & ~(output_disable | pull_up | pull_down)) | output_disable | pull_down;
  chip_select(high);
  for (int i = 0; i < 2; ++i) {  // 32 clocks unselected with all lines low, then selected with all lines high
    for (const u32 p : pads) set(p, pad);
    for (int n = 0; n < 4; ++n) exchange(0);
    end();
    pad = (pad & ~pull_down) | pull_up;
    chip_select(low);
  }
  for (unsigned i = 0; i < 4; ++i) set(pads[i], i < 2 ? saved : (saved & ~pull_down) | pull_up);
  chip_select(low);
  exchange(0xff);
  exchange(0xff);
  end();
  chip_select(normal);
  spend(core, 2 * pull_delay);
  spend_clocks(core, 10);
}

// flash_range_erase(r0 address, r1 count, r2 block size, r3 its instruction): one step.
void Bootrom::erase(Core& core) {
  const u32 address = core.get(0), count = core.get(1), block = core.get(2);
  const bool whole = !(address & (block - 1)) && count >= block;
  const u32 done = whole ? block : sector_size;
  begin(write_enable);
  end();
  begin(whole ? static_cast<u8>(core.get(3)) : sector_erase);
  send_address(address);
  end();
  core.set(0, address + done);
  core.set(1, count > done ? count - done : 0);
  spend_clocks(core, 5);
}

// flash_range_program(r0 address, r1 data, r2 count): one page.
void Bootrom::program(Core& core) {
  const u32 address = core.get(0), data = core.get(1), count = core.get(2);
  begin(write_enable);
  end();
  begin(page_program);
  send_address(address);
  for (u32 i = 0; i < page_size; ++i) {
    u32 byte = 0;
    bus_.read(data + i, 1, byte);
    exchange(static_cast<u8>(byte));
  }
  end();
  core.set(0, address + page_size);
  core.set(1, data + page_size);
  core.set(2, count > page_size ? count - page_size : 0);
  spend_clocks(core, 5 + page_size);
}

// One page, to wherever.
void Bootrom::read(Core& core) {
  const u32 data = core.get(1);
  begin(read_data);
  send_address(core.get(0));
  for (u32 i = 0; i < page_size; ++i) bus_.write(data + i, 1, exchange(0));
  end();
  spend_clocks(core, 4 + page_size);
}

// Reads the status until BUSY is 0. In between the core stands still, but not so long that interrupts would notice.
void Bootrom::wait(Core& core) {
  begin(read_status);
  const bool busy = exchange(0) & 1;
  end();
  spend_clocks(core, 2);
  if (!busy) return;
  core.set(15, core.get(15) - 2);
  const parts::SpiNor* flash = ssi_.pins().flash();
  if (flash && flash->busy()) core.stall(std::min(flash->busy_until() - core.now(), longest_wait));
}

// One attempt with clock phase and polarity from r0; r0 = 1 if boot2 is in SRAM and its sum is right.
void Bootrom::load_boot2(Core& core) {
  set(ssienr, 0);
  set(ctrlr0, (get(ctrlr0) & ~0xc0u) | (core.get(0) & 3) << 6);
  set(ssienr, 1);
  std::array<u8, boot2_size> bytes;
  begin(read_data);
  send_address(0);
  for (u8& b : bytes) b = exchange(0);
  end();
  for (u32 i = 0; i < boot2_size; i += 4)
    set(boot2_base + i, bytes[i] | u32{bytes[i + 1]} << 8 | u32{bytes[i + 2]} << 16 | u32{bytes[i + 3]} << 24);
  core.set(0, crc(bytes) == get(boot2_base + boot2_size - 4));
  spend_clocks(core, 4 + boot2_size);
  spend(core, crc_cycles);
}

}  // namespace rp2040
