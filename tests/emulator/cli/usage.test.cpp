// The real program, without firmware: help, mistakes, boards, fetching.
#include <sys/stat.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "emulator/hash.hpp"
#include "http_server.hpp"
#include "program.hpp"
#include "refuses.hpp"
#include "temporary.hpp"
#include "tests/places.hpp"

using testing::Environment;
using testing::Folder;
using testing::HttpServer;
using testing::refuses;
using testing::vivarium;

TEST_CASE("program: version and help", "[cli]") {
  const auto version = vivarium({"--version"});
  CHECK(version.code == 0);
  CHECK_THAT(version.out, Catch::StartsWith("vivarium " VIVARIUM_VERSION "\n") && Catch::Contains("interpreter"));
  const auto help = vivarium({"--help"});
  CHECK(help.code == 0);
  for (const char* command : {"run", "boards", "firmware", "disassemble", "snapshot"}) {
    CHECK_THAT(help.out, Catch::Contains(command));
    const auto own = vivarium({command, "--help"});
    CHECK(own.code == 0);
    CHECK_THAT(own.out, Catch::Contains("Examples:"));
  }
  CHECK(std::count(help.out.begin(), help.out.end(), '\n') < 32);  // a line for each command, on one screen
  const auto run = vivarium({"run", "--help"});
  for (const char* option : {"SCRIPT",   "--code",     "--firmware",      "--for",           "--speed",     "--seed",
                             "--engine", "--lockstep", "--pty",           "--tcp",           "--rfc2217",   "--gdb",
                             "--flash",  "--strict",   "--log",           "--trace",         "--as-main",   "--press",
                             "--set",    "--show",     "--save-snapshot", "--load-snapshot", "Exit codes:", "124"})
    CHECK_THAT(run.out, Catch::Contains(option));
}

TEST_CASE("program: mistakes are one sentence and exit code 2", "[cli]") {
  refuses({}, 2, "--help` explains");
  refuses({"fly"}, 2, "fly");
  refuses({"run"}, 2, "BOARD is required");
  refuses({"run", "microbot", "-c", "1"}, 2, "microbit");
  refuses({"run", "microbit", "/no/such/script.py"}, 2, "/no/such/script.py");
  refuses({"run", "microbit", "a.py", "-c", "1"}, 2, "a script is given already");
  refuses({"run", "microbit", "-c", "1", "--for", "soon"}, 2, "\"soon\" is no duration");
  refuses({"run", "microbit", "-c", "1", "--speed", "fast"}, 2, "fast");
  refuses({"run", "microbit", "-c", "1", "--press", "A"}, 2, "should look like A@1s");
  refuses({"run", "microbit", "-c", "1", "--press", "A@2s..1s"}, 2, "lets go before it presses");
  refuses({"run", "microbit", "-c", "1", "--trace", "wires"}, 2, "registers, instructions and serial");
  refuses({"run", "microbit", "-c", "1", "--engine", "steam"}, 2, "steam");
  refuses({"run", "microbit", "-c", "1", "--firmware", "/no/such.hex"}, 2, "/no/such.hex");
  refuses({"boards", "microbti"}, 2, "did you mean microbit");
  refuses({"snapshot", "show", VIVARIUM_SOURCE_DIR "/LICENSE"}, 2, "is not a snapshot of vivarium");
}

TEST_CASE("program: images that are not for the board are refused", "[cli]") {
  Folder folder;
  const auto junk = folder.write("junk.hex", ":0100000001FE\n");
  refuses({"run", "microbit", "-c", "1", "--firmware", junk}, 2, "junk.hex");
  const auto elsewhere = folder.write("elsewhere.hex", ":020000042000DA\n:0400000001020304F2\n:00000001FF\n");
  refuses({"run", "microbit", "-c", "1", "--firmware", elsewhere}, 2, "elsewhere.hex");
}

TEST_CASE("program: boards and what one is made of", "[cli]") {
  const auto all = vivarium({"boards"});
  CHECK(all.code == 0);
  CHECK_THAT(all.out, Catch::Contains("microbit"));
  const auto one = vivarium({"boards", "microbit"});
  CHECK(one.code == 0);
  for (const char* word : {"nRF51822", "P0.17", "button_a", "acceleration_x", "mma8653", "Firmware", "Not modelled"})
    CHECK_THAT(one.out, Catch::Contains(word));
}

TEST_CASE("program: no firmware anywhere is told with what to do", "[cli]") {
  Folder empty;
  const Environment given{"VIVARIUM_FIRMWARE", empty.path()}, cache{"XDG_CACHE_HOME", empty.path()};
  const auto list = vivarium({"firmware", "microbit"});
  CHECK(list.code == 0);
  CHECK_THAT(list.out, Catch::Contains("$VIVARIUM_FIRMWARE " + empty.path().string()) && Catch::Contains("nothing"));
  if (!testing::has_firmware("microbit"))
    refuses({"run", "microbit", "-c", "1"}, 2, "`vivarium firmware fetch microbit` downloads one");
}

TEST_CASE("program: firmware is fetched, checked, stored and then found", "[cli]") {
  Folder cache;
  const Environment given{"VIVARIUM_FIRMWARE", cache / "none"}, xdg{"XDG_CACHE_HOME", cache.path()};
  const std::string image = ":00000001FF\n";
  const std::string digest =
      emulator::to_hex(emulator::sha256({reinterpret_cast<const unsigned char*>(image.data()), image.size()}));
  HttpServer server{
      [&](const std::string& path) { return path == "/toy.hex" ? HttpServer::ok(image) : HttpServer::not_found(); }};
  const auto good =
      vivarium({"firmware", "fetch", "microbit", "9.9", "--url", server.url("/toy.hex"), "--sha256", digest});
  INFO(good.err);
  CHECK(good.code == 0);
  CHECK_THAT(good.out, Catch::Contains(digest));
  CHECK(cache.read("vivarium/firmware/microbit/firmware-9.9/toy.hex") == image);

  refuses({"firmware", "fetch", "microbit", "--url", server.url("/gone.hex")}, 2, "404 (not found)");
  refuses({"firmware", "fetch", "microbit", "--url", "http://127.0.0.1:1/x.hex"}, 2, "cannot download");
  refuses({"firmware", "fetch", "microbit", "--url", server.url("/toy.hex"), "--sha256", std::string(64, '0')}, 2,
          "is not the file that is known");
  refuses({"firmware", "fetch", "microbit", "0.0"}, 2, "there is no version 0.0 for microbit; there are: ");
}
