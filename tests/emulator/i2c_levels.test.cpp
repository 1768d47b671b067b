#include "emulator/i2c_levels.hpp"

#include <catch2/catch.hpp>

#include "bit_banging.hpp"

using namespace emulator;

namespace {

// Remembers what happened to it.
struct Memory final : I2cTarget {
  bool acknowledges(bool) const override { return present; }
  void start(bool reading) override { log += reading ? "R" : "W"; }
  bool accepts(u8 byte) const override { return byte != '!'; }
  void write(u8 byte) override { log += static_cast<char>(byte); }
  u8 read() override { return static_cast<u8>(next++); }
  void more() override { log += "+"; }
  bool stretches() const override { return slow; }
  void stop() override { log += "."; }
  bool present = true, slow = false;
  char next = 'a';
  std::string log;
};

struct I2cWires {
  Circuit circuit;
  Net &scl = circuit.nets.net("SCL"), &sda = circuit.nets.net("SDA");
  Memory target, other;
  Terminal scl_pull{"pull-up of SCL"}, sda_pull{"pull-up of SDA"};
  testing::SoftI2c soft{scl, sda};

  explicit I2cWires(bool pulled = true) {
    scl_pull.connect(scl);
    sda_pull.connect(sda);
    if (pulled)
      for (Terminal* t : {&scl_pull, &sda_pull}) t->drive(3.3, 4700);
    bus().attach(0x50, target);
    bus().attach(0x23, other);
  }
  I2cBus& bus() { return circuit.i2c(scl, sda); }
};

using Found = std::vector<int>;

}  // namespace

TEST_CASE("I2C levels: a controller that moves its pins does what one with bytes does", "[i2c]") {
  I2cWires w;
  w.soft.start();
  CHECK(w.soft.write(0x50 << 1));
  CHECK(w.target.log == "W");
  CHECK(w.soft.write('x'));
  CHECK(w.soft.write('y'));
  w.soft.start();  // repeated
  CHECK(w.soft.write(0x50 << 1 | 1));
  CHECK(w.soft.read(true) == 'a');
  CHECK(w.soft.read(true) == 'b');
  CHECK(w.soft.read(false) == 'c');
  w.soft.stop();
  CHECK(w.target.log == "WxyR++.");

  Memory bytes;
  Net &scl = w.circuit.nets.net("SCL of bytes"), &sda = w.circuit.nets.net("SDA of bytes");
  I2cBus& bus = w.circuit.i2c(scl, sda);
  bus.attach(0x50, bytes);
  CHECK(bus.start(0x50, false));
  CHECK((bus.write('x') && bus.write('y')));
  CHECK(bus.start(0x50, true));
  CHECK(bus.read() == 'a');
  bus.more();
  CHECK(bus.read() == 'b');
  bus.more();
  CHECK(bus.read() == 'c');
  bus.stop();
  CHECK(bytes.log == w.target.log);
}

TEST_CASE("I2C levels: a scan finds who is there, and nobody where the lines float", "[i2c]") {
  I2cWires w;
  CHECK(w.soft.scan() == Found{0x23, 0x50});
  CHECK(w.target.log == "W.");
  w.target.present = false;
  CHECK(w.soft.scan() == Found{0x23});

  I2cWires floating{false};
  CHECK(floating.soft.scan().empty());
  CHECK(floating.target.log.empty());
}

TEST_CASE("I2C levels: bytes that are not accepted, and addresses of nobody", "[i2c]") {
  I2cWires w;
  w.soft.start();
  CHECK(w.soft.write(0x50 << 1));
  CHECK_FALSE(w.soft.write('!'));
  CHECK_FALSE(w.soft.write('x'));  // it does not listen any more
  w.soft.start();
  CHECK_FALSE(w.soft.write(0x51 << 1));
  CHECK_FALSE(w.soft.write('x'));
  w.soft.start();
  CHECK_FALSE(w.soft.write(0x51 << 1 | 1));
  CHECK(w.soft.read(true) == 0xff);
  w.soft.stop();
  CHECK(w.target.log == "W.");
  CHECK(w.soft.sda());
}

TEST_CASE("I2C levels: from one target to another by a repeated start", "[i2c]") {
  I2cWires w;
  w.soft.start();
  w.soft.write(0x50 << 1);
  w.soft.write('x');
  w.soft.start();
  CHECK(w.soft.write(0x23 << 1));
  CHECK(w.target.log == "Wx.");
  CHECK(w.other.log == "W");
  w.soft.stop();
  CHECK(w.other.log == "W.");
}

TEST_CASE("I2C levels: transfers broken off leave lines and target free again", "[i2c]") {
  I2cWires w;
  w.soft.start();
  w.soft.write(0x50 << 1);
  for (const bool bit : {false, true, true}) w.soft.clock(bit);
  w.soft.stop();  // in the middle of a byte
  CHECK(w.target.log == "W.");

  w.target.log.clear();
  w.target.next = 0;  // a target that sends zeros holds SDA …
  w.soft.start();
  w.soft.write(0x50 << 1 | 1);
  w.soft.clock(true);
  w.soft.clock(true);
  w.soft.set_scl(true);  // … and the controller forgets about it
  CHECK_FALSE(w.soft.sda());
  w.soft.set_scl(false);
  for (int i = 0; i < 9 && !w.soft.sda(); ++i) w.soft.clock(true);  // UM10204 3.1.16: nine clocks free it
  CHECK(w.soft.sda());
  w.soft.start();
  CHECK(w.soft.write(0x23 << 1));
  w.soft.stop();
  CHECK(w.other.log == "W.");

  w.soft.set_sda(false);  // START and STOP with nothing between
  w.soft.set_sda(true);
  w.soft.set_scl(false);  // a clock out of the blue
  w.soft.set_scl(true);
  CHECK(w.soft.scan() == Found{0x23, 0x50});
}

TEST_CASE("I2C levels: SCL stays low until the target is ready", "[i2c]") {
  I2cWires w;
  w.target.slow = true;
  w.soft.wait = [&, n = 0]() mutable {
    if (w.soft.scl() || !w.target.slow || ++n < 300) return;
    n = 0;
    w.target.slow = false;
    w.bus().ready();
  };
  w.soft.start();
  CHECK(w.soft.write(0x50 << 1));
  CHECK(w.soft.write('x'));
  CHECK_FALSE(w.target.slow);  // it took that long
  CHECK(w.target.log == "Wx");
  w.target.slow = true;
  w.soft.start();
  CHECK(w.soft.write(0x50 << 1 | 1));
  CHECK(w.soft.read(true) == 'a');
  CHECK_FALSE(w.target.slow);
  CHECK(w.soft.read(false) == 'b');
  w.soft.stop();
  CHECK(w.target.log == "WxR+.");

  w.target.slow = true;  // gone while it holds the clock
  w.soft.wait = [] {};
  w.soft.start();
  w.soft.write(0x50 << 1 | 1);
  w.soft.set_scl(true);
  CHECK_FALSE(w.soft.scl());
  w.bus().detach(w.target);
  CHECK(w.soft.scl());
}

TEST_CASE("I2C levels: bytes of a hardware controller go past the decoder, and may break in", "[i2c]") {
  I2cWires w;
  w.soft.start();
  w.soft.write(0x50 << 1);
  w.soft.write('x');
  CHECK(w.bus().start(0x23, false));
  CHECK(w.target.log == "Wx.");
  CHECK_FALSE(w.soft.write('y'));
  w.soft.stop();
  CHECK(w.other.log == "W");
  CHECK(w.bus().write('z'));
  w.bus().stop();
  CHECK(w.other.log == "Wz.");
  CHECK(w.soft.scan() == Found{0x23, 0x50});
}

TEST_CASE("I2C levels: a snapshot in the middle of a bit goes on elsewhere", "[i2c]") {
  for (const bool reading : {false, true}) {
    I2cWires a, b;
    a.soft.start();
    a.soft.write(0x50 << 1 | reading);
    unsigned byte = 0;
    for (int i = 7; i >= 4; --i) byte = byte << 1 | a.soft.clock(reading || ('k' >> i & 1));
    b.soft.start();  // in the middle of something else
    b.soft.write(0x23 << 1);
    b.soft.clock(true);
    State saved;
    a.circuit.serialize(saved);
    saved(a.soft);
    b.circuit.reset();
    State loading{saved.data()};
    b.circuit.serialize(loading);
    loading(b.soft);
    CHECK(loading.at_end());
    b.circuit.nets.settle();
    for (int i = 3; i >= 0; --i) byte = byte << 1 | b.soft.clock(reading || ('k' >> i & 1));
    const bool ninth = b.soft.clock(true);
    b.soft.stop();
    CHECK(ninth == reading);
    CHECK(byte == (reading ? 'a' : 'k'));
    CHECK(b.target.log == (reading ? "." : "k."));
    CHECK(b.other.log == "W");
    CHECK(b.soft.scan() == Found{0x23, 0x50});
  }
}

TEST_CASE("I2C levels: nothing listens on nets without a target", "[i2c]") {
  Circuit circuit;
  Net &scl = circuit.nets.net("SCL"), &sda = circuit.nets.net("SDA");
  I2cBus& bus = circuit.i2c(scl, sda);
  CHECK(scl.terminals().empty());
  Memory target;
  bus.attach(1, target);
  CHECK(scl.terminals().size() == 1);
}
