#include "peripherals/esp32/uart.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;

namespace {

constexpr u32 fifo = 0x0, int_raw = 0x4, int_st = 0x8, int_ena = 0xc, int_clr = 0x10, clkdiv = 0x14, autobaud = 0x18,
              status = 0x1c, conf0 = 0x20, conf1 = 0x24, lowpulse = 0x28, rxd_cnt = 0x30, mem_rx_status = 0x60;
constexpr u32 rx_full = 1, tx_empty = 2, frame_error = 8, timed_out = 1 << 8, tx_done = 1 << 14;
constexpr u32 conf0_8n1 = 0x800'001c, loopback = 1 << 14, no_frames_with_errors = 1 << 26;
constexpr u32 baud_115200 = 694 | 7 << 20;  // of 80 MHz: 694.4 cycles

struct UartBench : BusBench {
  ClockSignal ref_tick{"REF_TICK", 1'000'000};
  Uart uart{"UART0", 0, scheduler, clk, ref_tick, pins, circuit};
  std::vector<SerialFrame> sent;

  UartBench() {
    pins.select(Output::u0txd, "TX");
    pins.select(Input::u0rxd, "RX");
    uart.reset();
    circuit.serial(net("TX")).listen([this](const SerialFrame& f) { sent.push_back(f); });
    uart.write(clkdiv, baud_115200);
    uart.write(conf0, conf0_8n1);
  }
  void send(u8 byte, FrameFormat format = {}) { circuit.serial(net("RX")).send({byte, false, format}); }
  void pass(Duration d) { scheduler.run_until(scheduler.now() + d); }
};
using namespace std::chrono_literals;

}  // namespace

TEST_CASE("ESP32 UART: bytes go out in their frames' time", "[esp32]") {
  UartBench b;
  b.uart.write(fifo, 'a');
  b.uart.write(fifo, 'b');
  CHECK((b.uart.read(status) >> 16 & 0xff) == 1);  // the first is on the line
  CHECK((b.uart.read(status) >> 24 & 0xf) != 0);
  b.pass(86us);
  CHECK(b.sent.empty());
  b.pass(2us);
  REQUIRE(b.sent.size() == 1);
  CHECK(b.sent[0].byte == 'a');
  CHECK(b.sent[0].format.baud == 115201);
  b.pass(100us);
  CHECK(b.sent.size() == 2);
  CHECK((b.uart.read(status) >> 24 & 0xf) == 0);
  CHECK(b.uart.read(int_raw) & tx_done);
}

TEST_CASE("ESP32 UART: TXFIFO_EMPTY is there again while the FIFO is", "[esp32]") {
  UartBench b;
  b.uart.write(conf1, 10 << 8 | 120);
  b.uart.write(int_ena, tx_empty);
  b.cycles(3);
  CHECK(b.uart.irq.level());
  b.uart.write(int_clr, tx_empty);
  CHECK(b.uart.irq.level());
  for (int i = 0; i < 12; ++i) b.uart.write(fifo, 'x');
  b.uart.write(int_clr, tx_empty);
  CHECK_FALSE(b.uart.irq.level());
  b.pass(200us);
  CHECK(b.uart.irq.level());
}

TEST_CASE("ESP32 UART: bytes come in, with the pointers of their memory", "[esp32]") {
  UartBench b;
  b.uart.write(conf1, 1u << 31 | 2 << 24 | 2);  // full at two; time-out after two characters
  b.uart.write(int_ena, rx_full | timed_out);
  b.send('x');
  CHECK((b.uart.read(status) & 0xff) == 1);
  CHECK((b.uart.read(mem_rx_status) >> 13 & 0x7ff) == (b.uart.read(mem_rx_status) >> 2 & 0x7ff) + 1);
  CHECK_FALSE(b.uart.irq.level());
  b.pass(200us);
  CHECK(b.uart.read(int_st) == timed_out);
  b.uart.write(int_clr, timed_out);
  b.send('y');
  CHECK(b.uart.read(int_st) == rx_full);
  b.uart.write(int_clr, rx_full);
  CHECK(b.uart.irq.level());  // for they are still there
  b.send('z');
  CHECK(b.uart.irq.level());
  CHECK(b.uart.read(fifo) == 'x');
  CHECK(b.uart.irq.level());
  CHECK(b.uart.read(fifo) == 'y');
  CHECK_FALSE(b.uart.irq.level());  // fewer than two
  CHECK(b.uart.read(fifo) == 'z');
  CHECK((b.uart.read(mem_rx_status) >> 13 & 0x7ff) == (b.uart.read(mem_rx_status) >> 2 & 0x7ff));
}

TEST_CASE("ESP32 UART: an interrupt comes a moment after it was enabled, and goes at once", "[esp32]") {
  UartBench b;
  b.uart.write(conf1, 1);
  b.send('a');
  b.pass(1ms);
  b.uart.write(int_ena, 1);
  CHECK_FALSE(b.uart.irq.level());  // the ROM has time for the instruction behind it
  b.cycles(3);
  CHECK(b.uart.irq.level());
  b.uart.write(int_ena, 0);
  CHECK_FALSE(b.uart.irq.level());
  b.cycles(10);
  CHECK_FALSE(b.uart.irq.level());
}

TEST_CASE("ESP32 UART: another rate is misread, and errors are kept out where CONF0 says so", "[esp32]") {
  UartBench b;
  FrameFormat slow;
  slow.baud = 9600;
  b.send('U', slow);
  CHECK(b.uart.read(int_raw) & frame_error);
  CHECK((b.uart.read(status) & 0xff) == 1);
  b.uart.write(conf0, conf0_8n1 | no_frames_with_errors);
  b.send('U', slow);
  CHECK((b.uart.read(status) & 0xff) == 1);
}

TEST_CASE("ESP32 UART: FORCE_XOFF holds the transmitter between characters", "[esp32]") {
  UartBench b;
  constexpr u32 flow_conf = 0x34, force_xoff = 1 << 3;
  b.uart.write(fifo, 'a');
  b.uart.write(fifo, 'b');
  b.uart.write(flow_conf, force_xoff);
  b.pass(1ms);
  CHECK(b.sent.size() == 1);
  b.uart.write(flow_conf, 0);
  b.pass(1ms);
  CHECK(b.sent.size() == 2);
}

TEST_CASE("ESP32 UART: loopback hears what is sent", "[esp32]") {
  UartBench b;
  b.uart.write(conf0, conf0_8n1 | loopback);
  b.uart.write(fifo, 0xa5);
  b.pass(100us);
  CHECK((b.uart.read(status) & 0xff) == 1);
  CHECK(b.uart.read(fifo) == 0xa5);
}

TEST_CASE("ESP32 UART: measures the shortest pulse, as the ROM's download mode needs", "[esp32]") {
  UartBench b;
  b.uart.write(autobaud, 4 << 8 | 1);  // as the ROM
  for (int i = 0; i < 3; ++i) {
    b.pass(100us);
    b.send(0x55);
  }
  CHECK(b.uart.read(lowpulse) == 694 - 9);
  CHECK(b.uart.read(rxd_cnt) >= 28);
  b.uart.write(autobaud, 0);
  CHECK(b.uart.read(lowpulse) == 0xfffff);
}

TEST_CASE("ESP32 UART: a snapshot in the middle of a frame", "[esp32]") {
  UartBench b;
  b.uart.write(fifo, 'q');
  b.pass(40us);
  State saved;
  b.scheduler.serialize(saved);
  b.uart.serialize(saved);
  b.pass(100us);
  REQUIRE(b.sent.size() == 1);
  State loaded{saved.data()};
  b.scheduler.serialize(loaded);
  b.uart.serialize(loaded);
  CHECK(loaded.at_end());
  b.pass(100us);
  REQUIRE(b.sent.size() == 2);
  CHECK(b.sent[1].byte == 'q');
}
