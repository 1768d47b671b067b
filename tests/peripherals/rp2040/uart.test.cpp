#include "peripherals/rp2040/uart.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;
using Bytes = std::vector<int>;

namespace {

constexpr u32 dr = 0x000, rsr = 0x004, fr = 0x018, ibrd = 0x024, fbrd = 0x028, lcr_h = 0x02c, cr = 0x030, ifls = 0x034,
              imsc = 0x038, ris = 0x03c, mis = 0x040, icr = 0x044, dmacr = 0x048;
constexpr u32 fen = 1 << 4, wlen8 = 3 << 5, pen = 2, eps = 4, stp2 = 8, send_break = 1, sps = 1 << 7;
constexpr u32 uarten = 1, lbe = 1 << 7, txe = 1 << 8, rxe = 1 << 9, rts = 1 << 11, rtsen = 1 << 14, ctsen = 1 << 15;
constexpr u32 cts_flag = 1, busy = 8, rxfe = 16, txff = 32, rxff = 64, txfe = 128;
constexpr u32 i_cts = 2, i_rx = 16, i_tx = 32, i_rt = 64, i_fe = 128, i_pe = 256, i_be = 512, i_oe = 1024;
constexpr i64 bit = 16 * 68 - 3;  // 67 52/64: the SDK's divisor for 115200 at 125 MHz, 1085 cycles

struct UartBench : SerialBench {
  Uart uart{"UART0", 0, scheduler, clk, pins, circuit};
  Bytes heard;

  UartBench() {
    circuit.serial(net("TX")).listen([this](const SerialFrame& f) { heard.push_back(f.is_break ? -1 : f.byte); });
    pins.select(Signal::uart0_tx, "TX");
    line = &leg("RX", 3.3);
    pins.select(Signal::uart0_rx, "RX");
    uart.write(ibrd, 67);
    uart.write(fbrd, 52);
    uart.write(lcr_h, wlen8 | fen);
    uart.write(cr, uarten | txe | rxe);
  }
  bool tx() { return net("TX").volts() > 1.6; }
  void frame(u8 byte, FrameFormat format = {}) { circuit.serial(net("RX")).send({byte, false, format}); }
  // As a PIO program would: bit by bit on the pin.
  void bits(u32 levels, unsigned count, i64 length = bit) {
    for (unsigned i = 0; i < count; ++i) {
      line->drive(levels >> i & 1 ? 3.3 : 0, 50);
      cycles(length);
    }
  }
  void bits_of(u8 byte, i64 length = bit) { bits(0x200u | u32{byte} << 1, 10, length); }
  Terminal* line;
};

}  // namespace

TEST_CASE("RP2040 UART: every bit is described, IrDA is not modelled", "[rp2040]") {
  UartBench b;
  CHECK(b.uart.mistakes().empty());
  CHECK(b.uart.unmodelled() == std::vector<std::string>{"UARTILPR.ILPDVSR", "UARTCR.SIRLP", "UARTCR.SIREN"});
  CHECK(b.uart.read(0xfe0) == 0x11);
  CHECK(b.uart.read(0xfe8) == 0x34);
  CHECK(b.uart.read(0xffc) == 0xb1);
}

TEST_CASE("RP2040 UART: the pin carries every bit, the line the frame, in the time the divisor says", "[rp2040]") {
  UartBench b;
  CHECK(b.tx());
  CHECK(b.uart.read(fr) == (txfe | rxfe | cts_flag));
  b.uart.write(dr, 'A');
  CHECK(b.uart.read(fr) == (txfe | rxfe | busy | cts_flag));
  std::string seen;
  for (int i = 0; i < 10; ++i) {
    b.cycles(1);
    seen += b.tx() ? '1' : '0';
    b.cycles(bit - 2);
    seen += b.tx() ? '1' : '0';
    if (i < 9) b.cycles(1);
  }
  CHECK(seen == "00110000000000110011");
  CHECK(b.heard.empty());
  CHECK((b.uart.read(fr) & busy) != 0);
  b.cycles(1);
  CHECK(b.heard == Bytes{'A'});
  CHECK((b.uart.read(fr) & busy) == 0);
  CHECK(b.uart.format().baud == 115'207);
}

TEST_CASE("RP2040 UART: new divisors wait for a write to UARTLCR_H", "[rp2040]") {
  UartBench b;
  b.uart.write(ibrd, 1);
  b.uart.write(fbrd, 0);
  CHECK(b.uart.format().baud == 115'207);
  b.uart.write(lcr_h, wlen8 | fen | stp2 | pen | eps);
  CHECK(b.uart.format().baud == 7'812'500);
  b.uart.write(dr, 0x07);
  b.cycles(12 * 16 - 1);
  CHECK(b.heard.empty());
  b.cycles(1);
  CHECK(b.heard == Bytes{7});
}

TEST_CASE("RP2040 UART: the transmit FIFO takes 32, its interrupt comes when it falls to the level", "[rp2040]") {
  UartBench b;
  b.uart.write(imsc, i_tx);
  b.uart.write(ifls, 2);  // 1/2
  for (int i = 0; i < 33; ++i) b.uart.write(dr, static_cast<u32>(i));
  CHECK((b.uart.read(fr) & txff) != 0);
  b.uart.write(dr, 99);  // lost
  CHECK(b.uart.read(ris) == 0);
  b.cycles(16 * 10 * bit - 1);
  CHECK_FALSE(b.uart.irq.level());
  b.cycles(1);
  CHECK(b.uart.irq.level());
  CHECK(b.uart.read(mis) == i_tx);
  b.uart.write(dr, 33);
  CHECK_FALSE(b.uart.irq.level());
  b.cycles(10 * bit);
  CHECK(b.uart.irq.level());
  b.uart.write(icr, i_tx);
  CHECK_FALSE(b.uart.irq.level());
  b.cycles(400 * bit);
  CHECK(b.heard.size() == 34);
  CHECK(b.heard.back() == 33);
}

TEST_CASE("RP2040 UART: receives frames from the line, once", "[rp2040]") {
  UartBench b;
  b.uart.write(imsc, i_rx | i_rt);
  b.uart.write(ifls, 0);  // 1/8
  for (u8 i = 1; i <= 3; ++i) b.frame(i);
  CHECK(b.uart.read(ris) == 0);
  b.frame(4);
  CHECK(b.uart.read(mis) == i_rx);
  CHECK(b.uart.read(dr) == 1);
  CHECK(b.uart.read(mis) == 0);
  b.cycles(32 * bit - 1);
  CHECK(b.uart.read(mis) == 0);
  b.cycles(1);
  CHECK(b.uart.read(mis) == i_rt);
  for (u32 i = 2; i <= 4; ++i) CHECK(b.uart.read(dr) == i);
  CHECK(b.uart.read(mis) == 0);
  CHECK((b.uart.read(fr) & rxfe) != 0);
}

TEST_CASE("RP2040 UART: receives bits from the pin", "[rp2040]") {
  UartBench b;
  b.bits_of('K');
  b.bits_of('L', bit * 103 / 100);
  CHECK(b.uart.read(dr) == 'K');
  CHECK(b.uart.read(dr) == 'L');
  b.bits(0xfffffffe, 1, bit / 3);  // a glitch is no start bit
  b.bits(1, 1, 20 * bit);
  CHECK((b.uart.read(fr) & rxfe) != 0);
}

TEST_CASE("RP2040 UART: what arrives on pin and line at once is received once", "[rp2040]") {
  UartBench b;
  BenchPins other{b.circuit};
  Uart sender{"UART1", 1, b.scheduler, b.clk, other, b.circuit};
  b.line->release();
  other.select(Signal::uart1_tx, "RX");
  sender.write(ibrd, 67);
  sender.write(fbrd, 52);
  sender.write(lcr_h, wlen8 | fen);
  sender.write(cr, uarten | txe);
  for (const char c : {'x', '\0', '\xff', 'y'}) sender.write(dr, static_cast<u8>(c));
  b.cycles(50 * bit);
  for (const u32 c : {0x78u, 0u, 0xffu, 0x79u}) CHECK(b.uart.read(dr) == c);
  CHECK((b.uart.read(fr) & rxfe) != 0);
  CHECK(b.uart.read(ris) == 0);
  sender.write(lcr_h, wlen8 | fen | send_break);
  b.cycles(30 * bit);
  CHECK(b.uart.read(dr) == 0x500);
  CHECK((b.uart.read(fr) & rxfe) != 0);
}

TEST_CASE("RP2040 UART: errors stand beside their character", "[rp2040]") {
  UartBench b;
  b.uart.write(lcr_h, wlen8 | fen | pen);  // odd
  b.frame(0x07, {.parity = FrameFormat::Parity::odd});
  b.frame(0x07, {.parity = FrameFormat::Parity::even});
  b.frame(0x07, {.baud = 57'600});
  b.circuit.serial(b.net("RX")).send({0, true, {}});
  CHECK(b.uart.read(dr) == 0x07);
  CHECK(b.uart.read(rsr) == 0);
  CHECK(b.uart.read(dr) == 0x207);
  CHECK(b.uart.read(rsr) == 2);
  CHECK((b.uart.read(dr) & 0xff) == 0x7e);
  CHECK((b.uart.read(dr) & 0x5ff) == 0x500);
  CHECK((b.uart.read(ris) & (i_pe | i_fe | i_be)) == (i_pe | i_fe | i_be));
  b.uart.write(rsr, 0xff);
  CHECK(b.uart.read(rsr) == 0);
  b.uart.write(lcr_h, wlen8 | fen | pen | eps | sps);  // always 0
  b.frame(0x07, {.parity = FrameFormat::Parity::odd});
  CHECK(b.uart.read(dr) == 0x07);
}

TEST_CASE("RP2040 UART: a full FIFO keeps what it has and says so", "[rp2040]") {
  UartBench b;
  for (u8 i = 0; i < 32; ++i) b.frame(i);
  CHECK((b.uart.read(fr) & rxff) != 0);
  CHECK((b.uart.read(ris) & i_oe) == 0);
  b.frame(32);
  CHECK((b.uart.read(ris) & i_oe) != 0);
  CHECK(b.uart.read(rsr) == 8);
  CHECK(b.uart.read(dr) == 0x800);
  b.frame(33);
  CHECK(b.uart.read(dr) == 1);
  for (u32 i = 2; i < 32; ++i) CHECK(b.uart.read(dr) == i);
  CHECK(b.uart.read(dr) == 33);
}

TEST_CASE("RP2040 UART: without FIFOs there is one place each way", "[rp2040]") {
  UartBench b;
  b.uart.write(lcr_h, wlen8);
  b.frame(1);
  CHECK((b.uart.read(fr) & rxff) != 0);
  CHECK(b.uart.read(ris) == i_rx);
  b.frame(2);
  CHECK((b.uart.read(ris) & i_oe) != 0);
  CHECK((b.uart.read(dr) & 0xff) == 1);
  b.uart.write(dr, 'a');
  b.uart.write(dr, 'b');
  CHECK((b.uart.read(fr) & txff) != 0);
  b.uart.write(icr, i_tx);
  b.cycles(10 * bit);
  CHECK((b.uart.read(ris) & i_tx) != 0);
}

TEST_CASE("RP2040 UART: RTS and CTS hold characters back", "[rp2040]") {
  UartBench b;
  Terminal& peer = b.leg("CTS", 3.3);
  b.pins.select(Signal::uart0_cts, "CTS");
  b.pins.select(Signal::uart0_rts, "RTS");
  CHECK(b.net("RTS").volts() > 3);
  b.uart.write(cr, uarten | txe | rxe | rts);
  CHECK(b.net("RTS").volts() < 1);
  b.uart.write(icr, 0x7ff);
  b.uart.write(ifls, 0);
  b.uart.write(cr, uarten | txe | rxe | ctsen | rtsen);
  CHECK((b.uart.read(fr) & cts_flag) == 0);
  for (u8 i = 0; i < 4; ++i) {
    CHECK(b.net("RTS").volts() < 1);
    b.frame(i);
  }
  CHECK(b.net("RTS").volts() > 3);
  b.uart.read(dr);
  CHECK(b.net("RTS").volts() < 1);
  b.uart.write(dr, 'q');
  b.cycles(20 * bit);
  CHECK(b.heard.empty());
  peer.drive(0, 50);
  CHECK((b.uart.read(ris) & i_cts) != 0);
  b.cycles(10 * bit);
  CHECK(b.heard == Bytes{'q'});
}

TEST_CASE("RP2040 UART: loopback hears itself and nothing else", "[rp2040]") {
  UartBench b;
  b.uart.write(cr, uarten | txe | rxe | lbe | rts);
  CHECK((b.uart.read(fr) & cts_flag) != 0);
  b.uart.write(dr, 0x5a);
  b.frame('n');
  b.cycles(10 * bit);
  CHECK(b.uart.read(dr) == 0x5a);
  CHECK((b.uart.read(fr) & rxfe) != 0);
}

TEST_CASE("RP2040 UART: the request lines follow the FIFOs", "[rp2040]") {
  UartBench b;
  CHECK_FALSE(b.uart.dreq_tx.level());
  b.uart.write(dmacr, 3);
  CHECK(b.uart.dreq_tx.level());
  CHECK_FALSE(b.uart.dreq_rx.level());
  b.frame(1);
  CHECK(b.uart.dreq_rx.level());
  b.uart.read(dr);
  CHECK_FALSE(b.uart.dreq_rx.level());
  for (int i = 0; i < 33; ++i) b.uart.write(dr, 1);
  CHECK_FALSE(b.uart.dreq_tx.level());
  b.cycles(10 * bit);
  CHECK(b.uart.dreq_tx.level());
  b.uart.write(dmacr, 7);
  b.frame(1, {.baud = 57'600});
  CHECK_FALSE(b.uart.dreq_rx.level());
}

TEST_CASE("RP2040 UART: a break holds the pin low after the frame", "[rp2040]") {
  UartBench b;
  b.uart.write(dr, 'z');
  b.uart.write(lcr_h, wlen8 | fen | send_break);
  b.cycles(10 * bit + 1);
  CHECK_FALSE(b.tx());
  CHECK(b.heard == Bytes{'z'});
  b.cycles(10 * bit);
  CHECK(b.heard == Bytes{'z', -1});
  b.uart.write(lcr_h, wlen8 | fen);
  CHECK(b.tx());
}

TEST_CASE("RP2040 UART: disabled in a frame it ends that frame; reset drops it", "[rp2040]") {
  UartBench b;
  b.uart.write(dr, 'a');
  b.uart.write(dr, 'b');
  b.uart.write(cr, txe | rxe);
  b.cycles(30 * bit);
  CHECK(b.heard == Bytes{'a'});
  b.uart.write(cr, uarten | txe | rxe);
  b.uart.hold_in_reset(true);
  CHECK(b.tx());
  b.uart.hold_in_reset(false);
  b.cycles(30 * bit);
  CHECK(b.heard == Bytes{'a'});
  CHECK(b.uart.read(cr) == 0x300);
}

TEST_CASE("RP2040 UART: a clock that changes in a frame stretches the rest", "[rp2040]") {
  UartBench b;
  b.uart.write(dr, 'a');
  b.cycles(5 * bit);
  b.clk.set(0);
  b.cycles(100 * bit);
  CHECK(b.heard.empty());
  b.clk.set(62'500'000);
  b.cycles(10 * bit - 1);
  CHECK(b.heard.empty());
  b.cycles(1);
  CHECK(b.heard == Bytes{'a'});
}

TEST_CASE("RP2040 UART: a snapshot in the middle of frames goes on elsewhere", "[rp2040]") {
  UartBench a, b;
  a.frame('r');
  a.uart.write(dr, 'A');
  a.uart.write(dr, 'B');
  a.bits(0x200u | u32{'s'} << 1, 5);
  b.uart.write(cr, 0);
  State saved;
  saved(a.scheduler, a.clk, a.pins, a.uart);
  State loading{saved.data()};
  loading(b.scheduler, b.clk, b.pins, b.uart);
  b.line->drive(0, 50);
  b.circuit.nets.settle();
  b.bits((0x200u | u32{'s'} << 1) >> 5, 5);
  b.cycles(10 * bit);
  CHECK(b.heard == Bytes{'A', 'B'});
  CHECK(b.uart.read(dr) == 'r');
  CHECK(b.uart.read(dr) == 's');
}

TEST_CASE("RP2040 UART: a byte that DMA shows on every lane is no mistake", "[rp2040]") {
  struct Ear final : AccessObserver {
    std::vector<Complaint> complaints;
    void complaint(const Complaint& c) override { complaints.push_back(c); }
    void accessed(const Device&, const Register*, u32, u32, bool) override {}
  } ear;
  UartBench b;
  b.uart.observe(&ear);
  for (const u32 byte : {0x00u, 0x13u, 0xffu}) b.uart.write(dr, byte * 0x0101'0101u);
  CHECK(ear.complaints.empty());
  b.uart.observe(nullptr);
}
