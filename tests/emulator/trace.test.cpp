#include "emulator/trace.hpp"

#include <catch2/catch.hpp>

#include "emulator/registers.hpp"

using namespace emulator;

namespace {

struct Block final : RegisterFile {
  Block() : RegisterFile("TIMER0") {}
  Registers<2> cc{*this, "CC", 0x540, 4, 0};
  BitsArray<2, 31, 0> value{cc, "CC"};
};

}  // namespace

TEST_CASE("register trace: time, place, direction and value of every access", "[trace]") {
  Machine machine{1};
  Block block;
  block.observe(&machine);
  std::string text;
  TraceWriter writer{[&](std::string_view t) { text += t; }};
  {
    RegisterTrace trace{machine, writer};
    machine.scheduler.run_until(Time{Duration{1234}});
    block.write(0x544, 0x10);
    block.read(0x540);
  }
  block.read(0x540);
  CHECK(text.empty());
  writer.flush();
  CHECK(text ==
        "1234 - pc=0x00000000 TIMER0.CC[1] W 0x00000010\n"
        "1234 - pc=0x00000000 TIMER0.CC[0] R 0x00000000\n");
}

TEST_CASE("serial trace: a line for every byte", "[trace]") {
  Machine machine{1};
  Console console{"usb"};
  std::string text;
  TraceWriter writer{[&](std::string_view t) { text += t; }};
  SerialTrace trace{machine, console, writer};
  console.output(u8{'A'});
  console.output(u8{'\n'});
  writer.flush();
  CHECK(text == "0 usb out 0x41 'A'\n0 usb out 0x0a\n");
}

TEST_CASE("trace writer: long traces leave in pieces, in order", "[trace]") {
  std::string text, expected;
  unsigned pieces = 0;
  TraceWriter writer{[&](std::string_view t) { text += t, ++pieces; }};
  for (int i = 0; i < 100'000; ++i) {
    writer.line("{}", i);
    expected += std::to_string(i) + "\n";
  }
  writer.flush();
  CHECK(text == expected);
  CHECK(pieces > 3);
}
