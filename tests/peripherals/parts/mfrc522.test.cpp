#include "peripherals/parts/mfrc522.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using namespace rc522;
using Bytes = std::vector<emulator::u8>;

namespace {

struct ReaderBench : Bench {
  explicit ReaderBench(Attributes attributes = {}) : soft(machine.circuit, 0) {
    reader = &add<Mfrc522>("mfrc522", "rc",
                           {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"MISO", "MISO"}, {"SDA", "CS"}, {"IRQ", "IRQ"}},
                           std::move(attributes));
    set(t_mode, 0x8d);  // a timeout of 15 ms
    set(t_prescaler, 0x3e);
    set(t_reload_low, 30);
    set(mode, 0x3d);
    set(tx_control, 0x83);
  }
  emulator::u8 byte(unsigned out) {
    return static_cast<emulator::u8>(machine.circuit.spi(net("SCK")).transfer(out, 8, {}));
  }
  void set(emulator::u8 address, unsigned value) {
    soft.select(true);
    byte(address << 1);
    byte(value);
    soft.select(false);
  }
  emulator::u8 get(emulator::u8 address) {
    soft.select(true);
    byte(0x80 | address << 1);
    const emulator::u8 value = byte(0);
    soft.select(false);
    return value;
  }
  // What comes back; nothing if nothing does.
  Bytes transceive(const Bytes& out, unsigned last_bits = 0, bool crc = false) {
    set(command, 0);
    set(com_irq, 0x7f);
    set(fifo_level, 0x80);
    set(tx_mode, crc ? 0x80 : 0);
    for (const auto b : out) set(fifo_data, b);
    set(command, 0x0c);
    set(bit_framing, 0x80 | last_bits);
    for (int i = 0; i < 40 && !(get(com_irq) & (rx_irq | timer_irq)); ++i) run(1ms);
    timed_out = get(com_irq) & timer_irq;
    set(bit_framing, 0);
    Bytes in;
    for (unsigned n = get(fifo_level); n--;) in.push_back(get(fifo_data));
    return in;
  }
  bool authenticate(emulator::u8 which, emulator::u8 block, const Bytes& key) {
    set(command, 0);
    set(com_irq, 0x7f);
    set(fifo_level, 0x80);
    set(fifo_data, which);
    set(fifo_data, block);
    for (const auto b : key) set(fifo_data, b);
    for (const auto b : reader->card().uid()) set(fifo_data, b);
    set(command, 0x0e);
    run(30ms);
    return get(com_irq) & idle_irq && get(status2) & crypto_on;
  }
  void select() {
    quantity("card").set(1);
    CHECK(transceive({0x26}, 7) == Bytes{0x04, 0x00});
    CHECK(transceive({0x93, 0x20}) == Bytes{0xde, 0xad, 0xbe, 0xef, 0x22});
    CHECK(transceive({0x93, 0x70, 0xde, 0xad, 0xbe, 0xef, 0x22}, 0, true)[0] == 0x08);
  }
  Mfrc522* reader;
  testing::SoftSpi soft;
  bool timed_out = false;
};

const Bytes factory(6, 0xff);

}  // namespace

TEST_CASE("MFRC522: registers, FIFO, CRC, reset, by pins too", "[parts]") {
  ReaderBench b;
  CHECK(b.get(version) == 0x92);
  b.soft.select(true);
  b.soft.transfer(0x80 | version << 1);
  CHECK(b.soft.transfer(0) == 0x92);
  b.soft.select(false);
  b.set(fifo_level, 0x80);
  b.soft.select(true);
  for (const unsigned out : {unsigned{fifo_data} << 1, 0x50u, 0x00u}) b.byte(out);
  b.soft.select(false);
  CHECK(b.get(fifo_level) == 2);
  b.set(command, 3);
  CHECK(b.get(div_irq) & 4);
  CHECK(b.get(crc_low) == 0x57);  // HLTA: 50 00 57 cd
  CHECK(b.get(crc_high) == 0xcd);
  for (int i = 0; i < 65; ++i) b.set(fifo_data, i);
  CHECK(b.get(fifo_level) == 0);  // all went into the check sum
  b.set(command, 0);
  for (int i = 0; i < 65; ++i) b.set(fifo_data, i);
  CHECK(b.get(error) == buffer_overflow);
  b.set(command, 0x0f);
  CHECK(b.get(fifo_level) == 0);
  CHECK(b.get(tx_control) == 0x80);
}

TEST_CASE("MFRC522: a card is found, selected, put to sleep and woken", "[parts]") {
  ReaderBench b;
  CHECK(b.transceive({0x26}, 7).empty());
  CHECK(b.timed_out);
  b.select();
  CHECK(b.transceive({0x26}, 7).empty());  // it was active
  CHECK(b.transceive({0x26}, 7).size() == 2);
  b.transceive({0x93, 0x70, 0xde, 0xad, 0xbe, 0xef, 0x22}, 0, true);
  CHECK(b.transceive({0x50, 0}, 0, true).empty());
  CHECK(b.transceive({0x26}, 7).empty());
  CHECK(b.transceive({0x52}, 7).size() == 2);
  b.set(tx_control, 0x80);  // without a field it forgets
  b.set(tx_control, 0x83);
  CHECK(b.transceive({0x26}, 7).size() == 2);
}

TEST_CASE("MFRC522: blocks are read and written behind an authentication", "[parts]") {
  ReaderBench b;
  b.select();
  CHECK(b.transceive({0x30, 4}, 0, true) == Bytes{4});  // refused, four bits
  CHECK((b.get(control) & 7) == 4);
  b.select();
  CHECK_FALSE(b.authenticate(0x60, 4, Bytes(6, 0)));
  b.set(command, 0);
  b.select();
  CHECK(b.authenticate(0x60, 4, factory));
  Bytes data(16, 0x5a);
  CHECK(b.transceive({0xa0, 5}, 0, true) == Bytes{0x0a});
  CHECK(b.transceive(data, 0, true) == Bytes{0x0a});
  ReaderBench other;
  other.load(b.save());
  for (ReaderBench* each : {&b, &other}) {
    Bytes read = each->transceive({0x30, 5}, 0, true);
    REQUIRE(read.size() == 18);
    CHECK(rf_crc(read) == 0);
    read.resize(16);
    CHECK(read == data);
  }
  const Bytes trailer = b.transceive({0x30, 7}, 0, true);
  CHECK(trailer[0] == 0);  // key A is not told
  CHECK(trailer[6] == 0xff);
  CHECK(trailer[10] == 0xff);
  CHECK(b.transceive({0x30, 8}, 0, true) == Bytes{4});  // of another sector
}

TEST_CASE("MFRC522: access bits and keys of a sector", "[parts]") {
  ReaderBench b;
  b.select();
  CHECK(b.authenticate(0x60, 7, factory));
  // Data blocks: read with A or B, written with B (100); trailer: 011.
  Bytes trailer{1, 2, 3, 4, 5, 6, 0x78, 0x77, 0x88, 0x69, 9, 9, 9, 9, 9, 9};
  b.transceive({0xa0, 7}, 0, true);
  CHECK(b.transceive(trailer, 0, true) == Bytes{0x0a});
  b.set(status2, 0);
  b.transceive({0x26}, 7);  // it hears no sense, and forgets
  b.select();
  CHECK(b.authenticate(0x60, 4, {1, 2, 3, 4, 5, 6}));
  CHECK(b.transceive({0x30, 4}, 0, true).size() == 18);
  CHECK(b.transceive({0xa0, 4}, 0, true) == Bytes{4});
  b.set(status2, 0);
  b.select();
  CHECK(b.authenticate(0x61, 4, Bytes(6, 9)));
  CHECK(b.transceive({0xa0, 4}, 0, true) == Bytes{0x0a});
}

TEST_CASE("MFRC522: a UID of seven bytes, an image, mistakes in both", "[parts]") {
  ReaderBench b{{{"uid", "04112233445566"}}};
  b.quantity("card").set(1);
  CHECK(b.transceive({0x52}, 7) == Bytes{0x44, 0x00});
  CHECK(b.transceive({0x93, 0x20}) == Bytes{0x88, 0x04, 0x11, 0x22, 0x88 ^ 0x04 ^ 0x11 ^ 0x22});
  CHECK(b.transceive({0x93, 0x70, 0x88, 0x04, 0x11, 0x22, 0x88 ^ 0x04 ^ 0x11 ^ 0x22}, 0, true)[0] == 0x04);
  CHECK(b.transceive({0x95, 0x20}) == Bytes{0x33, 0x44, 0x55, 0x66, 0x44});
  CHECK(b.transceive({0x95, 0x70, 0x33, 0x44, 0x55, 0x66, 0x44}, 0, true)[0] == 0x08);
  ReaderBench image{{{"image", std::string(1024, 'x')}}};
  CHECK(image.reader->card().block(9)[3] == 'x');
  CHECK_THROWS_WITH(ReaderBench({{"uid", "DEADBEE"}}), Catch::Contains("hexadecimal"));
  CHECK_THROWS_WITH(ReaderBench({{"image", "card.bin"}}), Catch::Contains("1024"));
}

TEST_CASE("MFRC522: the interrupt pin", "[parts]") {
  ReaderBench b;
  b.set(div_ien, 0x80);
  b.set(com_ien, 0x80 | timer_irq);
  b.set(com_irq, 0x7f);
  CHECK(b.net("IRQ").volts() > 3);
  b.set(t_mode, 0);
  b.set(control, 0x40);
  b.run(200ms);
  CHECK(b.net("IRQ").volts() < 0.1);
}
