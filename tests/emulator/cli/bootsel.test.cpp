// Firmware by the bootloader's drive, as users put it there: run --bootsel.
#include <catch2/catch.hpp>

#include "boards/library.hpp"
#include "emulator/cli/firmware_store.hpp"
#include "program.hpp"
#include "temporary.hpp"

using Catch::Contains;
using testing::Folder;
using testing::Program;

namespace {

const std::string sum = "print(6*7)";

}  // namespace

TEST_CASE("run --bootsel: a UF2 copied to the board's drive is what starts, now and at the next run",
          "[cli][firmware]") {
  NEEDS_FIRMWARE("pico");
  for (const auto& image : cli::FirmwareStore::of_this_user().look(boards::describe("pico"))) {
    INFO(image.path);
    Folder folder;
    const auto first =
        Program{{"run", "pico", "--bootsel", image.path, "--flash", folder / "flash", "-c", sum}}.finish();
    CHECK(first.err == "");
    CHECK(first.out == "42\n");
    CHECK(first.code == 0);
    CHECK(Program{{"run", "pico", "--flash", folder / "flash", "-c", sum}}.finish().out == "42\n");
  }
}

TEST_CASE("run --bootsel: what is no firmware is taken and does not start", "[cli]") {
  Folder folder;
  folder.write("hello.txt", "hello");
  const auto end = Program{{"run", "pico", "--bootsel", folder / "hello.txt", "-c", sum}}.finish();
  CHECK(end.code == 2);
  CHECK_THAT(end.err, Contains("hello.txt and did not restart"));
}

TEST_CASE("run --bootsel: wrong uses are told", "[cli]") {
  const auto error = [](Program::Arguments words) {
    const auto end = Program{words}.finish();
    CHECK(end.code == 2);
    return end.err;
  };
  CHECK_THAT(error({"run", "pico", "--bootsel", "nowhere.uf2"}), Contains("cannot read nowhere.uf2"));
  CHECK_THAT(error({"run", "pico", "--bootsel", "a.uf2", "--firmware", "b.uf2"}), Contains("--bootsel"));
  CHECK_THAT(error({"run", "pico", "--bootsel", "a.uf2", "--load-snapshot", "s"}), Contains("--bootsel"));
}
