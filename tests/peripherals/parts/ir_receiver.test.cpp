#include "peripherals/parts/ir_receiver.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Remote : Bench {
  explicit Remote(Attributes attributes = {}) {
    add<IrReceiver>("ir_receiver", "ir", {{"OUT", "OUT"}}, std::move(attributes));
    net("OUT").watchers.push_back([this](const emulator::Net& out) {
      const bool low = out.volts() < 1;
      if (low == low_) return;
      low_ = low;
      lengths.push_back(std::chrono::duration<double, std::micro>{machine.now() - since_}.count());
      since_ = machine.now();
    });
  }
  void listen() {
    lengths.clear();
    low_ = net("OUT").volts() < 1;
    since_ = machine.now();
  }
  void press(int key) { quantity("key").set(key); }
  // The bits of a frame from the spaces behind its leader.
  unsigned bits(std::size_t from) const {
    unsigned value = 0;
    for (unsigned i = 0; i < 32; ++i) value |= unsigned{lengths.at(from + 2 * i) > 1000} << i;
    return value;
  }
  std::vector<double> lengths;  // of what came before each edge, in us

 private:
  bool low_ = false;
  emulator::Time since_{};
};

}  // namespace

TEST_CASE("IR receiver: an NEC frame", "[parts]") {
  Remote r;
  r.run(1ms);
  r.press(0x45);
  r.run(50ms);
  r.press(-1);
  r.run(100ms);
  REQUIRE(r.lengths.size() == 68);
  CHECK(r.lengths[1] == Approx(9000));
  CHECK(r.lengths[2] == Approx(4500));
  CHECK(r.lengths[3] == Approx(562.5));
  CHECK(r.bits(4) == 0xba45ff00);
  r.run(1s);
  CHECK(r.lengths.size() == 68);
}

TEST_CASE("IR receiver: extended addresses, repeat codes, another key", "[parts]") {
  Remote r{{{"address", 4660.0}}};
  r.press(7);
  r.run(300ms);
  REQUIRE(r.lengths.size() == 68 + 2 * 4);
  CHECK(r.bits(4) == 0xf8071234);
  CHECK(r.lengths[69] == Approx(9000));
  CHECK(r.lengths[70] == Approx(2250));
  CHECK(r.lengths[71] == Approx(562.5));
  r.press(8);
  r.run(100ms);
  CHECK(r.lengths.size() == 68 + 2 * 4 + 68);
  CHECK(r.bits(68 + 8 + 4) == 0xf7081234);
}

TEST_CASE("IR receiver: a snapshot within a frame", "[parts]") {
  Remote r;
  r.press(1);
  r.run(20ms);
  const auto saved = r.save();
  const auto rest = [&] {
    r.listen();
    r.run(200ms);
    return r.lengths;
  };
  const auto first = rest();
  r.load(saved);
  CHECK(r.save() == saved);
  const auto second = rest();
  CHECK(first.size() > 40);
  CHECK(first == second);
}
