#include "peripherals/esp32/sdmmc.hpp"

#include <catch2/catch.hpp>

#include "peripherals/esp32/sdmmc_bits.hpp"
#include "peripherals/parts/sd_card.hpp"
#include "tests/peripherals/esp32/bus_bench.hpp"
#include "tests/peripherals/parts/bench.hpp"

using namespace esp32;
using namespace std::chrono_literals;
using Bytes = std::vector<u8>;

namespace {

constexpr u32 ctrl = 0x00, clkdiv = 0x08, clksrc = 0x0c, tmout = 0x14, ctype = 0x18, blksiz = 0x1c, bytcnt = 0x20,
              intmask = 0x24, cmdarg = 0x28, cmd = 0x2c, resp0 = 0x30, mintsts = 0x40, rintsts = 0x44, bmod = 0x80,
              dbaddr = 0x88, idsts = 0x8c, idinten = 0x90, clock_ = 0x800;
constexpr u32 start = 1u << 31, update_clk = 1 << 21, slot_1 = 1 << 16, initialize = 1 << 15, auto_stop = 1 << 12,
              writing = 1 << 10, data = 1 << 9, check_crc = 1 << 8, long_answer = 1 << 7, answer = 1 << 6;
constexpr u32 cmd_done = sd_int::command_done, over = sd_int::data_transfer_over, rto = sd_int::response_timeout;
constexpr u32 ram = 0x3ffb0000;

struct SdmmcBench : parts::test::Bench {
  ClockSignal pll{"pll_d2_clk", 160'000'000};
  BenchMatrix pins{machine.circuit};
  Memory memory{"SRAM", 0x10000};
  Bus chip_bus;
  Sdmmc sdmmc{"SDMMC", machine.scheduler, pll, pins, machine.circuit, chip_bus};
  parts::SdCard* card = nullptr;
  u32 address = 0;

  explicit SdmmcBench(bool with_card = true, const parts::Attributes& attributes = {}) {
    chip_bus.map_ram(ram, memory);
    pins.select(Output::hs2_cmd, "CMD");
    pins.select(Output::hs2_data0, "D0");
    if (with_card)
      card = &add<parts::SdCard>("sd_card", "sd", {{"SCK", "CLK"}, {"MOSI", "CMD"}, {"MISO", "D0"}, {"CS", "D3"}},
                                 attributes);
    drive("D3", 3.3, 10'000);
    sdmmc.write(clock_, 3 << 9);  // 40 MHz
    sdmmc.write(clksrc, 1 << 2);  // slot 1: DIV1
    sdmmc.write(clkdiv, 1 << 8);  // 20 MHz
    sdmmc.write(tmout, 0xffffff00 | 64);
    sdmmc.write(ctrl, 16 | 1 << 25);
    sdmmc.write(bmod, 1 << 7);
    sdmmc.write(idinten, 0x103);
  }
  u32 command(u32 index, u32 argument, u32 flags) {
    sdmmc.write(rintsts, ~0u);
    sdmmc.write(cmdarg, argument);
    sdmmc.write(cmd, start | slot_1 | flags | index);
    while (!(sdmmc.read(rintsts) & cmd_done)) run(1us);
    return sdmmc.read(resp0);
  }
  u32 r1(u32 index, u32 argument, u32 more = 0) { return command(index, argument, answer | check_crc | more); }
  void initialise(bool high = false) {
    command(0, 0, initialize);
    r1(8, 0x1aa);
    for (u32 ocr = 0; !(ocr >> 31); run(10ms)) {
      r1(55, 0);
      ocr = command(41, 0xff8000 | (high ? 1u << 30 : 0), answer);
    }
    command(2, 0, answer | long_answer);
    address = r1(3, 0) & 0xffff0000;
    r1(7, address);
  }
  void descriptor(u32 at, u32 buffer, u32 size, u32 next, u32 flags = 0) {
    for (const u32 word : {1u << 31 | 1 << 4 | flags, size, buffer, next}) chip_bus.write(at, 4, word), at += 4;
  }
  bool transfer(u32 index, u32 argument, u32 bytes, u32 block, u32 flags) {
    sdmmc.write(dbaddr, ram);
    sdmmc.write(bytcnt, bytes);
    sdmmc.write(blksiz, block);
    sdmmc.write(idsts, ~0u);
    r1(index, argument, data | flags);
    for (int i = 0; i < 100'000 && !(sdmmc.read(rintsts) & over); ++i) run(1us);
    return sdmmc.read(rintsts) & over;
  }
  Bytes peek(u32 at, std::size_t size) {
    Bytes bytes(size);
    chip_bus.peek(at, bytes);
    return bytes;
  }
};

}  // namespace

TEST_CASE("ESP32 SDMMC: every bit is described", "[esp32]") {
  SdmmcBench b{false};
  CHECK(b.sdmmc.mistakes().empty());
}

TEST_CASE("ESP32 SDMMC: resets and clock updates are over at once", "[esp32]") {
  SdmmcBench b{false};
  b.sdmmc.write(ctrl, 7 | 16);
  CHECK(b.sdmmc.read(ctrl) == 16);
  b.sdmmc.write(cmd, start | update_clk);
  CHECK((b.sdmmc.read(cmd) & start) == 0);
  b.run(1ms);
  CHECK(b.sdmmc.read(rintsts) == 0);
}

TEST_CASE("ESP32 SDMMC: nobody answers in an empty slot", "[esp32]") {
  SdmmcBench b{false};
  b.sdmmc.write(clkdiv, 50 << 8);  // 400 kHz
  b.sdmmc.write(intmask, rto);
  b.sdmmc.write(cmd, start | slot_1 | answer | 8);
  b.run(280us);
  CHECK(b.sdmmc.read(rintsts) == 0);
  b.run(5us);
  CHECK(b.sdmmc.read(rintsts) == (cmd_done | rto));
  CHECK(b.sdmmc.read(mintsts) == rto);
  CHECK(b.sdmmc.irq.level());
  b.sdmmc.write(rintsts, rto);
  CHECK(b.sdmmc.read(rintsts) == cmd_done);
  CHECK_FALSE(b.sdmmc.irq.level());
  b.sdmmc.write(rintsts, ~0u);
  b.sdmmc.write(cmd, start | slot_1);  // GO_IDLE_STATE wants no answer
  b.run(121us);
  CHECK(b.sdmmc.read(rintsts) == cmd_done);
}

TEST_CASE("ESP32 SDMMC: a card introduces itself", "[esp32]") {
  SdmmcBench b;
  b.command(0, 0, initialize);
  CHECK(b.r1(8, 0x1aa) == 0x1aa);
  CHECK(b.r1(5, 0) == 0x1aa);  // it is no SDIO card
  CHECK((b.sdmmc.read(rintsts) & rto));
  b.initialise();
  CHECK(b.address == 0x12340000);
  CHECK((b.r1(13, b.address) >> 9 & 15) == 4);  // selected
  b.r1(7, 0);
  CHECK((b.sdmmc.read(rintsts) & rto));  // nobody of that address answers
  b.command(9, b.address, answer | long_answer | check_crc);
  const auto csd = parts::sd_csd(parts::SdKind::standard, 64);
  for (u32 i = 0; i < 16; ++i) CHECK((b.sdmmc.read(resp0 + 12 - i / 4 * 4) >> (24 - i % 4 * 8) & 0xff) == csd[i]);
}

TEST_CASE("ESP32 SDMMC: registers of the card come as data", "[esp32]") {
  SdmmcBench b;
  b.initialise();
  b.descriptor(ram, ram + 0x1000, 8, 0, 4);
  b.r1(55, b.address);
  CHECK(b.transfer(51, 0, 8, 8, 0));
  CHECK(b.peek(ram + 0x1000, 2) == Bytes{0x02, 0x25});
  b.r1(55, b.address);
  b.r1(6, 2);
  CHECK((b.sdmmc.read(rintsts) & rto) == 0);
}

TEST_CASE("ESP32 SDMMC: blocks to the card and back, by DMA", "[esp32]") {
  for (const bool high : {false, true}) {
    SdmmcBench b{true, {{"kind", std::string{high ? "sdhc" : "sdsc"}}}};
    b.initialise(high);
    b.sdmmc.write(ctype, 2);  // four lines
    Bytes bytes(1536);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<u8>(i * 7);
    b.chip_bus.poke(ram + 0x1000, bytes);
    b.descriptor(ram, ram + 0x1000, 1024, ram + 16);
    b.descriptor(ram + 16, ram + 0x1400, 512, 0, 4);
    const u32 at = 40, place = high ? at : at * 512;
    CHECK(b.transfer(25, place, 1536, 512, writing | auto_stop));
    CHECK((b.sdmmc.read(idsts) & (sd_dma::sent | sd_dma::normal)) == (sd_dma::sent | sd_dma::normal));
    b.run(1ms);
    CHECK((b.sdmmc.read(rintsts) & sd_int::auto_command_done));
    CHECK((b.r1(13, b.address) >> 9 & 15) == 4);
    for (u32 i = 0; i < 3; ++i)
      CHECK(std::ranges::equal(b.card->blocks().read(at + i), std::span{bytes}.subspan(512 * i, 512)));
    b.descriptor(ram, ram + 0x2000, 512, ram + 16);
    b.descriptor(ram + 16, ram + 0x2200, 1024, 0, 4);
    CHECK(b.transfer(18, place, 1536, 512, auto_stop));
    CHECK(b.peek(ram + 0x2000, 1536) == bytes);
    CHECK((b.sdmmc.read(idsts) & sd_dma::received));
    CHECK((b.peek(ram + 3, 1)[0] & 0x80) == 0);  // given back
    b.descriptor(ram, ram + 0x3000, 512, 0, 4);
    b.run(1ms);
    CHECK(b.transfer(17, high ? at + 1 : place + 512, 512, 512, 0));
    CHECK(b.peek(ram + 0x3000, 512) == Bytes(bytes.begin() + 512, bytes.begin() + 1024));
  }
}

TEST_CASE("ESP32 SDMMC: what goes wrong", "[esp32]") {
  SdmmcBench b;
  b.initialise();
  b.sdmmc.write(tmout, 2000 << 8 | 64);  // 100 us: less than the card needs
  b.descriptor(ram, ram + 0x1000, 512, 0, 4);
  CHECK(b.transfer(17, 0, 512, 512, 0));
  CHECK((b.sdmmc.read(rintsts) & sd_int::data_read_timeout));
  b.sdmmc.write(tmout, 0xffffff00 | 64);
  b.run(1ms);
  b.r1(12, 0);
  b.descriptor(ram, 0x10, 512, 0, 4);  // no memory there
  CHECK(b.transfer(17, 0, 512, 512, 0));
  CHECK((b.sdmmc.read(idsts) & sd_dma::bus_error));
  CHECK(b.r1(17, 0xffffff00) >> 31 == 1);  // beyond its end
  struct Ear final : AccessObserver {
    void complaint(const Complaint& c) override { heard += c.kind == Complaint::Kind::unmodelled; }
    int heard = 0;
  } ear;
  b.sdmmc.observe(&ear);
  b.sdmmc.write(bmod, 0);
  b.r1(12, 0);
  CHECK(b.transfer(17, 0, 512, 512, 0));
  CHECK(ear.heard == 1);
}

TEST_CASE("ESP32 SDMMC: a card that is taken out", "[esp32]") {
  SdmmcBench b;
  b.initialise();
  b.quantity("inserted").set(0);
  b.r1(13, b.address);
  CHECK((b.sdmmc.read(rintsts) & rto));
  b.quantity("inserted").set(1);
  b.r1(13, b.address);
  CHECK((b.sdmmc.read(rintsts) & rto));  // it has forgotten who it was
  b.initialise();
  CHECK((b.r1(13, b.address) >> 9 & 15) == 4);
}

TEST_CASE("ESP32 SDMMC: reset and snapshot in the middle of a block", "[esp32]") {
  SdmmcBench a, b;
  a.initialise();
  a.descriptor(ram, ram + 0x1000, 512, 0, 4);
  b.descriptor(ram, ram + 0x1000, 512, 0, 4);
  Bytes bytes(512, 0x3c);
  a.card->blocks().write(7, bytes);
  a.sdmmc.write(dbaddr, ram);
  a.sdmmc.write(bytcnt, 512);
  a.r1(17, 7 * 512, data);
  a.run(330us);
  State saved;
  a.machine.serialize(saved);
  a.sdmmc.serialize(saved);
  State load{saved.data()};
  b.machine.serialize(load);
  b.sdmmc.serialize(load);
  b.run(1ms);
  CHECK((b.sdmmc.read(rintsts) & over));
  CHECK(b.peek(ram + 0x1000, 512) == bytes);
  a.sdmmc.reset();
  a.run(1ms);
  CHECK(a.sdmmc.read(rintsts) == 0);
}
