#include "peripherals/parts/ds18b20.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u64;
using emulator::u8;
using Bytes = std::vector<u8>;

namespace {

struct Master : Bench {
  explicit Master(int thermometers = 1, Attributes attributes = {}) {
    pull_.connect(net("DQ"));
    pull_.drive(3.3, 4700);
    for (int i = 0; i < thermometers; ++i)
      add<Ds18b20>("ds18b20", "thermometer" + std::to_string(i), {{"DQ", "DQ"}}, attributes);
  }
  bool high() { return net("DQ").volts() > 1.6; }
  bool reset(emulator::Duration low = 500us) {
    drive("DQ", 0);
    run(low);
    release("DQ");
    run(70us);
    const bool present = !high();
    run(430us);
    return present && high();
  }
  bool bit(bool value) {
    drive("DQ", 0);
    run(6us);
    if (value) release("DQ");
    run(6us);
    const bool seen = high();
    run(50us);
    release("DQ");
    run(5us);
    return seen;
  }
  void put(Bytes bytes) {
    for (const u8 byte : bytes)
      for (int i = 0; i < 8; ++i) bit(byte >> i & 1);
  }
  Bytes get(unsigned count) {
    Bytes bytes;
    while (bytes.size() < count) {
      u8 byte = 0;
      for (int i = 0; i < 8; ++i) byte = static_cast<u8>(byte | bit(true) << i);
      bytes.push_back(byte);
    }
    return bytes;
  }
  Bytes scratchpad() {
    CHECK(reset());
    put({0xcc, 0xbe});
    return get(9);
  }
  // Follows the zeros first, or the ones.
  u64 search(bool first, u8 command = 0xf0) {
    CHECK(reset());
    put({command});
    u64 rom = 0;
    for (int i = 0; i < 64; ++i) {
      const bool one = bit(true), zero = bit(true);
      if (one && zero) return 0;
      const bool choice = one == zero ? first : one;
      bit(choice);
      rom |= u64{choice} << i;
    }
    return rom;
  }

 private:
  emulator::Terminal pull_{"pull"};
};

}  // namespace

TEST_CASE("1-Wire: the CRC of Maxim's application note 27", "[parts]") {
  CHECK(one_wire_crc({0x02, 0x1c, 0xb8, 0x01, 0x00, 0x00, 0x00}) == 0xa2);
  CHECK(one_wire_rom(0x02, 0x1b81c) == 0xa2'0000'0001'b81c'02);
}

TEST_CASE("DS18B20: presence, and 85 degC before the first conversion", "[parts]") {
  Master m;
  CHECK(m.scratchpad() == Bytes{0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10, 0x1c});  // the sum as real ones tell it
}

TEST_CASE("DS18B20: temperatures of the data sheet's table, in 750 ms", "[parts]") {
  const auto [degrees, low, high] = GENERATE(table<double, u8, u8>({{125, 0xd0, 0x07},
                                                                    {25.0625, 0x91, 0x01},
                                                                    {0.5, 0x08, 0x00},
                                                                    {-0.5, 0xf8, 0xff},
                                                                    {-10.125, 0x5e, 0xff},
                                                                    {-55, 0x90, 0xfc}}));
  Master m;
  m.quantity("temperature").set(degrees);
  CHECK(m.reset());
  m.put({0xcc, 0x44});
  CHECK_FALSE(m.bit(true));
  m.run(749ms);
  CHECK_FALSE(m.bit(true));
  m.run(1ms);
  CHECK(m.bit(true));
  const Bytes pad = m.scratchpad();
  CHECK(pad[0] == low);
  CHECK(pad[1] == high);
  CHECK(one_wire_crc(pad) == 0);
}

TEST_CASE("DS18B20: resolution shortens conversions and survives in EEPROM", "[parts]") {
  Master m;
  m.quantity("temperature").set(25.9);
  CHECK(m.reset());
  m.put({0xcc, 0x4e, 30, 10, 0x1f});
  CHECK(m.reset());
  m.put({0xcc, 0x44});
  m.run(94ms);
  CHECK(m.bit(true));
  CHECK(m.scratchpad()[0] == 0x98);  // 25.5
  CHECK(m.reset());
  m.put({0xcc, 0x48});
  CHECK_FALSE(m.bit(true));
  m.run(10ms);
  m.machine.power_on();
  const Bytes pad = m.scratchpad();
  CHECK(Bytes(pad.begin() + 2, pad.begin() + 5) == Bytes{30, 10, 0x1f});
}

TEST_CASE("DS18B20: several share a line, each by its ROM", "[parts]") {
  Master m{2};
  const u64 a = m.search(false), b = m.search(true);
  CHECK(a != b);
  CHECK((a & 0xff) == 0x28);
  CHECK(one_wire_rom(0x28, a >> 8) == a);
  CHECK(one_wire_rom(0x28, b >> 8) == b);
  const auto match = [&](u64 rom, u8 command) {
    CHECK(m.reset());
    m.put({0x55});
    for (unsigned i = 0; i < 8; ++i) m.put({static_cast<u8>(rom >> 8 * i)});
    m.put({command});
  };
  match(a, 0x44);
  m.run(750ms);
  match(a, 0xbe);
  CHECK(m.get(2) == Bytes{0x90, 0x01});
  match(b, 0xbe);
  CHECK(m.get(2) == Bytes{0x50, 0x05});
  match(b ^ 0x100, 0xbe);
  CHECK(m.get(2) == Bytes{0xff, 0xff});  // nobody
  CHECK(m.search(true, 0xec) == b);      // 85 degC is above TH
}

TEST_CASE("DS18B20: serial, family, Read ROM, supply", "[parts]") {
  Master m{1, {{"serial", 66051.0}, {"family", 34.0}, {"parasite", true}}};
  CHECK(m.reset());
  m.put({0x33});
  const Bytes rom = m.get(8);
  CHECK(Bytes(rom.begin(), rom.end() - 1) == Bytes{0x22, 3, 2, 1, 0, 0, 0});
  CHECK(one_wire_crc(rom) == 0);
  m.put({0xb4});
  CHECK_FALSE(m.bit(true));
}

TEST_CASE("DS18B20: a snapshot within a byte", "[parts]") {
  Master a, b;
  CHECK(a.reset());
  a.put({0xcc, 0xbe});
  a.bit(true);
  b.drive("DQ", 0);
  b.release("DQ");
  const auto saved = a.save();
  b.load(saved);
  CHECK(b.save() == saved);
  CHECK(a.get(8) == b.get(8));
}

TEST_CASE("DS18B20: on parasite power it needs a strong pull-up to convert", "[parts]") {
  const bool strong = GENERATE(true, false);
  Master m{1, {{"parasite", true}}};
  CHECK(m.reset());
  m.put({0xcc, 0x44});
  if (strong) m.drive("DQ", 3.3);
  m.run(750ms);
  m.release("DQ");
  CHECK(m.machine.circuit_findings.all().empty() == strong);
  CHECK(m.scratchpad()[0] == (strong ? 0x90 : 0x50));
}

TEST_CASE("DS18B20: a host that counts 480 us may be a little short", "[parts]") {
  Master m;
  CHECK(m.reset(479us));
  CHECK_FALSE(m.reset(200us));
}

TEST_CASE("DS18B20: noise where it is asked for, the same every time", "[parts]") {
  const auto reading = [](Attributes attributes) {
    Master m{1, attributes};
    CHECK(m.reset());
    m.put({0xcc, 0x44});
    m.run(750ms);
    return m.scratchpad();
  };
  CHECK(reading({{"noise", 1.0}}) != reading({}));
  CHECK(reading({{"noise", 1.0}}) == reading({{"noise", 1.0}}));
}
