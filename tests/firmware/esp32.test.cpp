// MicroPython's official images on the ESP32, from the mask ROM on.
#include <catch2/catch.hpp>

#include "emulator/host/file.hpp"
#include "tests/firmware/bench.hpp"

using namespace firmware;
using emulator::RawRepl;

namespace {

boards::BoardDescription esp32(const std::string& name = "esp32") { return cli::describe_board(name); }

bool has_rom(const boards::BoardDescription& board) {
  if (!board.rom.empty()) return true;
  WARN("skipped: no mask ROM for " << board.name);
  return false;
}

std::vector<std::string> images(const std::string& board) {
  std::vector<std::string> found;
  for (const auto& image : cli::FirmwareStore::of_this_user().look(boards::describe(board)))
    if (image.entry) found.push_back(image.path.string());
  if (found.empty()) WARN("skipped: no firmware image for " << board);
  return found;
}

std::string gaps(const emulator::Machine& machine) {
  std::string text;
  for (const auto& finding : machine.findings())
    if (emulator::is_our_gap(finding.kind)) text += finding.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("ESP32: every image boots to its prompt, and touches nothing that is missing", "[firmware][esp32]") {
  const auto board = esp32();
  if (!has_rom(board)) return;
  for (const std::string& image : images("esp32")) {
    INFO(image);
    Bench b{1, board};
    b.boot(image);
    CHECK(b.run("print(6*7)", RawRepl::From::power_on) == "42\n");
    CHECK(gaps(b.machine) == "");
  }
}

TEST_CASE("ESP32: a chip of revision 0 boots too", "[firmware][esp32]") {
  auto board = esp32();
  const auto rom = cli::FirmwareStore::of_this_user().rom("esp32_rev0_rom.elf");
  if (rom.empty()) {
    WARN("skipped: no mask ROM of revision 0");
    return;
  }
  board.rom = emulator::read_file(rom.string());
  for (const std::string& image : images("esp32")) {
    INFO(image);
    Bench b{1, board};
    b.boot(image);
    CHECK(b.run("import _thread,time\n_thread.start_new_thread(print, (42,))\ntime.sleep_ms(50)",
                RawRepl::From::power_on) == "42\n");
  }
}

TEST_CASE("ESP32: radios start and end cleanly in empty air", "[firmware][esp32]") {
  const auto board = esp32();
  const auto image = images("esp32");
  if (!has_rom(board) || image.empty()) return;
  const auto says = [&](const std::string& script) {
    Bench b{1, board};
    b.boot(image.front());
    const std::string said = b.run(script, RawRepl::From::power_on);
    CHECK(gaps(b.machine) == "");
    return said;
  };
  CHECK(says("import bluetooth\nb=bluetooth.BLE()\nprint(b.active(True), b.active())\nprint(len(b.config('mac')[1]))\n"
             "print(b.active(False), b.active(True))") == "True True\n6\nFalse True\n");
  CHECK(says("import bluetooth,time\nb=bluetooth.BLE()\nb.active(True)\nseen=[]\nb.irq(lambda e,d: seen.append(e))\n"
             "b.gap_advertise(100000, b'\\x02\\x01\\x06')\ntime.sleep(1)\nb.gap_advertise(None)\n"
             "b.gap_scan(1000)\ntime.sleep(2)\nprint(seen)") == "[6]\n");  // _IRQ_SCAN_DONE
  CHECK(says("import network\nw=network.WLAN(network.STA_IF)\nprint(w.active(True), w.scan(), w.active(False))") ==
        "True [] False\n");
  CHECK(says("import network,time\nw=network.WLAN(network.STA_IF)\nw.active(True)\nw.connect('nobody','12345678')\n"
             "while w.status()==network.STAT_CONNECTING: time.sleep_ms(100)\n"
             "print(w.isconnected(), w.status()==network.STAT_NO_AP_FOUND)") == "False True\n");
  CHECK(says("import network,time\nw=network.WLAN(network.AP_IF)\nprint(w.active(True))\ntime.sleep(1)\n"
             "print(w.status('stations'), w.active(False))") == "True\n[] False\n");
  CHECK(
      says("import network,espnow\nw=network.WLAN(network.STA_IF)\nw.active(True)\ne=espnow.ESPNow()\ne.active(True)\n"
           "e.add_peer(b'\\xff'*6)\nprint(e.send(b'\\xff'*6, b'hello'), e.recv(100), e.active(False))") ==
      "True (None, None) False\n");
}

TEST_CASE("ESP32: an image for SPIRAM finds it", "[firmware][esp32]") {
  const auto board = esp32("esp32_wrover");
  const auto image = images("esp32_wrover");
  if (!has_rom(board) || image.empty()) return;
  Bench b{1, board};
  b.boot(image.front());
  CHECK(b.run("import gc\ngc.collect()\nprint(gc.mem_free() > 4000000)", RawRepl::From::power_on) == "True\n");
}

TEST_CASE("ESP32: both cores, clocks, files, resets", "[firmware][esp32]") {
  const auto board = esp32();
  const auto image = images("esp32");
  if (!has_rom(board) || image.empty()) return;
  Bench b{1, board};
  b.boot(image.front());
  CHECK(b.run("import machine\nmachine.freq(240000000)\nprint(machine.freq(), machine.reset_cause())",
              RawRepl::From::power_on) == "240000000 1\n");
  CHECK(b.run("import time\nt=time.ticks_us()\ntime.sleep_ms(50)\nt=time.ticks_us()-t\nprint(50000<=t<50500)",
              RawRepl::From::running) == "True\n");
  CHECK(b.run("f=open('x.txt','w')\nf.write('kept')\nf.close()\nprint(open('x.txt').read())", RawRepl::From::running) ==
        "kept\n");
  CHECK(
      b.run("import _thread,time\nr=[]\n_thread.start_new_thread(lambda: r.append(1), ())\ntime.sleep_ms(50)\nprint(r)",
            RawRepl::From::running) == "[1]\n");
}

TEST_CASE("ESP32: a run is the same again, and goes on from a snapshot", "[firmware][esp32]") {
  const auto board = esp32();
  const auto image = images("esp32");
  if (!has_rom(board) || image.empty()) return;
  const std::string script = "import os,time\nprint(os.urandom(4), time.ticks_us())";
  const auto once = [&] {
    Bench b{3, board};
    b.boot(image.front());
    return b.run(script, RawRepl::From::power_on);
  };
  const std::string first = once();
  CHECK(first == once());

  Bench a{3, board};
  a.boot(image.front());
  a.run("x = 41", RawRepl::From::power_on);
  emulator::State saved;
  a.machine.serialize(saved);
  const std::string direct = a.run("x += 1\nprint(x)\n" + script, RawRepl::From::running);
  Bench c{3, board};
  c.boot(image.front());
  emulator::State loaded{saved.data()};
  c.machine.serialize(loaded);
  CHECK(loaded.at_end());
  CHECK(c.run("x += 1\nprint(x)\n" + script, RawRepl::From::running) == direct);
}
