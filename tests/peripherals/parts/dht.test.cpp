#include "peripherals/parts/dht.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Host : Bench {
  explicit Host(std::string_view type, Attributes attributes = {})
      : part(add<Dht>(type, "air", {{"DATA", "DATA"}}, std::move(attributes))) {
    net("DATA").watchers.push_back([this](const emulator::Net& data) {
      const bool level = data.volts() > 1.6;
      if (level == level_) return;
      level_ = level;
      lengths.push_back(machine.now() - edge_);
      edge_ = machine.now();
    });
  }
  // The five bytes, or none if it is silent.
  std::vector<int> ask(emulator::Duration wake) {
    drive("DATA", 0);
    run(wake);
    lengths.clear();
    release("DATA");
    run(10ms);
    if (lengths.size() != 1 + 1 + 2 + 80 + 1) return {};
    std::vector<int> bytes(5);
    for (unsigned bit = 0; bit < 40; ++bit) bytes[bit / 8] = bytes[bit / 8] << 1 | (lengths[5 + 2 * bit] > 48us);
    return bytes;
  }
  void set(double temperature, double humidity) {
    quantity("temperature").set(temperature);
    quantity("humidity").set(humidity);
  }
  Dht& part;
  std::vector<emulator::Duration> lengths;

 private:
  bool level_ = true;
  emulator::Time edge_{};
};

}  // namespace

TEST_CASE("DHT22: tells its last measurement in tenths, then measures anew", "[parts]") {
  Host h{"dht22"};
  h.run(2s);
  CHECK(h.ask(1ms) == std::vector<int>{0x01, 0x90, 0x00, 0xfa, 0x8b});  // 40.0 %, 25.0 degC
  h.set(-10.1, 65.2);
  h.run(2s);
  CHECK(h.ask(1ms) == std::vector<int>{0x01, 0x90, 0x00, 0xfa, 0x8b});
  h.run(2s);
  CHECK(h.ask(1ms) == std::vector<int>{0x02, 0x8c, 0x80, 0x65, 0x73});
}

TEST_CASE("DHT22: the times of its answer", "[parts]") {
  Host h{"dht22"};
  h.run(2s);
  REQUIRE(h.ask(1ms).size() == 5);
  CHECK(h.lengths[1] == 30us);
  CHECK(h.lengths[2] == 80us);
  CHECK(h.lengths[3] == 80us);
  CHECK(h.lengths[4] == 50us);
  CHECK(h.lengths[5] == 26us);
  CHECK(h.lengths[5 + 2 * 7] == 70us);
  CHECK(h.lengths.back() == 50us);
  CHECK(h.net("DATA").volts() == Approx(3.3));
}

TEST_CASE("DHT22: silent in the first second, and on a short pulse", "[parts]") {
  Host h{"dht22"};
  CHECK(h.ask(1ms).empty());
  h.run(2s);
  CHECK(h.ask(700us).empty());
  CHECK(h.ask(1ms).size() == 5);
}

TEST_CASE("DHT22: asked too soon it tells the same again, which is a finding", "[parts]") {
  Host h{"dht22"};
  h.run(2s);
  h.set(30, 50);
  CHECK(h.ask(1ms) == std::vector<int>{0x01, 0x90, 0x00, 0xfa, 0x8b});  // and measures 30 degC
  CHECK(h.machine.circuit_findings.all().empty());
  h.set(10, 20);
  const auto thirty = std::vector<int>{0x01, 0xf4, 0x01, 0x2c, 0x22};
  for (int i = 0; i < 2; ++i) {
    h.run(900ms);
    CHECK(h.ask(1ms) == thirty);
  }
  REQUIRE(h.machine.circuit_findings.all().size() == 1);
  CHECK(h.machine.circuit_findings.all()[0].text ==
        "air is read again too soon: it measures every 2 s and tells the same until then");
  h.run(500ms);
  CHECK(h.ask(1ms) == thirty);  // only now it measures anew
  h.run(2s);
  CHECK(h.ask(1ms) != thirty);
}

TEST_CASE("DHT11: whole degrees and per cent, wants 18 ms, is ready each second", "[parts]") {
  Host h{"dht11"};
  h.set(-5, 99);
  h.run(1s);
  CHECK(h.ask(5ms).empty());
  CHECK(h.ask(18ms) == std::vector<int>{40, 0, 25, 0, 65});
  h.run(1s);
  CHECK(h.ask(18ms) == std::vector<int>{90, 0, 0, 0, 90});  // its limits
}

TEST_CASE("DHT22: a snapshot within an answer", "[parts]") {
  Host a{"dht22"}, b{"dht22"};
  a.run(2s);
  a.drive("DATA", 0);
  a.run(1ms);
  a.release("DATA");
  a.run(1ms);
  const auto saved = a.save();
  b.drive("DATA", 0);
  b.load(saved);
  CHECK(b.save() == saved);
  a.lengths.clear();
  b.lengths.clear();
  a.run(5ms);
  b.run(5ms);
  REQUIRE(a.lengths.size() > 10);
  CHECK(std::vector(a.lengths.begin() + 1, a.lengths.end()) == std::vector(b.lengths.begin() + 1, b.lengths.end()));
}

TEST_CASE("DHT22: without an interval it measures when it is asked", "[parts]") {
  Host h{"dht22", {{"interval", 0.0}}};
  h.run(1ms);
  CHECK(h.ask(1ms) == std::vector<int>{0x01, 0x90, 0x00, 0xfa, 0x8b});
  h.set(-10.1, 65.2);
  CHECK(h.ask(1ms) == std::vector<int>{0x02, 0x8c, 0x80, 0x65, 0x73});
}
