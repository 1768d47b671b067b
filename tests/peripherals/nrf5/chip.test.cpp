#include <catch2/catch.hpp>

#include "peripherals/nrf5/chip.hpp"

#include "emulator/image/image.hpp"
#include "emulator/unmodelled.hpp"
#include "tests/peripherals/not_modelled_page.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using nrf5::Nrf51;

namespace {

constexpr u32 RESETREAS = 0x4000'0400, SYSTEMOFF = 0x4000'0500, GPREGRET = 0x4000'051c;
constexpr u32 GPIO = 0x5000'0000, TIMER0 = 0x4000'8000, PPI = 0x4001'f000, NVMC = 0x4001'e000;

// A program that only waits: stack, reset vector, WFI, branch back to it.
Image waiting() {
  Image image;
  image.source = "waiting.hex";
  image.segments = {{0, {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0x30, 0xbf, 0xfd, 0xe7}}};
  return image;
}

struct Bench {
  Machine machine{1};
  Nrf51 chip{"chip", machine};
  explicit Bench(const Image& image = waiting()) {
    machine.add(chip);
    chip.load(image);
    machine.power_on();
  }
  void run(Duration d) { machine.run_until(machine.now() + d); }
  void write(u32 address, u32 value) { REQUIRE(chip.bus().write(address, 4, value)); }
  u32 read(u32 address) {
    u32 value = 0;
    REQUIRE(chip.bus().read(address, 4, value));
    return value;
  }
};

std::string refusal(const Image& image, std::string_view variant = "QFAA") {
  Machine machine{1};
  Nrf51 chip{"chip", machine, variant};
  try {
    chip.load(image);
  } catch (const ImageError& e) { return e.what(); }
  return "";
}

}  // namespace

TEST_CASE("nRF51: no block's registers have a mistake", "[nrf5]") {
  Bench b;
  for (const Chip::Block& block : b.chip.blocks())
    if (const auto* file = dynamic_cast<const RegisterFile*>(block.device))
      CHECK(file->mistakes() == std::vector<std::string>{});
}

TEST_CASE("nRF51: variants differ in flash and RAM", "[nrf5]") {
  Machine machine{1};
  Nrf51 small{"small", machine, "QFAB"}, large{"large", machine, "QFAC"};
  u32 value = 0;
  CHECK_FALSE(small.bus().read(128 * 1024, 4, value));
  CHECK_FALSE(small.bus().read(0x2000'4000, 4, value));
  CHECK(large.bus().read(0x2000'7ffc, 4, value));
  CHECK(large.bus().read(256 * 1024 - 4, 4, value));
  CHECK_THROWS_WITH((Nrf51{"odd", machine, "QFAD"}), Catch::Contains("QFAA, QFAB or QFAC"));
}

TEST_CASE("nRF51: an image for another chip is refused with a reason", "[nrf5]") {
  Image image = waiting();
  CHECK(refusal(image).empty());
  image.segments[0].bytes[3] = 0x10;
  CHECK_THAT(refusal(image), Catch::Contains("waiting.hex: is not for the nRF51822: its stack begins at 0x10004000"));
  image = waiting();
  image.segments[0].bytes[7] = 0x08;
  CHECK_THAT(refusal(image), Catch::Contains("its reset vector is 0x08000009"));
  image = waiting();
  image.segments.push_back({0x0003'fffe, {1, 2, 3, 4}});
  CHECK_THAT(refusal(image), Catch::Contains("4 bytes at 0x0003fffe are neither in its 256 KiB of flash"));
  image = waiting();
  image.segments.push_back({0x0002'0000, {1, 2, 3, 4}});
  CHECK(refusal(image).empty());
  CHECK_THAT(refusal(image, "QFAB"), Catch::Contains("nRF51822 QFAB: 4 bytes at 0x00020000"));
  image = waiting();
  image.segments[0].bytes[1] = 0x80;  // a stack that only QFAC has
  CHECK_FALSE(refusal(image).empty());
  CHECK(refusal(image, "QFAC").empty());
}

TEST_CASE("nRF51: UICR comes from the image", "[nrf5]") {
  Image image = waiting();
  image.segments.push_back({0x1000'10c0, {0x78, 0x56, 0x34, 0x12}});
  Bench b{image};
  CHECK(b.read(0x1000'10c0) == 0x1234'5678);
  CHECK(b.read(0x1000'1080) == 0xffff'ffff);
}

TEST_CASE("nRF51: the core sleeps until an interrupt, and time is the peripherals'", "[nrf5]") {
  Bench b;
  b.write(TIMER0 + 0x540, 600);
  b.write(TIMER0 + 0x304, 1u << 16);
  b.write(TIMER0 + 0x000, 1);
  b.run(599us);
  CHECK(b.chip.core().sleeping());
  CHECK(b.read(TIMER0 + 0x140) == 0);
  b.run(2us);
  CHECK(b.read(TIMER0 + 0x140) == 1);
}

TEST_CASE("nRF51: PPI connects any event with any task by address", "[nrf5]") {
  Bench b;
  b.write(GPIO + 0x700, 1);
  b.write(0x4000'6510, 3 | 0 << 8 | 3 << 16);  // GPIOTE channel 0 toggles P0.00
  b.write(PPI + 0x510, TIMER0 + 0x144);
  b.write(PPI + 0x514, 0x4000'6000);
  b.write(PPI + 0x504, 1);
  b.write(TIMER0 + 0x544, 100);
  b.write(TIMER0 + 0x200, 1u << 1);  // COMPARE1_CLEAR
  b.write(TIMER0 + 0x000, 1);
  unsigned changes = 0;
  Net& net = b.machine.circuit.nets.net("out");
  b.chip.pin("P0.00")->connect(net);
  net.watchers.push_back([&](const Net&) { ++changes; });
  b.run(1ms + 1us);
  CHECK(changes == 10);
}

TEST_CASE("nRF51: each reset leaves its reason and what it retains", "[nrf5]") {
  Bench b;
  b.write(0x2000'0000, 0x5afe);
  b.write(GPREGRET, 0x42);
  b.write(GPIO + 0x700, 1);
  SECTION("the reset pin") {
    b.chip.pin_reset();
    CHECK(b.read(RESETREAS) == 1);
    CHECK(b.read(GPREGRET) == 0x42);
    CHECK(b.read(GPIO + 0x700) == 2);
    CHECK(b.read(0x2000'0000) == 0x5afe);
  }
  SECTION("the reset pin from outside, held for a while") {
    Net& net = b.machine.circuit.nets.net("reset");
    Terminal button{"button"};
    button.connect(net);
    b.chip.pin("SWDIO/nRESET")->connect(net);
    button.drive(0, 1);
    b.run(1ms);
    CHECK(b.chip.core().sleeping());
    CHECK(b.read(RESETREAS) == 0);
    button.release();
    b.run(1us);
    CHECK(b.read(RESETREAS) == 1);
  }
  SECTION("the watchdog, which is reset too") {
    b.write(0x4001'0504, 9);
    b.write(0x4001'0000, 1);
    b.run(2ms);
    CHECK(b.read(RESETREAS) == 2);
    CHECK(b.read(0x4001'0400) == 0);
    CHECK(b.read(GPREGRET) == 0x42);
  }
  SECTION("power-on, which forgets all of it") {
    b.chip.pin_reset();
    b.chip.power_on();
    CHECK(b.read(RESETREAS) == 0);
    CHECK(b.read(GPREGRET) == 0);
    CHECK(b.read(0x2000'0000) != 0x5afe);
  }
}

TEST_CASE("nRF51: software resets itself, and the watchdog runs on", "[nrf5]") {
  Image image = waiting();
  // ldr r0, =AIRCR; ldr r1, =0x05fa0004; str r1, [r0]; b .
  image.segments[0].bytes = {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0x01, 0x48, 0x02, 0x49,
                             0x01, 0x60, 0xfe, 0xe7, 0x0c, 0xed, 0x00, 0xe0, 0x04, 0x00, 0xfa, 0x05};
  Bench b{image};
  b.write(0x4001'0000, 1);
  b.run(1ms);
  CHECK(b.read(RESETREAS) == 4);
  CHECK(b.read(0x4001'0400) == 1);
}

TEST_CASE("nRF51: a lockup resets the chip", "[nrf5]") {
  Image image = waiting();
  image.segments[0].bytes[8] = 0xff;  // undefined, and the HardFault vector is the branch: not Thumb code
  image.segments[0].bytes[9] = 0xde;
  Bench b{image};
  CHECK(b.machine.run_until(Time{1ms}) == Machine::Stop::limit);
  CHECK((b.read(RESETREAS) & 8) == 8);
}

TEST_CASE("nRF51: System OFF ends when a sensing pin has its level", "[nrf5]") {
  Bench b;
  Net& net = b.machine.circuit.nets.net("button");
  Terminal button{"button"};
  button.connect(net);
  b.chip.pin("P0.17")->connect(net);
  b.write(GPIO + 0x700 + 4 * 17, 3 << 2 | 3 << 16);  // pull-up, sense low
  b.write(GPIO + 0x700 + 4 * 18, 1);
  b.write(0x2000'0000, 1);
  b.write(0x2000'2000, 2);
  b.write(0x4000'0524, 0x0001'0003);  // RAM block 0 is retained
  b.write(TIMER0 + 0x000, 1);
  b.write(SYSTEMOFF, 1);
  CHECK(b.chip.off());
  b.run(10ms);
  CHECK(b.chip.off());
  CHECK(b.machine.scheduler.next() == Time::max());
  button.drive(0, 1);
  b.run(1us);
  CHECK_FALSE(b.chip.off());
  CHECK(b.read(RESETREAS) == 0x1'0000);
  CHECK(b.read(GPIO + 0x700 + 4 * 18) == 1);  // pins keep their configuration
  CHECK(b.read(0x2000'0000) == 1);
  CHECK(b.read(0x2000'2000) != 2);
}

TEST_CASE("nRF51: POWER and CLOCK share INTENSET and their interrupt", "[nrf5]") {
  Bench b;
  b.write(0x4000'0304, 1u << 2 | 1u << 0);
  CHECK(b.read(0x4000'0304) == 5);
  b.write(0x4000'0308, 1u << 0);
  CHECK(b.read(0x4000'0308) == 4);
  CHECK(b.machine.findings().empty());
  b.write(0x4000'0304, 1u << 30);
  REQUIRE(b.machine.findings().size() == 1);
  CHECK(b.machine.findings()[0].kind == Complaint::Kind::reserved);
}

TEST_CASE("nRF51: the processor stands still while flash is programmed and erased", "[nrf5]") {
  Image image = waiting();
  // ldr r0, =CONFIG; movs r1, #1; str r1, [r0]; ldr r2, =0x8000; ldr r3, =0x12345678; str r3, [r2]; b .
  image.segments[0].bytes = {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0x03, 0x48, 0x01, 0x21,
                             0x01, 0x60, 0x03, 0x4a, 0x03, 0x4b, 0x13, 0x60, 0xfe, 0xe7, 0x00, 0x00,
                             0x04, 0xe5, 0x01, 0x40, 0x00, 0x80, 0x00, 0x00, 0x78, 0x56, 0x34, 0x12};
  Bench b{image};
  b.run(20us);
  CHECK(b.machine.now() >= Time{46us});
  CHECK(b.read(0x8000) == 0x1234'5678);
  CHECK(b.read(NVMC + 0x400) == 1);
}

TEST_CASE("nRF51: a restored chip goes on as the saved one", "[nrf5]") {
  Bench saved, restored;
  saved.write(TIMER0 + 0x540, 300);
  saved.write(TIMER0 + 0x200, 1);
  saved.write(TIMER0 + 0x000, 1);
  saved.write(GPIO + 0x508, 1u << 3);
  saved.write(GPIO + 0x70c, 1);
  saved.write(0x2000'0100, 77);
  saved.run(1ms + 7us);
  State out;
  saved.machine.serialize(out);
  State in{out.data()};
  restored.machine.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.machine.now() == saved.machine.now());
  CHECK(restored.chip.pin("P0.03")->volts() == 3.0);
  for (Bench* b : {&saved, &restored}) b->run(1ms);
  State a, c;
  saved.machine.serialize(a);
  restored.machine.serialize(c);
  CHECK(a.data() == c.data());
}

TEST_CASE("nRF51: two chips with one seed have different identities only by name", "[nrf5]") {
  Machine one{7}, two{7}, other{8};
  Nrf51 a{"chip", one}, b{"chip", two}, c{"chip", other}, d{"second", one};
  const auto id = [](Nrf51& chip) {
    u32 value = 0;
    chip.bus().read(0x1000'0060, 4, value);
    return value;
  };
  CHECK(id(a) == id(b));
  CHECK(id(a) != id(c));
  CHECK(id(a) != id(d));
}

TEST_CASE("nRF51: docs/nrf51.md lists exactly what is not modelled", "[nrf5]") {
  Machine machine{1};
  CHECK(test::not_modelled_page("nrf51.md") == unmodelled(Nrf51("chip", machine).blocks()));
}
