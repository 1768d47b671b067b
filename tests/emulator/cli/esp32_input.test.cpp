// What can be wrong with what an ESP32 is started from: each is one sentence, and nothing is run.
#include <catch2/catch.hpp>
#include <fstream>

#include "boards/library.hpp"
#include "emulator/cli/firmware_store.hpp"
#include "emulator/hash.hpp"
#include "http_server.hpp"
#include "program.hpp"
#include "refuses.hpp"
#include "temporary.hpp"
#include "tests/places.hpp"

using Catch::Contains;
using testing::Environment;
using testing::Folder;
using testing::HttpServer;
using testing::refuses;
using testing::vivarium;

namespace {

void runs_not(const std::string& image, const std::string& sentence) {
  refuses({"run", "esp32", "-c", "1", "--firmware", image}, 2, sentence);
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string rom_path() { return cli::FirmwareStore::of_this_user().rom("esp32_rev300_rom.elf").string(); }
std::string image_path() { return cli::FirmwareStore::of_this_user().look(boards::describe("esp32")).front().path; }

// An archive as Espressif's, with this file in it.
std::string archive(const Folder& folder, const std::string& name, const std::string& content) {
  folder.write("pack/" + name, content);
  folder.write("pack/LICENSE", "text");
  REQUIRE(std::system(("tar -C '" + folder / "pack" + "' -czf '" + folder / "roms.tar.gz" + "' .").c_str()) == 0);
  return folder.read("roms.tar.gz");
}

std::string digest(const std::string& text) {
  return emulator::to_hex(emulator::sha256({reinterpret_cast<const unsigned char*>(text.data()), text.size()}));
}

}  // namespace

TEST_CASE("ESP32: images that cannot start are refused in one sentence", "[cli][esp32]") {
  NEEDS_FIRMWARE("esp32");
  Folder folder;
  const std::string image = bytes_of(image_path());
  const auto with = [&](std::size_t at, char byte) {
    std::string changed = image;
    changed[at] = byte;
    return changed;
  };
  runs_not(folder.write("truncated.bin", image.substr(0, 0x100000)), "truncated.bin: ends at 0x100000, inside ");
  runs_not(folder.write("boot.bin", image.substr(0, 0x8000)), "boot.bin: there is no application in its partitions");
  runs_not(folder.write("app.bin", image.substr(0xf000)), "app.bin: is an application without boot loader");
  runs_not(folder.write("shifted.bin", std::string(0x2000, '\xff') + image),
           "shifted.bin: has its first program at 0x2000, but an ESP32 starts from 0x1000");
  runs_not(folder.write("damaged.bin", with(0x12345, static_cast<char>(image[0x12345] ^ 1))), "checksum is");
  // With another header the digest at the end is another one; byte 23 says that there is none.
  const auto with_header = [&](std::size_t at, char byte) {
    std::string changed = with(at, byte);
    changed[23] = 0;
    return changed;
  };
  runs_not(folder.write("other.bin", with_header(12, 9)), "other.bin: is for the ESP32-S3, not for the ESP32");
  runs_not(folder.write("large.bin", with_header(3, '\x40')),
           "large.bin: is made for a flash of 16 MiB, the board's has 4 MiB");
  runs_not(folder.write("elf.bin", std::string("\x7f"
                                               "ELF\x02\x01\x01",
                                               7) +
                                       std::string(60, '\0')),
           "is a 64-bit ELF file");
  refuses({"run", "esp32", "-c", "1", "--rom", folder.write("rom.bin", "nothing")}, 2,
          "the ESP32's ROM: the file is no ROM of an ESP32");
}

TEST_CASE("ESP32: without its mask ROM it says where to get it", "[cli][esp32]") {
  NEEDS_FIRMWARE("esp32");
  Folder folder;
  const std::string image = image_path();
  const Environment given{"VIVARIUM_FIRMWARE", folder / "none"}, cache{"XDG_CACHE_HOME", folder.path()};
  runs_not(image, "`vivarium firmware fetch esp32` gets it");
  const auto list = vivarium({"firmware", "esp32"});
  CHECK(list.code == 0);
  CHECK_THAT(list.out, Contains("boot ROM: esp32_rev300_rom.elf is missing") && Contains("firmware fetch esp32"));
}

TEST_CASE("ESP32: image and mask ROM are fetched, checked, stored and then found", "[cli][esp32]") {
  NEEDS_FIRMWARE("esp32");
  Folder cache, made;
  const std::string image = bytes_of(image_path()), rom = bytes_of(rom_path());
  const std::string roms = archive(made, "esp32_rev300_rom.elf", rom);
  const Environment given{"VIVARIUM_FIRMWARE", cache / "none"}, xdg{"XDG_CACHE_HOME", cache.path()};
  HttpServer server{[&](const std::string& path) {
    return path == "/esp32.bin"     ? HttpServer::ok(image)
           : path == "/roms.tar.gz" ? HttpServer::ok(roms)
           : path == "/cut.tar.gz"  ? HttpServer::ok(roms.substr(0, roms.size() / 2))
                                    : HttpServer::not_found();
  }};
  const auto fetch = [&](const std::string& archive, const std::string& sha256) {
    return vivarium({"firmware", "fetch", "esp32", "--url", server.url("/esp32.bin"), "--sha256", digest(image),
                     "--rom-url", server.url(archive), "--rom-sha256", sha256});
  };
  const auto fails = [&](const std::string& archive, const std::string& sha256, const std::string& sentence) {
    const auto done = fetch(archive, sha256);
    CHECK(done.code == 2);
    CHECK_THAT(done.err, Catch::StartsWith("vivarium: ") && Contains(sentence));
    CHECK(std::count(done.err.begin(), done.err.end(), '\n') == 1);
    CHECK_FALSE(std::filesystem::exists(cache / "vivarium/firmware/rom/esp32_rev300_rom.elf"));
  };
  fails("/gone.tar.gz", "", "404 (not found)");
  fails("/roms.tar.gz", std::string(64, '0'), "is not the file that is known");
  fails("/cut.tar.gz", "", "is no gzip file, or is damaged or cut off");
  fails("/esp32.bin", "", "is no gzip file");

  const auto good = fetch("/roms.tar.gz", digest(roms));
  INFO(good.err);
  CHECK(good.code == 0);
  CHECK_THAT(good.out, Contains(digest(image)) && Contains(digest(rom)));
  CHECK(cache.read("vivarium/firmware/rom/esp32_rev300_rom.elf") == rom);
  CHECK_THAT(vivarium({"firmware", "esp32"}).out, Contains("boot ROM: " + cache / "vivarium/firmware/rom/"));
  CHECK_THAT(fetch("/gone.tar.gz", "").out, Contains("(the boot ROM, there already)"));
  CHECK(vivarium({"run", "esp32", "-c", "print(6*7)", "--firmware",
                  cache / "vivarium/firmware/esp32/firmware-custom/esp32.bin"})
            .out == "42\n");
}

TEST_CASE("ESP32: an archive without the mask ROM, or with another file by its name, is refused", "[cli][esp32]") {
  NEEDS_FIRMWARE("esp32");
  Folder cache;
  const std::string image = bytes_of(image_path());
  const Environment given{"VIVARIUM_FIRMWARE", cache / "none"}, xdg{"XDG_CACHE_HOME", cache.path()};
  Folder a, b;
  const std::string none = archive(a, "esp32s2_rev0_rom.elf", "x"), other = archive(b, "esp32_rev300_rom.elf", "x");
  HttpServer server{[&](const std::string& path) {
    return HttpServer::ok(path == "/none" ? none : path == "/other" ? other : image);
  }};
  for (const auto& [path, sentence] : {std::pair{"/none", "has no file esp32_rev300_rom.elf inside"},
                                       std::pair{"/other", "is no ROM of an ESP32 of revision 0 or 3"}}) {
    const auto done =
        vivarium({"firmware", "fetch", "esp32", "--url", server.url("/esp32.bin"), "--rom-url", server.url(path)});
    INFO(done.err);
    CHECK(done.code == 2);
    CHECK_THAT(done.err, Contains(sentence));
  }
}
