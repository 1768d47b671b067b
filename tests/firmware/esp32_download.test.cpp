// The mask ROM's serial download mode.
#include <catch2/catch.hpp>

#include "tests/firmware/bench.hpp"

using namespace emulator;

TEST_CASE("ESP32: GPIO0 low at reset starts the ROM's download mode, and no watchdog ends it", "[firmware][esp32]") {
  const auto description = cli::describe_board("esp32");
  if (description.rom.empty()) {
    WARN("skipped: no mask ROM for esp32");
    return;
  }
  firmware::Bench b{1, description};
  Terminal boot{"test.BOOT"};
  boot.connect(b.board.pin("GPIO0"));
  boot.drive(0, 50);
  std::string heard;
  Console::Attachment ear{b.board.console(),
                          "test",
                          {[&](std::span<const u8> bytes) { heard.append(bytes.begin(), bytes.end()); }, {}, {}}};
  b.machine.power_on();
  b.run(std::chrono::seconds{3});
  CHECK(heard.find("DOWNLOAD_BOOT") != std::string::npos);
  CHECK(heard.ends_with("waiting for download\r\n"));
}
