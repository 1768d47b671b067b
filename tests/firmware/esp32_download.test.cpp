// The mask ROM's serial download mode, as esptool speaks to it.
#include <catch2/catch.hpp>

#include "tests/firmware/bench.hpp"

using namespace emulator;

namespace {

std::vector<u8> framed(std::vector<u8> command) {
  std::vector<u8> out{0xc0};
  for (const u8 b : command) {
    if (b == 0xc0)
      out.insert(out.end(), {0xdb, 0xdc});
    else if (b == 0xdb)
      out.insert(out.end(), {0xdb, 0xdd});
    else
      out.push_back(b);
  }
  out.push_back(0xc0);
  return out;
}

}  // namespace

TEST_CASE("ESP32: the ROM's download mode answers SYNC and READ_REG", "[firmware][esp32]") {
  const auto description = cli::describe_board("esp32");
  if (description.rom.empty()) return WARN("skipped: no mask ROM for esp32");
  firmware::Bench b{1, description};
  b.board.pin("GPIO0");
  Terminal boot{"test.BOOT"};
  boot.connect(b.board.pin("GPIO0"));
  boot.drive(0, 50);
  std::string heard;
  Console::Attachment ear{b.board.console(),
                          "test",
                          {[&](std::span<const u8> bytes) { heard.append(bytes.begin(), bytes.end()); }, {}, {}}};
  b.machine.power_on();
  b.run(std::chrono::milliseconds{300});
  CHECK(heard.find("waiting for download") != std::string::npos);
  std::vector<u8> sync{0, 8, 36, 0, 0, 0, 0, 0, 7, 7, 0x12, 0x20};
  sync.insert(sync.end(), 32, 0x55);
  const std::string answer{"\xc0\x01\x08", 3};
  for (int attempt = 0; attempt < 5 && heard.find(answer) == std::string::npos; ++attempt) {
    b.board.console().input(framed(sync));
    b.run(std::chrono::milliseconds{200});
  }
  CHECK(heard.find(answer) != std::string::npos);
  heard.clear();
  b.board.console().input(framed({0, 0x0a, 4, 0, 0, 0, 0, 0, 0x00, 0x10, 0x00, 0x40}));  // 0x40001000: esptool's magic
  b.run(std::chrono::milliseconds{200});
  CHECK(heard.find(std::string{"\xc0\x01\x0a", 3}) != std::string::npos);
}
