#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/epaper_module.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

struct PaperBench : Bench {
  explicit PaperBench(const char* type = "ssd1680", Attributes attributes = {}) {
    drive("RES", 3.3);
    paper = &add<EpaperModule>(type, "paper",
                               {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"DC", "DC"}, {"RES", "RES"}, {"BUSY", "BUSY"}},
                               std::move(attributes));
    machine.power_on();
  }
  void command(unsigned code, const Bytes& parameters = {}) {
    drive("DC", 0);
    send(code);
    drive("DC", 3.3);
    for (const auto byte : parameters) send(byte);
  }
  void send(unsigned byte) { machine.circuit.spi(net("SCK")).transfer(byte, 8, {}); }
  void fill(unsigned memory, emulator::u8 byte) {
    command(0x4e, {0});
    command(0x4f, {0, 0});
    command(memory, Bytes(16 * 296, byte));
  }
  void begin() {
    command(0x12);
    run(10ms);
    command(0x21, {0x00, 0x80});
    command(0x44, {0, 15});
    command(0x45, {0, 0, 0x27, 0x01});
    fill(0x24, 0xff);
    fill(0x26, 0xff);
  }
  bool busy() { return net("BUSY").volts() > 1.6; }
  // Until BUSY falls, in milliseconds.
  unsigned refresh(emulator::u8 what) {
    command(0x22, {what});
    command(0x20);
    unsigned ms = 0;
    for (; busy(); ++ms) run(1ms);
    return ms;
  }
  double at(unsigned x, unsigned y) { return paper->picture()->at(x, y); }
  EpaperModule* paper;
};

}  // namespace

TEST_CASE("SSD1680: a full refresh takes its time, flickers and stays", "[parts]") {
  PaperBench b;
  b.begin();
  CHECK_FALSE(b.busy());
  b.command(0x4e, {1});
  b.command(0x4f, {2, 0});
  b.command(0x24, {0x7f});
  CHECK(b.at(8, 2) == 1);
  b.command(0x22, {0xf7});
  b.command(0x20);
  CHECK(b.busy());
  b.run(400ms);
  CHECK(b.at(100, 100) < 0.1);  // white to be, black meanwhile
  PaperBench other;
  other.load(b.save());
  for (PaperBench* each : {&b, &other}) {
    each->run(2740ms);
    CHECK(each->busy());
    each->run(20ms);
    CHECK_FALSE(each->busy());
    CHECK(each->at(8, 2) == 0);
    CHECK(each->at(9, 2) == 1);
    CHECK(each->at(100, 100) == 1);
  }
  CHECK(b.paper->readings()[1].value == 1);
  b.machine.power_on();
  CHECK(b.at(8, 2) == 0);
}

TEST_CASE("SSD1680: a partial refresh drives what has changed", "[parts]") {
  PaperBench b;
  b.begin();
  b.refresh(0xf7);
  b.command(0x4e, {0});
  b.command(0x4f, {0, 0});
  b.command(0x24, {0x0f});
  CHECK(b.refresh(0xff) == Approx(457).margin(2));
  CHECK(b.at(0, 0) == 0);
  CHECK(b.at(4, 0) == 1);
  b.fill(0x24, 0x00);
  b.fill(0x26, 0x00);
  b.refresh(0xff);
  CHECK(b.at(4, 0) == 1);  // nothing has changed, as far as it knows
}

TEST_CASE("SSD1680: a table of firmware's, greys, supply", "[parts]") {
  PaperBench b;
  b.begin();
  Bytes table(153);
  for (const unsigned kind : {0u, 1u, 2u}) table[12 * kind] = 0x40;  // towards black; kind 2 in two goes
  table[12 * 2 + 1] = 0x40;
  table[60] = 5;       // frames
  table[60 + 6] = 0;   // once
  table[60 + 7] = 10;  // of the second group
  table[144] = 0x44;   // 100 Hz
  b.command(0x32, table);
  b.command(0x4f, {0, 0});
  b.command(0x4e, {0});
  b.command(0x24, {0x3f});
  b.command(0x4f, {0, 0});
  b.command(0x4e, {0});
  b.command(0x26, {0x7f});
  CHECK(b.refresh(0x04) == 0);  // without its supply nothing happens
  CHECK(b.refresh(0xc0) == 96);
  CHECK(b.refresh(0xc4) == 150);
  CHECK(b.at(0, 0) == Approx(0.89).margin(0.01));  // 50 of 200 ms
  CHECK(b.at(1, 0) < 0.7);                         // 150 ms
  CHECK(b.at(2, 0) == 1);
  CHECK(b.refresh(0x83) == Approx(140).margin(1));
}

TEST_CASE("SSD1680: directions of the counters, gates and sources from the other end", "[parts]") {
  PaperBench b;
  b.begin();
  b.command(0x01, {0x27, 0x01, 0x01});
  b.command(0x11, {0x01});  // Y down
  b.command(0x44, {0, 0});
  b.command(0x45, {0x27, 0x01, 0, 0});
  b.command(0x4e, {0});
  b.command(0x4f, {0x27, 0x01});
  b.command(0x24, {0x7f, 0xbf});
  b.refresh(0xf7);
  CHECK(b.at(0, 0) == 0);
  CHECK(b.at(1, 1) == 0);
  CHECK(b.at(1, 0) == 1);
  b.command(0x21, {0x08, 0x80});  // black and white changed over
  b.refresh(0xf7);
  CHECK(b.at(0, 0) == 1);
  CHECK(b.at(1, 0) == 0);
  b.command(0x21, {0x00, 0x00});  // the panel begins with S8
  b.command(0x11, {0x07});        // Y first
  b.command(0x44, {1, 2});
  b.command(0x45, {0, 0, 1, 0});
  b.command(0x4e, {1});
  b.command(0x4f, {0, 0});
  b.command(0x01, {0x27, 0x01, 0x00});
  b.command(0x24, {0x7f, 0xff, 0xbf, 0xff});
  b.refresh(0xf7);
  CHECK(b.at(0, 0) == 0);
  CHECK(b.at(9, 0) == 0);
  CHECK(b.at(0, 1) == 1);
}

TEST_CASE("SSD1680: busy and asleep", "[parts]") {
  PaperBench b;
  b.begin();
  b.command(0x22, {0xf7});
  b.command(0x20);
  b.command(0xff);
  CHECK(b.machine.circuit_findings.all().empty());
  b.command(0x4f, {0, 0});
  REQUIRE(b.machine.circuit_findings.all().size() == 1);
  CHECK_THAT(b.machine.circuit_findings.all()[0].text, Catch::StartsWith("paper is busy"));
  b.run(5s);
  b.command(0x10, {0x00});
  CHECK_FALSE(b.busy());
  b.command(0x10, {0x01});
  CHECK(b.busy());
  b.run(1s);
  CHECK(b.busy());
  b.drive("RES", 0);
  b.drive("RES", 3.3);
  CHECK_FALSE(b.busy());
  b.command(0x21, {0x00, 0x80});
  b.refresh(0xf7);
  CHECK(b.at(50, 50) == 1);  // it has kept its memory
}

TEST_CASE("IL3820: two memories that change places, tables of 30 bytes", "[parts]") {
  PaperBench b{"il3820"};
  b.command(0x44, {0, 15});
  b.command(0x45, {0, 0, 0x27, 0x01});
  Bytes full(30);
  full[0] = 0x66;  // to and fro
  full[1] = 0x99;
  full[20] = 0xcf;
  b.command(0x32, full);
  b.fill(0x24, 0xff);
  CHECK(b.refresh(0xc4) == Approx(72 + 27 * 20).margin(1));
  CHECK(b.at(0, 0) == 1);
  CHECK(b.refresh(0xc0) == 0);  // its supply is on
  b.fill(0x24, 0xff);
  b.command(0x4e, {0});
  b.command(0x4f, {0, 0});
  b.command(0x24, {0x7f});
  Bytes partial(30);
  partial[0] = 0x18;  // only what changes
  partial[20] = 0x0c;
  b.command(0x32, partial);
  b.command(0x22, {0xc7});
  b.command(0x20);
  b.run(100ms);
  CHECK(b.at(0, 0) < 0.8);
  PaperBench other{"il3820"};
  other.load(b.save());
  for (PaperBench* each : {&b, &other}) {
    each->run(300ms);
    CHECK_FALSE(each->busy());
    CHECK(each->at(0, 0) == 0);
    CHECK(each->at(1, 0) == 1);
    each->fill(0x24, 0xff);
    each->command(0x4e, {0});
    each->command(0x4f, {0, 0});
    each->refresh(0xc4);
    CHECK(each->at(0, 0) == 1);
  }
}
