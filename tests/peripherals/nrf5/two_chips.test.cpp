// Whole chips without processors at work: their registers are reached over their buses.
#include <catch2/catch.hpp>

#include "peripherals/nrf5/chip.hpp"

using namespace nrf5;

namespace {

constexpr u32 radio = 0x4000'1000, uart = 0x4000'2000, serial0 = 0x4000'3000, serial1 = 0x4000'4000, ppi = 0x4001'f000,
              ccm_aar = 0x4000'f000, gpio = 0x5000'0000, ram = 0x2000'0000;

struct Bench {
  Machine machine{1};
  Nrf51 chip{"U1", machine}, other{"U2", machine};

  Bench() {
    for (Nrf51* c : {&chip, &other}) {
      for (const std::string& name : c->pin_names()) c->pin(name)->connect(machine.circuit.nets.net(c->name() + name));
      c->power_on();
    }
  }
  static void write(Nrf51& c, u32 address, u32 value) { REQUIRE(c.bus().write(address, 4, value)); }
  static u32 read(Nrf51& c, u32 address) {
    u32 value = 0;
    REQUIRE(c.bus().read(address, 4, value));
    return value;
  }
  void run_us(int us) { machine.scheduler.run_until(machine.now() + std::chrono::microseconds{us}); }
};

}  // namespace

TEST_CASE("nRF51: two chips of one machine exchange radio packets", "[nrf5]") {
  Bench b;
  for (Nrf51* c : {&b.chip, &b.other}) {
    b.write(*c, radio + 0x504, ram + 0x1000);  // PACKETPTR
    b.write(*c, radio + 0x508, 42);            // FREQUENCY
    b.write(*c, radio + 0x514, 8);             // PCNF0
    b.write(*c, radio + 0x518, 0x0204'0020);   // PCNF1
    b.write(*c, radio + 0x51c, 0x1234'5678);   // BASE0
    b.write(*c, radio + 0x530, 1);             // RXADDRESSES
    b.write(*c, radio + 0x534, 2);             // CRCCNF
    b.write(*c, radio + 0x538, 0x1021);        // CRCPOLY
    b.write(*c, radio + 0x200, 3);             // READY_START, END_DISABLE
  }
  for (u32 i = 0; i < 8; ++i) b.other.bus().write(ram + 0x1000 + i, 1, 0);
  const std::string text = "\x05hello";
  for (u32 i = 0; i < text.size(); ++i) b.chip.bus().write(ram + 0x1000 + i, 1, static_cast<u8>(text[i]));
  b.write(b.other, radio + 0x004, 1);  // RXEN
  b.run_us(10);
  b.write(b.chip, radio + 0x000, 1);  // TXEN
  b.run_us(140 + 8 + 40 + 48 + 16 - 1);
  CHECK(b.read(b.other, radio + 0x10c) == 0);
  b.run_us(1);
  CHECK(b.read(b.other, radio + 0x10c) == 1);  // END
  CHECK(b.read(b.other, radio + 0x400) == 1);  // CRCSTATUS
  std::string got;
  for (u32 i = 0; i < text.size(); ++i) {
    u32 byte = 0;
    b.other.bus().read(ram + 0x1000 + i, 1, byte);
    got += static_cast<char>(byte);
  }
  CHECK(got == text);
}

TEST_CASE("nRF51: UARTs of two chips talk when their pins are joined", "[nrf5]") {
  Bench b;
  Net& wire = b.machine.circuit.nets.net("wire");
  b.chip.pin("P0.24")->connect(wire);
  b.other.pin("P0.25")->connect(wire);
  b.write(b.chip, gpio + 0x700 + 4 * 24, 3);
  b.write(b.other, gpio + 0x700 + 4 * 25, 0);
  b.write(b.chip, uart + 0x50c, 24);
  b.write(b.other, uart + 0x514, 25);
  for (Nrf51* c : {&b.chip, &b.other}) {
    b.write(*c, uart + 0x524, 0x01d7'e000);
    b.write(*c, uart + 0x500, 4);
  }
  b.write(b.other, uart + 0x000, 1);
  b.write(b.chip, uart + 0x008, 1);
  b.write(b.chip, uart + 0x51c, 'U');
  b.run_us(87);
  CHECK(b.read(b.other, uart + 0x108) == 1);
  CHECK(b.read(b.other, uart + 0x518) == 'U');
}

TEST_CASE("nRF51: the PPI follows which of the blocks with one ID is enabled", "[nrf5]") {
  Bench b;
  b.write(b.chip, ppi + 0x510, serial0 + 0x124);  // CH[0].EEP: ERROR of TWI0
  b.write(b.chip, ppi + 0x514, serial0 + 0x014);  // TEP: STOP
  b.write(b.chip, ppi + 0x504, 1);
  b.write(b.chip, serial0 + 0x508, 0);
  b.write(b.chip, serial0 + 0x50c, 30);
  b.write(b.chip, serial0 + 0x500, 5);
  b.write(b.chip, serial0 + 0x000, 1);  // STARTRX: nobody is there
  b.run_us(40);
  CHECK(b.read(b.chip, serial0 + 0x124) == 1);
  b.run_us(4);
  CHECK(b.read(b.chip, serial0 + 0x104) == 1);  // STOPPED
}

TEST_CASE("nRF51: each block with a shared ID answers when it is enabled", "[nrf5]") {
  Bench b;
  b.write(b.chip, serial1 + 0x500, 2);
  CHECK(b.read(b.chip, serial1 + 0x400) == 1);  // SPIS1's SEMSTAT
  b.write(b.chip, serial1 + 0x500, 5);
  CHECK(b.read(b.chip, serial1 + 0x500) == 5);
  b.write(b.chip, ccm_aar + 0x500, 3);
  CHECK(b.read(b.chip, ccm_aar + 0x504) == 1);  // NIRK
  CHECK(b.machine.findings().empty());
}
