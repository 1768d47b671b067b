#include "peripherals/nrf5/uart.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;
using Bytes = std::vector<int>;

namespace {

constexpr u32 startrx = 0x000, stoprx = 0x004, starttx = 0x008, stoptx = 0x00c, suspend = 0x01c;
constexpr u32 cts = 0x100, ncts = 0x104, rxdrdy = 0x108, txdrdy = 0x11c, error = 0x124, rxto = 0x144;
constexpr u32 shorts = 0x200, intenset = 0x304, errorsrc = 0x480, enable = 0x500, pselrts = 0x508, pseltxd = 0x50c,
              pselcts = 0x510, pselrxd = 0x514, rxd = 0x518, txd = 0x51c, baudrate = 0x524, config = 0x56c,
              power = 0xffc;
constexpr unsigned tx_pin = 24, rx_pin = 25, rts_pin = 8, cts_pin = 9;
constexpr u32 baud_115200 = 0x01d7'e000;
constexpr double frame_us = 86.25;  // ten bits of 138 cycles

struct UartBench : SerialBench {
  Uart uart{"UART0", scheduler, gpio, circuit};
  Bytes heard;

  UartBench() {
    circuit.serial(net(tx_pin)).listen([this](const SerialFrame& f) { heard.push_back(f.byte); });
    output(tx_pin);
    input(rx_pin);
    uart.write(pseltxd, tx_pin);
    uart.write(pselrxd, rx_pin);
    uart.write(baudrate, baud_115200);
    uart.write(enable, 4);
  }
  void send(u8 byte, FrameFormat format = {}) { circuit.serial(net(rx_pin)).send({byte, false, format}); }
  int read() {
    uart.write(rxdrdy, 0);
    return static_cast<int>(uart.read(rxd));
  }
};

}  // namespace

TEST_CASE("UART: every bit is described", "[nrf5]") {
  UartBench b;
  CHECK(b.uart.mistakes().empty());
  CHECK(b.uart.unmodelled().empty());
}

TEST_CASE("UART: a byte is on the line for ten bit times, then TXDRDY comes", "[nrf5]") {
  UartBench b;
  CHECK(b.net(tx_pin).volts() == Approx(3.0));  // idle
  b.uart.write(starttx, 1);
  b.uart.write(txd, 'A');
  b.run_us(frame_us - 0.001);
  CHECK(b.uart.read(txdrdy) == 0);
  CHECK(b.heard.empty());
  b.run_us(0.001);
  CHECK(b.uart.read(txdrdy) == 1);
  CHECK(b.heard == Bytes{'A'});
}

TEST_CASE("UART: nothing is sent while it is disabled, stopped or without a pin", "[nrf5]") {
  UartBench b;
  b.uart.write(txd, 'a');  // not started
  b.run_us(1000);
  b.uart.write(enable, 0);
  b.uart.write(starttx, 1);
  b.uart.write(txd, 'b');  // not enabled
  b.run_us(1000);
  CHECK(b.uart.read(txdrdy) == 0);
  b.uart.write(enable, 4);
  b.uart.write(starttx, 1);
  b.uart.write(pseltxd, 0xffff'ffff);
  b.uart.write(txd, 'c');  // goes nowhere, but takes its time
  b.uart.write(pseltxd, tx_pin);
  b.run_us(frame_us);
  CHECK(b.uart.read(txdrdy) == 1);
  b.uart.write(txdrdy, 0);
  b.uart.write(txd, 'd');
  b.uart.write(stoptx, 1);
  b.run_us(1000);
  CHECK(b.uart.read(txdrdy) == 0);
  CHECK(b.heard.empty());
}

TEST_CASE("UART: BAUDRATE gives the rates the product specification lists", "[nrf5]") {
  const std::vector<std::pair<u32, u32>> rates{
      {0x0004f000, 1205},   {0x0009d000, 2396},   {0x0013b000, 4808},   {0x00275000, 9598},
      {0x003b0000, 14414},  {0x004ea000, 19208},  {0x0075f000, 28829},  {0x009d5000, 38462},
      {0x00ebf000, 57762},  {0x013a9000, 76923},  {0x01d7e000, 115942}, {0x03afb000, 231884},
      {0x04000000, 250000}, {0x075f7000, 470588}, {0x0ebed000, 941176}, {0x10000000, 1000000}};
  UartBench b;
  for (const auto& [value, hz] : rates) {
    b.uart.write(baudrate, value);
    CHECK(b.uart.format().baud == hz);
  }
}

TEST_CASE("UART: received bytes queue behind RXD, each with its own RXDRDY", "[nrf5]") {
  UartBench b;
  b.send('x');  // STARTRX has not come
  CHECK(b.uart.read(rxdrdy) == 0);
  b.uart.write(intenset, 1u << 2);
  b.uart.write(startrx, 1);
  for (const char c : {'1', '2', '3'}) b.send(static_cast<u8>(c));
  CHECK(b.uart.irq.level());
  CHECK(b.uart.peek(rxd) == '1');
  CHECK(b.uart.peek(rxd) == '1');
  CHECK(b.read() == '1');
  CHECK(b.uart.read(rxdrdy) == 1);  // the next has moved up
  CHECK(b.read() == '2');
  CHECK(b.read() == '3');
  CHECK(b.uart.read(rxdrdy) == 0);
  CHECK_FALSE(b.uart.irq.level());
}

TEST_CASE("UART: the seventh unread byte is an overrun", "[nrf5]") {
  UartBench b;
  b.uart.write(startrx, 1);
  for (u8 i = 1; i <= 6; ++i) b.send(i);
  CHECK(b.uart.read(error) == 0);
  b.send(7);
  CHECK(b.uart.read(error) == 1);
  CHECK(b.uart.read(errorsrc) == 1);
  b.uart.write(errorsrc, 1);
  CHECK(b.uart.read(errorsrc) == 0);
  Bytes got;
  for (int i = 0; i < 6; ++i) got.push_back(b.read());
  CHECK(got == Bytes{1, 2, 3, 4, 5, 7});
}

TEST_CASE("UART: a sender at another speed or with a break gives framing errors", "[nrf5]") {
  UartBench b;
  b.uart.write(startrx, 1);
  b.send(0x55, {.baud = 113'000});  // 2.5 % slower than the real rate: still readable
  CHECK(b.read() == 0x55);
  CHECK(b.uart.read(error) == 0);
  b.send(0x00, {.baud = 57'600});  // the receiver looks for a stop bit among the zeros
  CHECK(b.uart.read(errorsrc) == 4);
  b.uart.write(errorsrc, 4);
  b.read();
  b.circuit.serial(b.net(rx_pin)).send({0, true, {}});
  CHECK(b.uart.read(errorsrc) == 0xc);
}

TEST_CASE("UART: parity makes frames longer and is checked", "[nrf5]") {
  UartBench b;
  b.uart.write(config, 0xe);
  b.uart.write(starttx, 1);
  b.uart.write(startrx, 1);
  b.uart.write(txd, 'A');
  CHECK(b.us_until(b.uart, txdrdy) == Approx(11 * 138 / 16.0));
  b.send(0x07, {.parity = FrameFormat::Parity::even});
  CHECK(b.uart.read(error) == 0);
  b.send(0x07, {.parity = FrameFormat::Parity::odd});
  CHECK(b.uart.read(errorsrc) == 2);
}

TEST_CASE("UART: after STOPRX bytes come in for four more frames", "[nrf5]") {
  UartBench b;
  b.uart.write(startrx, 1);
  b.uart.write(stoprx, 1);
  b.run_us(3 * frame_us);
  b.send('k');
  CHECK(b.read() == 'k');
  CHECK(b.us_until(b.uart, rxto) == Approx(frame_us));
  b.send('l');
  CHECK(b.uart.read(rxdrdy) == 0);
}

TEST_CASE("UART: SUSPEND stops both directions", "[nrf5]") {
  UartBench b;
  b.uart.write(startrx, 1);
  b.uart.write(starttx, 1);
  b.uart.write(txd, 'A');
  b.uart.write(suspend, 1);
  CHECK(b.us_until(b.uart, rxto) == Approx(4 * frame_us));
  CHECK(b.uart.read(txdrdy) == 0);
  CHECK(b.heard.empty());
}

TEST_CASE("UART: with flow control RTS and CTS hold the bytes back", "[nrf5]") {
  UartBench b;
  b.output(rts_pin);
  b.input(cts_pin);
  Terminal& peer = b.leg(cts_pin);
  peer.drive(3.0, 50);
  b.uart.write(pselrts, rts_pin);
  b.uart.write(pselcts, cts_pin);
  b.uart.write(config, 1);
  CHECK(b.net(rts_pin).volts() > 2);  // "do not send"
  b.uart.write(startrx, 1);
  b.uart.write(starttx, 1);
  CHECK(b.net(rts_pin).volts() < 1);
  b.send(1);
  CHECK(b.net(rts_pin).volts() < 1);
  b.send(2);  // four places left
  CHECK(b.net(rts_pin).volts() > 2);
  b.read();
  CHECK(b.net(rts_pin).volts() > 2);
  b.read();  // empty again
  CHECK(b.net(rts_pin).volts() < 1);

  b.uart.write(txd, 'q');
  b.run_us(1000);
  CHECK(b.uart.read(txdrdy) == 0);
  peer.drive(0, 50);
  CHECK(b.uart.read(cts) == 1);
  b.run_us(frame_us);
  CHECK(b.uart.read(txdrdy) == 1);
  b.uart.write(shorts, 1 << 4);  // NCTS_STOPRX
  peer.drive(3.0, 50);
  CHECK(b.uart.read(ncts) == 1);
  CHECK(b.us_until(b.uart, rxto) == Approx(4 * frame_us));
}

TEST_CASE("UART: POWER off forgets everything", "[nrf5]") {
  UartBench b;
  b.uart.write(starttx, 1);
  b.uart.write(txd, 'A');
  b.uart.write(power, 0);
  b.uart.write(power, 1);
  b.run_us(1000);
  CHECK(b.heard.empty());
  CHECK(b.uart.read(enable) == 0);
  CHECK(b.uart.read(pseltxd) == 0xffff'ffff);
  CHECK_FALSE(b.gpio.taken(tx_pin));
}

TEST_CASE("UART: a snapshot in the middle of a frame goes on elsewhere", "[nrf5]") {
  UartBench a, b;
  a.uart.write(startrx, 1);
  a.uart.write(starttx, 1);
  a.send('r');
  a.uart.write(txd, 'A');
  a.uart.write(txd, 'B');
  a.run_us(50);
  b.uart.write(enable, 0);
  transplant(a, a.uart, b, b.uart);
  b.run_us(frame_us * 2 - 50);
  CHECK(b.heard == Bytes{'A', 'B'});
  b.send('s');
  CHECK(b.read() == 'r');
  CHECK(b.read() == 's');
}
