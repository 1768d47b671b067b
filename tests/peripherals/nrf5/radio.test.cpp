#include "peripherals/nrf5/radio.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;
using Bytes = std::vector<int>;

namespace {

constexpr u32 txen = 0x000, rxen = 0x004, start = 0x008, stop = 0x00c, disable = 0x010, rssistart = 0x014;
constexpr u32 ready = 0x100, address = 0x104, payload = 0x108, end = 0x10c, disabled = 0x110, devmatch = 0x114,
              devmiss = 0x118, rssiend = 0x11c, bcmatch = 0x128;
constexpr u32 shorts = 0x200, intenset = 0x304, crcstatus = 0x400, rxmatch = 0x408, rxcrc = 0x40c, dai = 0x410,
              packetptr = 0x504, frequency = 0x508, txpower = 0x50c, mode = 0x510, pcnf0 = 0x514, pcnf1 = 0x518,
              base0 = 0x51c, base1 = 0x520, prefix0 = 0x524, txaddress = 0x52c, rxaddresses = 0x530, crccnf = 0x534,
              crcpoly = 0x538, crcinit = 0x53c, tifs = 0x544, rssisample = 0x548, state = 0x550, datawhiteiv = 0x554,
              bcc = 0x560, dab = 0x600, dap = 0x620, dacnf = 0x640;
constexpr u32 ready_start = 1, end_disable = 2, disabled_txen = 4, address_rssistart = 16, address_bcstart = 64;

// One chip's worth of it, on a clock and in an air shared with others.
struct Station {
  Memory memory{"RAM", 0x1000};
  Bus bus;
  Radio radio;
  static constexpr u32 packet = 0x2000'0100;

  Station(Scheduler& scheduler, RadioMedium& air) : radio(scheduler, bus, air) {
    bus.map_ram(0x2000'0000, memory);
    write(packetptr, packet);
    write(frequency, 7);
    write(base0, 0x75626974);
    write(rxaddresses, 1);
    write(pcnf0, 8);            // LENGTH of 8 bits, nothing else
    write(pcnf1, 0x0204'0020);  // whitened, base address of 4 bytes, at most 32 bytes
    write(crccnf, 2);
    write(crcpoly, 0x11021);
    write(crcinit, 0xffff);
    write(datawhiteiv, 0x18);
  }
  void write(u32 offset, u32 value) { radio.write(offset, value); }
  u32 read(u32 offset) { return radio.read(offset); }
  void put(std::initializer_list<int> bytes) {
    u32 at = 0x100;
    for (const int b : bytes) memory.bytes()[at++] = static_cast<u8>(b);
  }
  Bytes get(u32 n) { return Bytes(memory.bytes().begin() + 0x100, memory.bytes().begin() + 0x100 + n); }
};

struct Air {
  Scheduler scheduler;
  RadioMedium medium{1};
  Station a{scheduler, medium}, b{scheduler, medium};

  void run_us(double us) { scheduler.run_until(scheduler.now() + Duration{static_cast<i64>(us * 1e6)}); }
  double us_until(Station& s, u32 event) {
    const Time began = scheduler.now();
    while (!s.radio.peek(event)) {
      if (scheduler.next() > began + std::chrono::seconds{1}) return -1;
      scheduler.run_until(scheduler.next());
    }
    return seconds(scheduler.now() - began) * 1e6;
  }
  // b listens and a is ready to send.
  void ready_both() {
    b.write(shorts, ready_start);
    b.write(rxen, 1);
    a.write(txen, 1);
    run_us(140);
  }
  // a sends what it has; the time it takes on air goes by.
  void send() {
    a.write(end, 0);
    a.write(start, 1);
    us_until(a, end);
    run_us(1);
  }
};

}  // namespace

TEST_CASE("RADIO: every bit is described, and what is missing has a name", "[nrf5]") {
  Air x;
  CHECK(x.a.radio.mistakes().empty());
  CHECK(x.a.radio.unmodelled() == std::vector<std::string>{"TEST.CONSTCARRIER", "TEST.PLLLOCK"});
}

TEST_CASE("RADIO: whitening and CRC give the published sequences", "[nrf5]") {
  Whitening channel37{37};
  Bytes bytes;
  for (int i = 0; i < 8; ++i) {
    int byte = 0;
    for (int bit = 0; bit < 8; ++bit) byte |= channel37.next() << bit;
    bytes.push_back(byte);
  }
  CHECK(bytes == Bytes{0x8d, 0xd2, 0x57, 0xa1, 0x3d, 0xa7, 0x66, 0xb0});

  // Check values for "123456789": CRC-24/BLE c25a56 mirrored, CRC-16/CCITT-FALSE 29b1.
  PacketFormat f;
  f.crc_bytes = 3;
  f.crc_polynomial = 0x65b;
  f.crc_start = 0x555555;
  PacketCrc ble{f};
  f.crc_bytes = 2;
  f.crc_polynomial = 0x11021;
  f.crc_start = 0xffff;
  PacketCrc ccitt{f};
  for (const char c : std::string{"123456789"})
    for (int bit = 0; bit < 8; ++bit) {
      ble.add(c >> bit & 1);
      ccitt.add(c >> (7 - bit) & 1);
    }
  CHECK(ble.value() == 0x6a5a43);
  CHECK(ccitt.value() == 0x29b1);
}

TEST_CASE("RADIO: the address goes out base first, its low bytes cut, then prefix", "[nrf5]") {
  const auto bytes = [](const Bitstream& bits) {
    Bytes out(bits.size() / 8);
    for (std::size_t i = 0; i < bits.size(); ++i) out[i / 8] |= bits[i] << i % 8;
    return out;
  };
  CHECK(bytes(address_bits(0x11223344, 4, 0x55)) == Bytes{0x44, 0x33, 0x22, 0x11, 0x55});
  CHECK(bytes(address_bits(0x11223344, 2, 0x55)) == Bytes{0x22, 0x11, 0x55});
}

TEST_CASE("RADIO: states follow each other at the right times", "[nrf5]") {
  Air x;
  CHECK(x.a.read(state) == 0);
  x.a.write(start, 1);  // not ramped up
  CHECK(x.a.read(state) == 0);
  x.a.write(txen, 1);
  CHECK(x.a.read(state) == 9);
  CHECK(x.us_until(x.a, ready) == Approx(140));
  CHECK(x.a.read(state) == 10);
  x.a.write(rxen, 1);  // only from DISABLED
  CHECK(x.a.read(state) == 10);
  x.a.write(start, 1);
  CHECK(x.a.read(state) == 11);
  x.a.write(stop, 1);
  CHECK(x.a.read(state) == 10);
  x.a.write(disable, 1);
  CHECK(x.a.read(state) == 12);
  CHECK(x.us_until(x.a, disabled) == Approx(4));
  CHECK(x.a.read(state) == 0);

  x.a.write(ready, 0);
  x.a.write(rxen, 1);
  CHECK(x.a.read(state) == 1);
  CHECK(x.us_until(x.a, ready) == Approx(138));
  CHECK(x.a.read(state) == 2);
  x.a.write(start, 1);
  CHECK(x.a.read(state) == 3);
  x.a.write(disabled, 0);
  x.a.write(disable, 1);
  CHECK(x.a.read(disabled) == 1);
  CHECK(x.a.read(state) == 0);
  x.a.write(disabled, 0);
  x.a.write(disable, 1);  // firmware waits for the event here too
  CHECK(x.a.read(disabled) == 1);
}

TEST_CASE("RADIO: a packet gets from one chip to another, event by event", "[nrf5]") {
  for (const auto& [rate, us_per_bit] : std::vector<std::pair<u32, double>>{{0, 1}, {1, 0.5}, {2, 4}, {3, 1}}) {
    Air x;
    x.a.write(mode, rate);
    x.b.write(mode, rate);
    x.ready_both();
    x.b.write(intenset, 1 << 3);
    x.a.put({5, 'h', 'e', 'l', 'l', 'o'});
    x.a.write(start, 1);
    CHECK(x.us_until(x.a, address) == Approx((8 + 40) * us_per_bit));
    CHECK(x.b.read(address) == 1);
    CHECK(x.us_until(x.a, payload) == Approx(6 * 8 * us_per_bit));
    CHECK(x.us_until(x.b, payload) == Approx(0).margin(1e-6));
    CHECK(x.us_until(x.b, end) == Approx(16 * us_per_bit));
    CHECK(x.us_until(x.a, end) == Approx(0).margin(1e-6));
    CHECK(x.b.radio.irq.level());
    CHECK(x.a.read(state) == 10);
    CHECK(x.b.read(state) == 2);
    CHECK(x.b.read(crcstatus) == 1);
    CHECK(x.b.get(7) == Bytes{5, 'h', 'e', 'l', 'l', 'o', 0});
  }
}

TEST_CASE("RADIO: S0, S1, big-endian fields, a static part and three bytes of CRC arrive as sent", "[nrf5]") {
  Air x;
  for (Station* s : {&x.a, &x.b}) {
    s->write(pcnf0, 5 | 1 << 8 | 3 << 16);
    s->write(pcnf1, 20 | 2 << 8 | 3 << 16 | 1 << 24 | 1 << 25);
    s->write(crccnf, 3 | 1 << 8);
    s->write(crcpoly, 0x65b);
    s->write(crcinit, 0x555555);
  }
  x.ready_both();
  x.a.put({0xc3, 1, 5, 0x11, 0x22, 0x33, 0x44});
  x.send();
  CHECK(x.b.read(crcstatus) == 1);
  CHECK(x.b.get(7) == Bytes{0xc3, 1, 5, 0x11, 0x22, 0x33, 0});
  CHECK(x.b.read(rxcrc) != 0);
}

TEST_CASE("RADIO: a longer packet is cut at MAXLEN", "[nrf5]") {
  Air x;
  for (Station* s : {&x.a, &x.b}) s->write(pcnf1, 0x0204'0003);
  x.ready_both();
  x.a.put({6, 1, 2, 3, 4, 5, 6});
  x.send();
  CHECK(x.b.read(crcstatus) == 1);
  CHECK(x.b.get(6) == Bytes{6, 1, 2, 3, 0, 0});
}

TEST_CASE("RADIO: other frequencies, rates and addresses are not heard", "[nrf5]") {
  const std::vector<std::pair<u32, u32>> changes{{frequency, 8}, {mode, 2}, {base0, 0x75626975}, {prefix0, 1}};
  for (const auto& [reg, value] : changes) {
    Air x;
    x.b.write(reg, value);
    x.ready_both();
    x.a.put({1, 1});
    x.send();
    CHECK(x.b.read(address) == 0);
    CHECK(x.b.read(state) == 3);
  }
}

TEST_CASE("RADIO: RXMATCH tells which of the logical addresses it was", "[nrf5]") {
  Air x;
  for (Station* s : {&x.a, &x.b}) {
    s->write(base1, 0x12345678);
    s->write(prefix0, 0xcc'bb'aa'00);
  }
  x.a.write(txaddress, 3);
  x.b.write(rxaddresses, 0b1011);
  x.ready_both();
  x.a.put({1, 9});
  x.send();
  CHECK(x.b.read(rxmatch) == 3);
  CHECK(x.b.read(crcstatus) == 1);
  x.a.write(txaddress, 2);  // not listened for
  x.b.write(address, 0);
  x.b.write(start, 1);
  x.send();
  CHECK(x.b.read(address) == 0);
}

TEST_CASE("RADIO: another whitening or CRC makes a packet wrong", "[nrf5]") {
  for (const auto& [reg, value] : std::vector<std::pair<u32, u32>>{{datawhiteiv, 0x19}, {crcinit, 0}}) {
    Air x;
    x.b.write(reg, value);
    x.ready_both();
    x.a.put({1, 1});
    x.send();
    CHECK(x.b.read(address) == 1);
    x.us_until(x.b, end);
    CHECK(x.b.read(crcstatus) == 0);
  }
}

TEST_CASE("RADIO: packets that overlap spoil each other", "[nrf5]") {
  Air x;
  Station c{x.scheduler, x.medium};
  x.ready_both();
  c.write(txen, 1);
  x.run_us(140);
  x.a.put({20, 1, 2, 3});
  x.a.write(start, 1);
  x.run_us(120);  // b has the address
  CHECK(x.b.read(address) == 1);
  c.write(start, 1);
  x.us_until(x.b, end);
  CHECK(x.b.read(crcstatus) == 0);
  CHECK(x.b.get(3) == Bytes{20, 1, 2});  // it was good until then

  x.run_us(1000);  // both at once: not even the address is heard
  x.b.write(address, 0);
  x.b.write(start, 1);
  c.write(start, 1);
  x.send();
  CHECK(x.b.read(address) == 0);
  x.run_us(1000);
  x.send();  // alone again
  CHECK(x.b.read(crcstatus) == 1);
}

TEST_CASE("RADIO: who begins to listen inside a packet does not hear it", "[nrf5]") {
  Air x;
  x.b.write(rxen, 1);
  x.a.write(txen, 1);
  x.run_us(140);
  x.a.put({3, 1, 2, 3});
  x.a.write(start, 1);
  x.run_us(10);
  x.b.write(start, 1);
  x.run_us(500);
  CHECK(x.b.read(address) == 0);
  x.send();
  CHECK(x.b.read(address) == 1);
}

TEST_CASE("RADIO: a transmitter that is switched off leaves a broken packet", "[nrf5]") {
  Air x;
  x.ready_both();
  x.a.put({10, 1, 2, 3});
  x.a.write(start, 1);
  x.run_us(80);
  x.a.write(disable, 1);
  CHECK(x.us_until(x.b, end) > 0);
  CHECK(x.b.read(crcstatus) == 0);
  CHECK(x.a.read(end) == 0);
}

TEST_CASE("RADIO: shortcuts run a whole exchange, and TIFS keeps the gap", "[nrf5]") {
  Air x;
  x.ready_both();
  x.b.write(shorts, end_disable | disabled_txen | ready_start);
  x.b.write(tifs, 150);
  x.a.write(shorts, end_disable);
  x.a.put({1, 1});
  x.b.write(ready, 0);
  x.a.write(start, 1);
  x.us_until(x.b, end);
  CHECK(x.b.read(state) == 9);
  CHECK(x.us_until(x.b, ready) == Approx(150));
  CHECK(x.b.read(state) == 11);
  CHECK(x.a.read(disabled) == 1);
}

TEST_CASE("RADIO: signal strength and bit counter", "[nrf5]") {
  Air x;
  x.ready_both();
  x.b.write(rssistart, 1);
  CHECK(x.us_until(x.b, rssiend) == Approx(8.8));
  CHECK(x.b.read(rssisample) == 95);  // nobody sends
  x.b.write(rssiend, 0);
  x.b.write(shorts, address_rssistart | address_bcstart);
  x.b.write(bcc, 24);
  x.a.write(disable, 1);
  x.a.write(txpower, 0xf4);  // -12 dBm
  x.run_us(10);
  x.a.write(ready, 0);
  x.a.write(txen, 1);
  x.us_until(x.a, ready);
  x.a.put({9, 1});
  x.a.write(start, 1);
  x.us_until(x.b, address);
  CHECK(x.us_until(x.b, rssiend) == Approx(8.8));
  CHECK(x.b.read(rssisample) == 52);  // 40 dB less
  CHECK(x.us_until(x.b, bcmatch) == Approx(24 - 8.8));
  x.b.write(bcmatch, 0);
  x.b.write(bcc, 40);
  CHECK(x.us_until(x.b, bcmatch) == Approx(16));
}

TEST_CASE("RADIO: device addresses are matched after six bytes of payload", "[nrf5]") {
  Air x;
  for (Station* s : {&x.a, &x.b}) s->write(pcnf0, 6 | 1 << 8 | 2 << 16);
  x.b.write(dab + 4, 0x44332211);
  x.b.write(dap + 4, 0x6655);
  x.b.write(dacnf, 0b10 | 0b10 << 8);
  x.ready_both();
  x.a.put({0x40, 8, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 7, 8});
  x.a.write(start, 1);
  x.us_until(x.b, address);
  CHECK(x.us_until(x.b, devmatch) == Approx(16 + 48));
  CHECK(x.b.read(dai) == 1);
  x.us_until(x.a, end);
  x.b.write(start, 1);
  x.a.put({0x00});  // a public address now
  x.run_us(1);
  x.send();
  CHECK(x.b.read(devmiss) == 1);
}

TEST_CASE("RADIO: a snapshot with a packet on air goes on elsewhere", "[nrf5]") {
  Air x, y;
  x.ready_both();
  x.a.put({4, 10, 20, 30, 40});
  x.a.write(start, 1);
  x.run_us(60);  // behind the address
  State saved;
  saved(x.scheduler, x.medium, x.a.radio, x.b.radio);
  State loading{saved.data()};
  loading(y.scheduler, y.medium, y.a.radio, y.b.radio);
  CHECK(y.us_until(y.b, end) == Approx(48 + 40 + 16 - 60));
  CHECK(y.b.read(crcstatus) == 1);
  CHECK(y.b.get(5) == Bytes{4, 10, 20, 30, 40});
}
