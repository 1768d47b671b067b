#include "peripherals/nrf5/spi.hpp"

#include <catch2/catch.hpp>

#include "peripherals/nrf5/shared_id.hpp"
#include "peripherals/nrf5/spis.hpp"
#include "peripherals/nrf5/twi.hpp"
#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;
using Bytes = std::vector<int>;

namespace {

constexpr u32 ready = 0x108, intenset = 0x304, enable = 0x500, pselsck = 0x508, pselmosi = 0x50c, pselmiso = 0x510,
              rxd = 0x518, txd = 0x51c, frequency = 0x524, config = 0x554, power = 0xffc;
constexpr unsigned sck = 23, mosi = 21, miso = 22, cs = 16;

struct Echo : SpiByteDevice {  // answers with what it got before
  bool active = true;
  u8 last = 0xee;
  bool selected() const override { return active; }
  u8 reply() const override { return last; }
  void received(u8 byte) override { last = byte; }
};

struct SpiBench : SerialBench {
  Spi spi{"SPI0", scheduler, gpio, circuit};
  Echo device;

  SpiBench() {
    circuit.spi(net(sck)).attach(device);
    for (const unsigned pin : {sck, mosi}) output(pin);
    spi.write(pselsck, sck);
    spi.write(pselmosi, mosi);
    spi.write(pselmiso, miso);
    spi.write(frequency, 0x1000'0000);  // 1 MHz
    spi.write(enable, 1);
  }
};

}  // namespace

TEST_CASE("SPI: every bit is described", "[nrf5]") {
  SpiBench b;
  CHECK(b.spi.mistakes().empty());
  CHECK(b.spi.unmodelled().empty());
}

TEST_CASE("SPI: a byte takes eight clocks at each frequency", "[nrf5]") {
  SpiBench b;
  for (const auto& [value, us] : std::vector<std::pair<u32, double>>{{0x0200'0000, 64},
                                                                     {0x0400'0000, 32},
                                                                     {0x0800'0000, 16},
                                                                     {0x1000'0000, 8},
                                                                     {0x2000'0000, 4},
                                                                     {0x4000'0000, 2},
                                                                     {0x8000'0000, 1}}) {
    b.spi.write(frequency, value);
    b.spi.write(txd, 0x12);
    CHECK(b.spi.read(ready) == 0);
    CHECK(b.us_until(b.spi, ready) == Approx(us));
    b.spi.write(ready, 0);
    b.spi.read(rxd);
  }
}

TEST_CASE("SPI: two bytes can be written ahead and wait to be read", "[nrf5]") {
  SpiBench b;
  b.spi.write(intenset, 1 << 2);
  b.spi.write(txd, 1);
  b.spi.write(txd, 2);
  CHECK(b.us_until(b.spi, ready) == Approx(8));
  CHECK(b.spi.irq.level());
  b.spi.write(ready, 0);
  b.run_us(8);
  CHECK(b.spi.read(ready) == 0);  // the second is behind RXD
  CHECK(b.spi.read(rxd) == 0xee);
  CHECK(b.spi.read(ready) == 1);
  CHECK(b.spi.read(rxd) == 1);
  CHECK(b.device.last == 2);
}

TEST_CASE("SPI: the bit order reaches the device, the clock idles as told", "[nrf5]") {
  SpiBench b;
  CHECK(b.net(sck).volts() < 1);
  b.spi.write(config, 7);
  CHECK(b.net(sck).volts() > 2);
  b.spi.write(txd, 1);
  b.run_us(8);
  CHECK(b.device.last == 0x80);
  CHECK(b.spi.read(rxd) == 0x77);  // 0xee the other way round
}

TEST_CASE("SPI: MISO reads ones while nobody is selected, what MOSI sends if they are joined", "[nrf5]") {
  SpiBench b;
  b.device.active = false;
  b.spi.write(txd, 0x5a);
  b.run_us(8);
  CHECK(b.spi.read(rxd) == 0xff);
  b.gpio.terminal(miso).connect(b.net(mosi));
  b.spi.write(txd, 0x5a);
  b.run_us(8);
  CHECK(b.spi.read(rxd) == 0x5a);
  b.spi.write(enable, 0);
  b.spi.write(ready, 0);
  b.spi.write(txd, 1);
  b.run_us(100);
  CHECK(b.spi.read(ready) == 0);
}

TEST_CASE("SPI: a snapshot in the middle of a byte goes on elsewhere", "[nrf5]") {
  SpiBench a, b;
  a.spi.write(txd, 1);
  a.spi.write(txd, 2);
  a.run_us(3);
  transplant(a, a.spi, b, b.spi);
  CHECK(b.us_until(b.spi, ready) == Approx(5));
  b.run_us(8);
  CHECK(b.device.last == 2);
}

// ---- slave

namespace {

constexpr u32 acquire = 0x024, release = 0x028, end = 0x104, endrx = 0x110, acquired = 0x128, shorts = 0x200,
              semstat = 0x400, status = 0x440, slave_miso = 0x50c, slave_mosi = 0x510, pselcsn = 0x514, rxdptr = 0x534,
              maxrx = 0x538, amountrx = 0x53c, txdptr = 0x544, maxtx = 0x548, amounttx = 0x54c, def = 0x55c,
              orc = 0x5c0;

struct SpisBench : SerialBench {
  Spis slave{"SPIS1", scheduler, gpio, circuit, bus};
  Terminal& csn = leg(cs);

  SpisBench() {
    csn.drive(3.0, 50);
    input(cs);
    slave.write(pselsck, sck);
    slave.write(slave_miso, miso);
    slave.write(slave_mosi, mosi);
    slave.write(pselcsn, cs);
    slave.write(rxdptr, ram + 0x100);
    slave.write(maxrx, 3);
    slave.write(txdptr, ram + 0x200);
    slave.write(maxtx, 2);
    slave.write(def, 0xdd);
    slave.write(orc, 0xcc);
    slave.write(enable, 2);
    put(ram + 0x200, {0xa1, 0xa2, 0xa3});
  }
  Bytes transaction(const Bytes& out) {
    Bytes in;
    csn.drive(0, 50);
    for (const int byte : out)
      in.push_back(static_cast<int>(circuit.spi(net(sck)).transfer(static_cast<u32>(byte), 8, {})));
    csn.drive(3.0, 50);
    return in;
  }
};

}  // namespace

TEST_CASE("SPIS: every bit is described", "[nrf5]") {
  SpisBench b;
  CHECK(b.slave.mistakes().empty());
  CHECK(b.slave.unmodelled().empty());
}

TEST_CASE("SPIS: while the CPU holds the semaphore a master gets the default character", "[nrf5]") {
  SpisBench b;
  CHECK(b.slave.read(semstat) == 1);
  CHECK(b.transaction({1, 2}) == Bytes{0xdd, 0xdd});
  CHECK(b.slave.read(end) == 0);
  CHECK(b.get(b.ram + 0x100, 2) == Bytes{0, 0});
}

TEST_CASE("SPIS: a granted transaction uses the buffers and says how far", "[nrf5]") {
  SpisBench b;
  b.slave.write(release, 1);
  CHECK(b.slave.read(semstat) == 0);
  CHECK(b.transaction({0x11, 0x22}) == Bytes{0xa1, 0xa2});
  CHECK(b.slave.read(end) == 1);
  CHECK(b.slave.read(endrx) == 0);
  CHECK(b.slave.read(amountrx) == 2);
  CHECK(b.slave.read(amounttx) == 2);
  CHECK(b.get(b.ram + 0x100, 3) == Bytes{0x11, 0x22, 0});
  CHECK(b.slave.read(status) == 0);
  CHECK(b.transaction({1, 2, 3, 4}) == Bytes{0xa1, 0xa2, 0xcc, 0xcc});
  CHECK(b.slave.read(endrx) == 1);
  CHECK(b.slave.read(status) == 3);
  CHECK(b.get(b.ram + 0x100, 4) == Bytes{1, 2, 3, 0});
}

TEST_CASE("SPIS: the CPU gets the semaphore when the transaction ends", "[nrf5]") {
  SpisBench b;
  b.slave.write(release, 1);
  b.csn.drive(0, 50);
  CHECK(b.slave.read(semstat) == 2);
  b.slave.write(acquire, 1);
  CHECK(b.slave.read(semstat) == 3);
  CHECK(b.slave.read(acquired) == 0);
  b.csn.drive(3.0, 50);
  CHECK(b.slave.read(semstat) == 1);
  CHECK(b.slave.read(acquired) == 1);
  b.slave.write(acquired, 0);
  b.slave.write(shorts, 1 << 2);  // END_ACQUIRE
  b.slave.write(release, 1);
  b.transaction({0});
  CHECK(b.slave.read(semstat) == 1);
  CHECK(b.slave.read(acquired) == 1);
}

// ---- one ID for several blocks

TEST_CASE("Shared ID: the enabled block answers, and settings made before are its own", "[nrf5]") {
  SpiBench b;
  b.spi.write(enable, 0);
  Twi twi{"TWI0", b.scheduler, b.gpio, b.circuit};
  SharedId id{"SPI0_TWI0", {{&b.spi, 1}, {&twi, 5}}};
  struct Ear : AccessObserver {
    int complaints = 0;
    std::string last;
    void complaint(const Complaint&) override { ++complaints; }
    void accessed(const Device& d, const Register*, u32, u32, bool) override { last = d.name(); }
  } ear;
  ear.wants_accesses = true;
  id.observe(&ear);
  b.pull_up(0);
  b.pull_up(30);

  id.write(0x508, 0);   // PSELSCL
  id.write(0x50c, 30);  // PSELSDA
  id.write(intenset, 1 << 9);
  id.write(0x588, 0x1d);  // ADDRESS
  CHECK(id.enabled() == nullptr);
  id.write(enable, 5);
  CHECK(ear.last == "TWI0");  // traces name the one that is meant
  CHECK(id.enabled() == &twi);
  id.write(0x000, 1);                           // STARTRX
  CHECK(b.us_until(twi, 0x124) == Approx(40));  // nobody: 10 bits at 250 kHz
  CHECK(twi.irq.level());
  CHECK(id.read(0x4c4) == 2);
  CHECK(ear.complaints == 0);
  id.write(0x554, 1);  // SPI's CONFIG while TWI is enabled goes to nobody's harm
  id.write(power, 0);
  CHECK_FALSE(twi.irq.level());
  id.write(power, 1);
  CHECK(id.read(enable) == 0);

  id.write(pselsck, sck);
  id.write(pselmosi, mosi);
  id.write(pselmiso, miso);
  id.write(enable, 1);
  CHECK(id.enabled() == &b.spi);
  id.write(txd, 0x77);
  b.run_us(32);
  CHECK(id.read(rxd) == 0xee);
  CHECK(id.find_event(0x108) == b.spi.find_event(0x108));
  CHECK(ear.complaints == 0);
  id.write(0x7f0, 1);
  CHECK(ear.complaints == 1);
}
