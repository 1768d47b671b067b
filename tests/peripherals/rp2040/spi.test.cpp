#include "peripherals/rp2040/spi.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;
using Bytes = std::vector<int>;

namespace {

constexpr u32 cr0 = 0x00, cr1 = 0x04, dr = 0x08, sr = 0x0c, cpsr = 0x10, imsc = 0x14, ris = 0x18, mis = 0x1c,
              icr = 0x20, dmacr = 0x24;
constexpr u32 sph = 1 << 7, spo = 1 << 6, lbm = 1, sse = 2, ms = 4, sod = 8;
constexpr u32 tfe = 1, tnf = 2, rne = 4, rff = 8, bsy = 16;
constexpr u32 i_ror = 1, i_rt = 2, i_rx = 4, i_tx = 8;
constexpr i64 period = 4 * 5;  // CPSDVSR * (1 + SCR)

// Sends the complement of every bit, and keeps what came as bytes, the last one filled up with zeros.
struct Echo final : SpiDevice {
  bool selected() const override { return select; }
  u32 answer(u32 out, unsigned) const override { return ~out; }
  void shift(bool) override {}
  u32 transfer(u32 out, unsigned bits) override {
    const u32 padded = out << (bits > 8 ? 16 - bits : 8 - bits);
    if (bits > 8) got.push_back(padded >> 8 & 0xff);
    got.push_back(padded & 0xff);
    return ~out;
  }
  bool select = true;
  Bytes got;
};

struct SpiBench : SerialBench {
  Spi spi{"SPI0", 0, scheduler, clk, pins, circuit};
  Echo device;

  explicit SpiBench(u32 format = 7) {
    pins.select(Signal::spi0_sck, "SCK");
    pins.select(Signal::spi0_tx, "MOSI");
    pins.select(Signal::spi0_rx, "MISO");
    pins.select(Signal::spi0_csn, "CSN");
    circuit.spi(net("SCK")).attach(device);
    spi.write(cpsr, 5);  // the lowest bit does not stay
    spi.write(cr0, 4u << 8 | format);
    spi.write(cr1, sse);
  }
  bool csn() { return net("CSN").volts() > 1.6; }
};

}  // namespace

TEST_CASE("RP2040 SPI: every bit is described", "[rp2040]") {
  SpiBench b;
  CHECK(b.spi.mistakes().empty());
  CHECK(b.spi.unmodelled().empty());
  CHECK(b.spi.read(cpsr) == 4);
  CHECK(b.spi.read(0xfe0) == 0x22);
  CHECK(b.spi.read(sr) == (tfe | tnf));
  CHECK(b.spi.read(ris) == i_tx);
}

TEST_CASE("RP2040 SPI: a byte takes eight periods of CPSDVSR * (1 + SCR)", "[rp2040]") {
  SpiBench b;
  CHECK(b.csn());
  b.spi.write(dr, 0x3a5);  // only eight bits of it
  CHECK(b.spi.read(sr) == (tfe | tnf | bsy));
  CHECK_FALSE(b.csn());
  b.cycles(8 * period - 1);
  CHECK((b.spi.read(sr) & rne) == 0);
  b.cycles(1);
  CHECK(b.spi.read(sr) == (tfe | tnf | bsy | rne));
  CHECK(b.device.got == Bytes{0xa5});
  CHECK(b.spi.read(dr) == 0x5a);
  CHECK_FALSE(b.csn());
  b.cycles(period / 2);
  CHECK(b.csn());
  CHECK(b.spi.read(sr) == (tfe | tnf));
}

TEST_CASE("RP2040 SPI: CSN rises between frames with SPH = 0 only", "[rp2040]") {
  for (const u32 format : {7u, 7u | sph, 7u | spo, 7u | spo | sph}) {
    SpiBench b{format};
    CHECK((b.net("SCK").volts() > 1.6) == bool(format & spo));
    for (const u32 byte : {1u, 2u, 3u}) b.spi.write(dr, byte);
    unsigned rises = 0;
    bool before = false;
    i64 cycles = 0;
    for (; b.device.got.size() < 3; ++cycles, b.cycles(1)) {
      rises += b.csn() && !before;
      before = b.csn();
    }
    CHECK(b.spi.format().mode == (format >> 6 == 1 ? 2 : format >> 6 == 2 ? 1 : format >> 6));
    CHECK(rises == (format & sph ? 0 : 2));
    CHECK(cycles == (format & sph ? 24 * period : 24 * period + 2 * period * 3 / 2));
    b.cycles(period);
    CHECK(b.csn());
  }
}

TEST_CASE("RP2040 SPI: frames of four to sixteen bits", "[rp2040]") {
  SpiBench b{15};
  b.spi.write(dr, 0x1234);
  b.cycles(16 * period);
  CHECK(b.device.got == Bytes{0x12, 0x34});
  CHECK(b.spi.read(dr) == 0xedcb);
  b.cycles(3 * period);
  b.spi.write(cr0, 4u << 8 | 3);
  b.spi.write(dr, 0x5);
  b.cycles(4 * period);
  CHECK(b.device.got.back() == 0x50);
  CHECK(b.spi.read(dr) == 0xa);
  b.cycles(3 * period);
  b.spi.write(cr0, 4u << 8 | 11);
  b.spi.write(dr, 0xabc);
  b.cycles(12 * period);
  CHECK(b.device.got == Bytes{0x12, 0x34, 0x50, 0xab, 0xc0});
  CHECK(b.spi.read(dr) == 0x543);
}

TEST_CASE("RP2040 SPI: FIFOs of eight, their interrupts and overrun", "[rp2040]") {
  SpiBench b;
  b.spi.write(cr1, 0);
  b.spi.write(imsc, 15);
  CHECK(b.spi.irq.level());
  for (u32 i = 0; i < 5; ++i) b.spi.write(dr, i);
  CHECK_FALSE(b.spi.irq.level());
  for (u32 i = 5; i < 9; ++i) b.spi.write(dr, i);  // the ninth is lost
  CHECK(b.spi.read(sr) == bsy);
  b.spi.write(cr1, sse);
  CHECK(b.spi.read(sr) == (bsy | tnf));
  b.spi.write(imsc, i_rx | i_ror | i_rt);
  b.cycles(4 * 10 * period);
  CHECK(b.spi.read(mis) == i_rx);
  b.cycles(5 * 10 * period);
  CHECK(b.device.got.size() == 8);
  CHECK(b.spi.read(sr) == (tfe | tnf | rne | rff));
  b.spi.write(dr, 77);
  b.cycles(10 * period);
  CHECK(b.spi.read(mis) == (i_rx | i_ror));
  b.spi.write(icr, i_ror);
  CHECK(b.spi.read(mis) == i_rx);
  b.cycles(32 * period);
  CHECK(b.spi.read(mis) == (i_rx | i_rt));
  for (u32 i = 0; i < 8; ++i) CHECK(b.spi.read(dr) == 0xff - i);
  CHECK(b.spi.read(mis) == 0);
}

TEST_CASE("RP2040 SPI: loopback, a wire from TX to RX, and nothing on RX", "[rp2040]") {
  SpiBench b;
  b.spi.write(cr1, sse | lbm);
  b.spi.write(dr, 0x66);
  b.cycles(10 * period);
  CHECK(b.spi.read(dr) == 0x66);

  SerialBench c;
  Spi spi{"SPI1", 1, c.scheduler, c.clk, c.pins, c.circuit};
  c.pins.select(Signal::spi1_sck, "SCK");
  spi.write(cpsr, 2);
  spi.write(cr0, 7);
  spi.write(cr1, sse);
  spi.write(dr, 0x99);
  c.cycles(30);
  CHECK(spi.read(dr) == 0);  // no pin has the signal
  c.pins.select(Signal::spi1_tx, "LOOP");
  c.pins.select(Signal::spi1_rx, "LOOP");
  spi.write(dr, 0x99);
  c.cycles(30);
  CHECK(spi.read(dr) == 0x99);
}

TEST_CASE("RP2040 SPI: the request lines follow the FIFOs", "[rp2040]") {
  SpiBench b;
  b.spi.write(dmacr, 3);
  CHECK(b.spi.dreq_tx.level());
  CHECK_FALSE(b.spi.dreq_rx.level());
  for (u32 i = 0; i < 9; ++i) b.spi.write(dr, i);
  CHECK_FALSE(b.spi.dreq_tx.level());
  b.cycles(10 * period);
  CHECK(b.spi.dreq_tx.level());
  CHECK(b.spi.dreq_rx.level());
  b.spi.read(dr);
  CHECK_FALSE(b.spi.dreq_rx.level());
}

TEST_CASE("RP2040 SPI: one chip's controller talks to another's target", "[rp2040]") {
  for (const u32 format : {7u | sph, 7u, 15u | sph}) {
    SpiBench b{format};
    b.device.select = false;
    BenchPins pins{b.circuit};
    Spi target{"SPI1", 1, b.scheduler, b.clk, pins, b.circuit};
    pins.select(Signal::spi1_sck, "SCK");
    pins.select(Signal::spi1_csn, "CSN");
    pins.select(Signal::spi1_tx, "MISO");
    pins.select(Signal::spi1_rx, "MOSI");
    target.write(cpsr, 2);
    target.write(cr0, format);
    target.write(cr1, ms);
    target.write(cr1, ms | sse);
    for (const u32 i : {0x81u, 0x82u}) target.write(dr, i);
    for (const u32 i : {0x11u, 0x12u, 0x13u}) b.spi.write(dr, i);
    b.cycles(60 * period);
    for (const u32 i : {0x11u, 0x12u, 0x13u}) CHECK(target.read(dr) == i);
    for (const u32 i : {0x81u, 0x82u, 0u}) CHECK(b.spi.read(dr) == i);
    target.write(cr1, ms | sse | sod);
    target.write(dr, 1);
    b.spi.write(dr, 0x14);
    b.cycles(20 * period);
    CHECK((b.spi.read(dr) & 0xff) == 0xff);
    CHECK(target.read(dr) == 0x14);
  }
}

TEST_CASE("RP2040 SPI: a slower clock stretches a frame, reset drops it", "[rp2040]") {
  SpiBench b;
  b.spi.write(dr, 1);
  b.cycles(4 * period);
  b.clk.set(62'500'000);
  b.cycles(8 * period - 1);
  CHECK(b.device.got.empty());
  b.cycles(1);
  CHECK(b.device.got == Bytes{1});
  b.cycles(10 * period);
  b.spi.write(dr, 2);
  b.spi.hold_in_reset(true);
  b.cycles(100 * period);
  CHECK(b.device.got == Bytes{1});
  CHECK(b.csn());
  b.spi.hold_in_reset(false);
  CHECK(b.spi.read(sr) == (tfe | tnf));
}

TEST_CASE("RP2040 SPI: a snapshot in the middle of a frame goes on elsewhere", "[rp2040]") {
  SpiBench a, b;
  a.spi.write(dr, 0xf0);
  a.spi.write(dr, 0xf1);
  a.cycles(12 * period);
  b.spi.write(cr1, 0);
  State saved;
  saved(a.scheduler, a.clk, a.pins, a.spi);
  State loading{saved.data()};
  loading(b.scheduler, b.clk, b.pins, b.spi);
  b.circuit.nets.settle();
  b.cycles(8 * period);
  CHECK(b.device.got == Bytes{0xf1});
  CHECK(b.spi.read(dr) == 0x0f);
  CHECK(b.spi.read(dr) == 0x0e);
  CHECK(b.csn());
}

TEST_CASE("RP2040 SPI: a byte that DMA shows on every lane is no mistake", "[rp2040]") {
  struct Ear final : AccessObserver {
    std::vector<Complaint> complaints;
    void complaint(const Complaint& c) override { complaints.push_back(c); }
    void accessed(const Device&, const Register*, u32, u32, bool) override {}
  } ear;
  SpiBench b;
  b.spi.observe(&ear);
  for (const u32 byte : {0x00u, 0x13u, 0xffu}) b.spi.write(dr, byte * 0x0101'0101u);
  CHECK(ear.complaints.empty());
  b.spi.observe(nullptr);
}
