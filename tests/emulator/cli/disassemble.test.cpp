// `vivarium disassemble` on Xtensa programs, in every form they come in.
#include <catch2/catch.hpp>

#include "../image/samples.hpp"
#include "program.hpp"
#include "refuses.hpp"
#include "temporary.hpp"

using Catch::Contains;
using samples::Bytes;
using testing::Folder;
using testing::vivarium;

namespace {

constexpr std::uint32_t code = 0x4008'0000;

// The program of tests/emulator/gdb/xtensa_gdb.test.cpp, assembled by GNU as: a literal, code that calls a function at
// 2c.
const Bytes program{0x00, 0x01, 0xfb, 0x3f, 0x22, 0xa0, 0x40, 0x40, 0x22, 0x11, 0x20, 0xe6, 0x13, 0x10, 0x20,
                    0x00, 0x12, 0xa4, 0x00, 0x31, 0xfb, 0xff, 0x30, 0x11, 0x80, 0x22, 0xa0, 0x00, 0x22, 0xc2,
                    0x01, 0x22, 0x63, 0x00, 0x20, 0xa2, 0x20, 0x65, 0x00, 0x00, 0x06, 0xfc, 0xff, 0x00, 0x36,
                    0x41, 0x00, 0x41, 0xf4, 0xff, 0x52, 0x24, 0x02, 0x22, 0x64, 0x01, 0x90, 0x00, 0x00, 0x00};

std::string text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

std::string listing(const testing::Program::Arguments& more) {
  testing::Program::Arguments arguments{"disassemble"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto done = vivarium(arguments);
  INFO(done.err);
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  return done.out;
}

void refuses(const testing::Program::Arguments& more, const std::string& sentence) {
  testing::Program::Arguments arguments{"disassemble"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  testing::refuses(arguments, 2, sentence);
}

}  // namespace

TEST_CASE("disassemble: Xtensa bytes, literals as words, nothing across a function's beginning", "[cli][xtensa]") {
  Folder folder;
  const auto file = folder.write("program.bin", text(program));
  const auto out = listing({file, "--chip", "ESP32", "--base", "0x40080000"});
  CHECK_THAT(out, Contains("40080000  3ffb0100  .word 0x3ffb0100\n40080004  40a022    movi a2, 64\n"));
  CHECK_THAT(out, Contains("40080013  fffb31    l32r a3, 0x40080000  ; 0x3ffb0100\n"));
  CHECK_THAT(out, Contains("40080025  000065    call8 0x4008002c\n40080028  fffc06    j 0x4008001c\n"
                           "4008002b  00        .byte 0x00\n4008002c  004136    entry a1, 32\n"));
  CHECK(listing({file, "--chip", "ESP32", "--base", "0x40080000", "--from", "0x4008002c", "--to", "0x4008002f"}) ==
        "4008002c  004136    entry a1, 32\n");
  refuses({file, "--chip", "ESP32", "--base", "0x40080000", "--from", "0x50000000"}, "has no instructions between");
  refuses({file, "--chip", "ESP32-C3", "--base", "0"}, "ESP32-C3 is none of: ESP32, ESP32-S2, ESP32-S3, ESP8266");
}

TEST_CASE("disassemble: an Xtensa ELF file with its names", "[cli][xtensa]") {
  Folder folder;
  constexpr unsigned xtensa = 94, function = 0x12, object = 0x11;
  const auto file = folder.write(
      "program.elf", text(samples::elf(xtensa, {{code, code, program, 60}, {0x3ffb'0000, 0x3ffb'0000, program, 60}},
                                       {{"_start", code + 4, 0x28, function, 1},
                                        {"twice", code + 0x2c, 0xf, function, 1},
                                        {"counter", 0x3ffb'0100, 4, object, 1}})));
  const auto out = listing({file});
  CHECK_THAT(out, Contains("40080000  3ffb0100  .word 0x3ffb0100 <counter>\n\n_start:\n40080004  "));
  CHECK_THAT(out, Contains("l32r a3, 0x40080000  ; 0x3ffb0100 <counter>\n"));
  CHECK_THAT(out, Contains("call8 0x4008002c <twice>\n40080028  fffc06    j 0x4008001c <_start+0x18>\n"));
  CHECK_THAT(out, Contains("\ntwice:\n4008002c  004136    entry a1, 32\n"));
  CHECK_THAT(out, !Contains("3ffb0000  "));
  CHECK_THAT(listing({file, "--from", "0x3ffb0000", "--to", "0x3ffb0010"}), Contains("3ffb0004  40a022"));
}

TEST_CASE("disassemble: ESP images, programs where they are mapped to, names from elsewhere", "[cli][xtensa]") {
  Folder folder;
  const auto image = folder.write("boot.bin", text(samples::esp_program(0, {{code, program}, {0x3fff'0030, program}})));
  const auto names = folder.write(
      "names.elf", text(samples::elf(94, {{code, code, program, 60}}, {{"twice", code + 0x2c, 15, 0x12, 1}})));
  const auto out = listing({image, "--symbols", names});
  CHECK_THAT(out, Catch::StartsWith("bootloader: at 0x1000 of the flash, starts at 0x40080400\n"));
  CHECK_THAT(out, Contains("call8 0x4008002c <twice>\n"));
  refuses({image, "--part", "ota_0"}, "has no part \"ota_0\"; it has: bootloader");
  const auto other = folder.write("c3.bin", text(samples::esp_program(5, {{0x4038'0000, program}})));
  refuses({other}, "the ESP32-C3 has no Xtensa processor");
}

TEST_CASE("disassemble: MicroPython's image and the mask ROM", "[cli][xtensa][firmware]") {
  NEEDS_FIRMWARE("esp32");
  const auto places = vivarium({"firmware", "esp32"}).out;
  const auto after = [&](const std::string& word) {
    const auto at = places.find(word) + word.size();
    return places.substr(at, places.find_first_of(" \n", at) - at);
  };
  const std::string rom = after("boot ROM: "), image = after("    * ");
  CHECK_THAT(listing({rom, "--from", "0x40000400", "--to", "0x40000600"}), Contains("_ResetVector:\n40000400  "));
  CHECK_THAT(listing({rom, "--from", "0x40007d54", "--to", "0x40007d60"}),
             Contains("ets_printf:\n40007d54  ") && Contains("entry a1, "));
  const auto boot = listing({image, "--part", "bootloader", "--symbols", rom});
  CHECK_THAT(boot, Contains(" <ets_printf>\n") && Contains("entry a1, 32\n"));
  const auto app = listing({image, "--part", "factory", "--from", "0x40081000", "--to", "0x40082000"});
  CHECK_THAT(app, Catch::StartsWith("factory: at 0x10000 of the flash, starts at 0x4008"));
}
