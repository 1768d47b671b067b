#include "peripherals/parts/sd_card.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"
#include "emulator/fat/volume.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<unsigned>;

namespace {

struct CardBench : Bench {
  explicit CardBench(Attributes attributes = {}) : soft(machine.circuit, 0) {
    card = &add<SdCard>("sd_card", "sd", {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"MISO", "MISO"}, {"CS", "CS"}},
                        std::move(attributes));
    soft.select(true);
  }
  unsigned byte(unsigned out = 0xff) {
    run(8us);
    return by_levels ? soft.transfer(out) : machine.circuit.spi(net("SCK")).transfer(out, 8, {});
  }
  // R1 and what follows it.
  Bytes command(unsigned index, emulator::u32 argument = 0, unsigned more = 0, unsigned spoil = 0) {
    emulator::u8 bytes[] = {static_cast<emulator::u8>(0x40 | index), static_cast<emulator::u8>(argument >> 24),
                            static_cast<emulator::u8>(argument >> 16), static_cast<emulator::u8>(argument >> 8),
                            static_cast<emulator::u8>(argument)};
    for (const unsigned out : bytes) byte(out);
    byte(sd_crc7(bytes) ^ spoil);
    if (index == 12) byte();
    Bytes answer;
    for (int patience = 8; patience-- && answer.empty();)
      if (const unsigned r1 = byte(); !(r1 & 0x80)) answer.push_back(r1);
    while (more-- && !answer.empty()) answer.push_back(byte());
    return answer;
  }
  void start(bool high = false) {
    CHECK(command(0) == Bytes{1});
    CHECK(command(8, 0x1aa, 4) == Bytes{1, 0, 0, 1, 0xaa});
    for (int i = 0; i < 20; ++i) {
      command(55);
      if (command(41, high ? 0x4000'0000 : 0) == Bytes{0}) return;
      run(10ms);
    }
    FAIL("it does not leave the idle state");
  }
  Bytes data(unsigned count) {
    for (int patience = 1000; patience--;)
      if (const unsigned token = byte(); token != 0xff) {
        if (token != 0xfe) return {token};
        break;
      }
    Bytes bytes;
    while (count--) bytes.push_back(byte());
    byte();
    byte();
    return bytes;
  }
  unsigned send(unsigned token, unsigned fill, unsigned crc = 0xffff) {
    byte(token);
    for (unsigned i = 0; i < 512; ++i) byte(fill);
    byte(crc >> 8);
    byte(crc & 0xff);
    const unsigned verdict = byte();
    wait();
    return verdict & 0x1f;
  }
  void wait() {
    while (byte() == 0) {}
  }
  SdCard* card;
  testing::SoftSpi soft;
  bool by_levels = false;
};

}  // namespace

TEST_CASE("SD card: check sums as the specification has them", "[parts]") {
  const emulator::u8 cmd0[] = {0x40, 0, 0, 0, 0}, cmd17[] = {0x51, 0, 0, 0, 0};
  CHECK(sd_crc7(cmd0) == 0x95);
  CHECK(sd_crc7(cmd17) == 0x55);
  CHECK(sd_crc16(std::vector<emulator::u8>(512, 0xff)) == 0x7fa1);
}

TEST_CASE("SD card: coming up, OCR, CSD, by bytes and by levels", "[parts]") {
  CardBench b{{{"megabytes", 3.0}}};
  b.by_levels = GENERATE(false, true);
  CHECK(b.command(8, 0x1aa).empty());  // still in SD mode
  b.start();
  CHECK(b.command(58, 0, 4) == Bytes{0, 0x80, 0xff, 0x80, 0});
  CHECK(b.command(9) == Bytes{0});
  const Bytes csd = b.data(16);
  CHECK(csd[0] >> 6 == 0);
  const unsigned size = (csd[6] & 3) << 10 | csd[7] << 2 | csd[8] >> 6, mult = (csd[9] & 3) << 1 | csd[10] >> 7;
  CHECK((size + 1) << (mult + 2) << (csd[5] & 15) == 3u << 20);
  CHECK(b.command(10) == Bytes{0});
  CHECK(b.data(16)[3] == 'V');
  CHECK(b.command(13, 0, 1) == Bytes{0, 0});
  CHECK(b.command(5) == Bytes{4});  // it is no SDIO card
  b.command(55);
  CHECK(b.command(51) == Bytes{0});
  CHECK(b.data(8)[0] == 2);
  b.command(55);
  CHECK(b.command(13, 0, 1) == Bytes{0, 0});
  CHECK(b.data(64) == Bytes(64));
}

TEST_CASE("SD card: one of high capacity counts blocks", "[parts]") {
  CardBench b{{{"megabytes", 4096.0}}};
  CHECK(b.command(0) == Bytes{1});
  b.command(55);
  CHECK(b.command(41, 0x4000'0000) == Bytes{1});  // without CMD8 it waits for ever
  b.run(1s);
  b.command(55);
  CHECK(b.command(41, 0x4000'0000) == Bytes{1});
  b.start(true);
  CHECK(b.command(58, 0, 4) == Bytes{0, 0xc0, 0xff, 0x80, 0});
  b.command(9);
  const Bytes csd = b.data(16);
  CHECK(csd[0] == 0x40);
  CHECK(((csd[7] << 16 | csd[8] << 8 | csd[9]) + 1) * 1024 == 4096u << 11);
  CHECK(b.command(24, (4096u << 11) - 1) == Bytes{0});
  CHECK(b.send(0xfe, 0x5a) == 5);
  CHECK(b.card->blocks().read((4096u << 11) - 1)[511] == 0x5a);
  CHECK(b.command(17, 4096u << 11) == Bytes{0x40});
}

TEST_CASE("SD card: reading and writing single and many blocks", "[parts]") {
  CardBench b{{{"formatted", false}}};
  b.start();
  CHECK(b.command(24, 512 * 5) == Bytes{0});
  CHECK(b.send(0xfe, 0x11) == 5);
  CHECK(b.command(25, 512 * 6) == Bytes{0});
  CHECK(b.send(0xfc, 0x22) == 5);
  CHECK(b.send(0xfc, 0x33) == 5);
  b.byte(0xfd);
  b.byte();
  b.wait();
  CHECK(b.command(18, 512 * 5) == Bytes{0});
  for (const unsigned fill : {0x11u, 0x22u, 0x33u, 0u}) CHECK(b.data(512) == Bytes(512, fill));
  CHECK(b.command(12) == Bytes{0});
  b.wait();
  CHECK(b.command(17, 512 * 6) == Bytes{0});
  CardBench other{{{"formatted", false}}};
  other.load(b.save());
  CHECK(other.data(512) == Bytes(512, 0x22));
  CHECK(b.data(512) == Bytes(512, 0x22));
  CHECK(b.save() == [&] {
    CardBench third{{{"formatted", false}}};
    third.load(b.save());
    return third.save();
  }());
}

TEST_CASE("SD card: what is wrong is said", "[parts]") {
  CardBench b;
  b.start();
  CHECK(b.command(17, 1) == Bytes{0x20});          // misaligned
  CHECK(b.command(17, 64u << 20) == Bytes{0x40});  // beyond its end
  CHECK(b.command(38) == Bytes{4});                // erase: not modelled
  CHECK(b.machine.circuit_findings.all().size() == 1);
  CHECK(b.command(16, 600) == Bytes{0x40});
  CHECK(b.command(8, 0x1aa, 0, 2) == Bytes{8});
  CHECK(b.command(59, 1) == Bytes{0});
  CHECK(b.command(13, 0, 0, 2) == Bytes{8});
  CHECK(b.command(24, 0) == Bytes{0});
  CHECK(b.send(0xfe, 0x44, 0x1234) == 0x0b);
  CHECK(b.command(24, 0) == Bytes{0});
  CHECK(b.send(0xfe, 0xff, 0x7fa1) == 5);
  b.command(0);
  CHECK(b.command(17, 0) == Bytes{5});  // idle
}

TEST_CASE("SD card: formatted as it is sold, or with an image; taken out and put in", "[parts]") {
  CardBench b;
  CHECK(emulator::fat::Volume{b.card->blocks()}.list("/").empty());
  b.start();
  b.quantity("inserted").set(0);
  CHECK(b.command(13, 0, 1).empty());
  b.quantity("inserted").set(1);
  CHECK(b.command(13, 0, 1).empty());
  b.start();
  std::string image(512 * 3, 'x');
  CardBench other{{{"image", image}}};
  CHECK(other.card->blocks().count() == 2048);
  CHECK(other.card->blocks().read(2)[0] == 'x');
  CHECK(other.card->blocks().read(3)[0] == 0);
  CHECK_THROWS_WITH(CardBench({{"image", "card.img"}}), Catch::Contains("{\"file\": \"card.img\"}"));
  CHECK_THROWS_WITH(CardBench({{"megabytes", 4096.0}, {"kind", "sdsc"}}), Catch::Contains("2048"));
}
