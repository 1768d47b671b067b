// The mask ROM's serial download mode.
#include <catch2/catch.hpp>

#include "tests/firmware/bench.hpp"

using namespace emulator;

namespace {

// What esptool says first: 0x08 SYNC with 36 bytes, in a SLIP frame.
std::vector<u8> sync_request() {
  std::vector<u8> bytes{0xc0, 0x00, 0x08, 36, 0, 0, 0, 0, 0, 0x07, 0x07, 0x12, 0x20};
  bytes.insert(bytes.end(), 32, 0x55);
  bytes.push_back(0xc0);
  return bytes;
}

constexpr std::string_view sync_answer{"\xc0\x01\x08", 3};

// A board, its serial port heard.
struct DownloadBench : firmware::Bench {
  explicit DownloadBench(boards::BoardDescription description) : Bench(1, std::move(description)) {}

  bool answers_sync() {
    for (int attempt = 0; attempt < 10; ++attempt) {
      heard.clear();
      board.console().input(sync_request());
      run(std::chrono::milliseconds{100});
      if (heard.find(sync_answer) != std::string::npos) return true;
    }
    return false;
  }
  // As esptool does on a dev kit: EN low by RTS alone, then GPIO0 low by DTR alone while EN rises.
  void reset_into_download_mode() {
    for (const auto& [dtr, rts] : {std::pair{false, true}, {true, false}, {false, false}}) {
      board.console().set_lines({.dtr = dtr, .rts = rts});
      run(std::chrono::milliseconds{100});
    }
  }

  std::string heard;
  Console::Attachment ear{
      board.console(), "test", {[&](std::span<const u8> bytes) { heard.append(bytes.begin(), bytes.end()); }, {}, {}}};
};

}  // namespace

TEST_CASE("ESP32: the ROM's download mode answers SYNC after power-on, and after EN when firmware ran",
          "[firmware][esp32]") {
  const auto description = cli::describe_board("esp32");
  const auto image = firmware::image_of("esp32");
  if (description.rom.empty() || image.empty()) {
    WARN("skipped: no mask ROM or no image for esp32");
    return;
  }
  DownloadBench b{description};
  SECTION("after power-on") {
    b.board.console().set_lines({.dtr = true, .rts = false});
    b.machine.power_on();
    b.run(std::chrono::milliseconds{200});
    b.board.console().set_lines({});
  }
  SECTION("after the firmware's prompt") {
    b.boot(image);
    CHECK(b.Bench::run("print(6*7)", RawRepl::From::power_on) == "42\n");
    b.reset_into_download_mode();
  }
  SECTION("after the boot loader") {
    b.boot(image);
    b.run(std::chrono::milliseconds{150});
    b.reset_into_download_mode();
  }
  CHECK(b.heard.find("DOWNLOAD_BOOT") != std::string::npos);
  CHECK(b.answers_sync());
}

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
