#include "emulator/i2c_wire.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <functional>

#include "emulator/circuit.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

// A block with a wire of its own: does one thing after another and remembers how they ended.
struct Block final : I2cLines {
  Block(Scheduler& s, Circuit& circuit, Duration low = 4us, Duration high = 2us)
      : low_(low), high_(high), wire(s, "wire", *this) {
    scl_.connect(circuit.nets.net("SCL"));
    sda_.connect(circuit.nets.net("SDA"));
    scl_.on_change = sda_.on_change = [this] { wire.changed(); };
  }
  void drive_scl(bool released) override { released ? scl_.release() : scl_.drive(0, 50); }
  void drive_sda(bool released) override { released ? sda_.release() : sda_.drive(0, 50); }
  bool scl() const override { return scl_.volts() > 1.6; }
  bool sda() const override { return sda_.volts() > 1.6; }
  Times times() const override { return {low_, high_, 100ns, 50ns}; }
  void wire_over(End end) override {
    ends.push_back(end);
    if (end == End::done && !todo.empty()) next();
  }
  void next() {
    const auto what = todo.front();
    todo.pop_front();
    what();
  }
  // START, bytes with their acknowledges, STOP.
  void writes(std::initializer_list<u8> bytes, bool stops = true) {
    todo.push_back([this] { wire.start(); });
    for (const u8 b : bytes) todo.push_back([this, b] { wire.byte(b); });
    if (stops) todo.push_back([this] { wire.stop(); });
    next();
  }
  bool ended(End end) const { return !ends.empty() && ends.back() == end; }

  Duration low_, high_;
  Terminal scl_{"SCL"}, sda_{"SDA"};
  std::deque<std::function<void()>> todo;
  std::vector<End> ends;
  I2cWire wire;
};

struct Store final : I2cTarget {
  void start(bool reading) override { log += reading ? "R" : "W"; }
  void write(u8 byte) override { log += static_cast<char>(byte); }
  u8 read() override { return static_cast<u8>(next++); }
  void more() override { log += "+"; }
  bool stretches() const override { return slow; }
  void stop() override { log += "."; }
  bool slow = false;
  char next = 'a';
  std::string log;
};

struct WireBench {
  Scheduler scheduler;
  Circuit circuit;
  Net &scl = circuit.nets.net("SCL"), &sda = circuit.nets.net("SDA");
  Terminal scl_pull{"pull-up of SCL"}, sda_pull{"pull-up of SDA"}, scl_probe{"probe of SCL"}, sda_probe{"probe of SDA"};
  Store store;
  Block block{scheduler, circuit};
  std::vector<Time> rises, falls;  // of SCL
  bool was_high = true;

  WireBench() {
    scl_pull.connect(scl);
    sda_pull.connect(sda);
    for (Terminal* t : {&scl_pull, &sda_pull}) t->drive(3.3, 4700);
    scl_probe.connect(scl);
    sda_probe.connect(sda);
    scl_probe.on_change = [this] {
      const bool high = scl.volts() > 1.6;
      if (high == was_high) return;
      was_high = high;
      (high ? rises : falls).push_back(scheduler.now());
    };
    circuit.i2c(scl, sda).attach(0x50, store);
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
};

using End = I2cLines::End;
constexpr u8 to = 0x50 << 1;

}  // namespace

TEST_CASE("I2C wire: START, bytes and STOP reach a target, a bit in low and high time", "[i2c]") {
  WireBench b;
  b.block.writes({to, 'x', 'y'});
  b.run(1s);
  CHECK(b.store.log == "Wxy.");
  CHECK(b.block.wire.acknowledged());
  REQUIRE(b.falls.size() == 1 + 27);
  CHECK(b.falls[0] == Time{6us});
  CHECK(b.rises[0] == Time{10us});
  CHECK(b.falls[1] == Time{12us});
  CHECK(b.falls[27] == Time{27 * 6us + 6us});
  CHECK(b.rises[27] == Time{27 * 6us + 10us});
  CHECK(b.sda.volts() > 3);
}

TEST_CASE("I2C wire: nobody acknowledges an address of nobody", "[i2c]") {
  WireBench b;
  b.block.writes({0x51 << 1});
  b.run(1s);
  CHECK_FALSE(b.block.wire.acknowledged());
  CHECK(b.store.log.empty());
  CHECK(b.block.ends == std::vector{End::done, End::done, End::done});
}

TEST_CASE("I2C wire: reading, acknowledges, and a repeated start", "[i2c]") {
  WireBench b;
  std::string got;
  auto& todo = b.block.todo;
  const auto keep = [&] { got += static_cast<char>(b.block.wire.seen()); };
  todo.push_back([&] { b.block.wire.byte('x'); });
  todo.push_back([&] { b.block.wire.start(); });
  todo.push_back([&] { b.block.wire.byte(to | 1); });
  todo.push_back([&] { b.block.wire.receive(); });
  todo.push_back([&] { keep(), b.block.wire.acknowledge(true); });
  todo.push_back([&] { b.block.wire.receive(); });
  todo.push_back([&] { keep(), b.block.wire.acknowledge(false); });
  todo.push_back([&] { b.block.wire.stop(); });
  todo.push_front([&] { b.block.wire.byte(to); });
  b.block.wire.start();
  b.run(1s);
  CHECK(got == "ab");
  CHECK(b.store.log == "WxR+.");
  CHECK(b.block.ended(End::done));
}

TEST_CASE("I2C wire: a target that is not ready holds the clock", "[i2c]") {
  WireBench b;
  b.store.slow = true;
  b.block.writes({to, 'x'});
  b.run(1s);
  CHECK(b.store.log == "W");
  b.store.slow = false;
  b.circuit.i2c(b.scl, b.sda).ready();
  b.run(1ms);
  CHECK(b.store.log == "Wx.");
}

// UM10204 3.1.7: low as long as the longest low, high as long as the shortest high.
TEST_CASE("I2C wire: two clocks become one", "[i2c]") {
  WireBench b;
  Block other{b.scheduler, b.circuit, 7us, 1us};
  b.block.low_ = 4us, b.block.high_ = 2us;
  for (Block* one : {&b.block, &other}) one->todo.push_back([one] { one->wire.byte(to); });
  b.block.wire.start();
  b.run(2500ns);  // 4 us + half of 2 us from the beginning to SDA's fall; 7 us + half of 1 us there: too late
  other.wire.start();
  b.run(1s);
  CHECK(other.ends == std::vector{End::taken});

  WireBench c;
  Block equal{c.scheduler, c.circuit, 4us, 2us};
  equal.writes({to, 'x'});
  c.block.writes({to, 'x'});
  c.run(11us);
  equal.low_ = 7us, equal.high_ = 1us;
  c.run(1s);
  CHECK(c.store.log == "Wx.");
  CHECK(c.block.ended(End::done));
  CHECK(equal.ended(End::done));
  CHECK(c.rises[5] - c.falls[5] == 7us);
  CHECK(c.falls[6] - c.rises[5] == 1us);
}

// UM10204 3.1.8: who sends a one where another sends a zero has lost, and the other notices nothing.
TEST_CASE("I2C wire: arbitration by address and by data", "[i2c]") {
  for (const bool by_address : {true, false}) {
    WireBench b;
    Block other{b.scheduler, b.circuit};
    b.block.writes({to, 'x'});
    other.writes({by_address ? u8{0x51 << 1} : u8{to}, 'y'});
    b.run(1s);
    CHECK(other.ended(End::lost));
    CHECK(other.ends.size() == (by_address ? 2 : 3));
    CHECK(b.block.ends.size() == 4);
    CHECK(b.block.ended(End::done));
    CHECK(b.store.log == "Wx.");
    CHECK(b.scl.volts() > 3);
    CHECK(b.sda.volts() > 3);
  }
}

TEST_CASE("I2C wire: arbitration in an acknowledge, and between a repeated START and data", "[i2c]") {
  WireBench b;  // both read; one wants another byte
  Block other{b.scheduler, b.circuit};
  for (Block* one : {&b.block, &other}) {
    one->todo.push_back([one] { one->wire.byte(to | 1); });
    one->todo.push_back([one] { one->wire.receive(); });
    one->todo.push_back([one, &b] { one->wire.acknowledge(one == &b.block); });
    one->wire.start();
  }
  b.run(1s);
  CHECK(other.ends == std::vector{End::done, End::done, End::done, End::lost});
  CHECK(b.block.ends == std::vector{End::done, End::done, End::done, End::done});

  WireBench c;
  Block repeats{c.scheduler, c.circuit};
  c.block.writes({to, 'x', 0x00});
  repeats.todo.push_back([&] { repeats.wire.byte('x'); });
  repeats.todo.push_back([&] { repeats.wire.start(); });
  repeats.todo.push_front([&] { repeats.wire.byte(to); });
  repeats.wire.start();
  c.run(1s);
  CHECK(repeats.ended(End::lost));
  CHECK(c.block.ended(End::done));
  CHECK(c.store.log == std::string("Wx\0.", 4));
}

TEST_CASE("I2C wire: a START behind another's comes too late", "[i2c]") {
  for (const Duration behind : {Duration{20ns}, Duration{60ns}}) {
    WireBench b;
    Block other{b.scheduler, b.circuit};
    b.block.writes({to, 'x'});
    b.run(behind);
    other.writes({to, 'x'});
    b.run(1s);
    CHECK(b.block.ended(End::done));
    CHECK(other.ended(behind > 50ns ? End::taken : End::done));
    CHECK(b.store.log == "Wx.");
  }
}

TEST_CASE("I2C wire: let go in the middle frees both lines", "[i2c]") {
  WireBench b;
  b.block.writes({to, 0x00});
  b.run(6us + 9 * 6us + 8us);
  CHECK(b.sda.volts() < 1);
  b.block.wire.let_go();
  b.run(1s);
  CHECK(b.scl.volts() > 3);
  CHECK(b.sda.volts() > 3);
  CHECK(b.store.log == "W.");
  CHECK(b.block.ends.size() == 2);
}

TEST_CASE("I2C wire: a snapshot in the middle of a bit goes on elsewhere", "[i2c]") {
  WireBench a, b;
  a.block.writes({to, 'k'}, false);
  a.run(6us + 12 * 6us + 5us);
  State saved;
  saved(a.scheduler, a.block.wire, a.block.scl_, a.block.sda_, a.circuit);
  State loading{saved.data()};
  loading(b.scheduler, b.block.wire, b.block.scl_, b.block.sda_, b.circuit);
  b.run(6 * 6us + 1us);
  CHECK(b.block.ended(End::done));
  CHECK(b.block.wire.acknowledged());
  CHECK(b.store.log == "k");
}
