// A real board, frozen after boot and thawed a hundred times. How long that takes: tests/bench/bench.py.
#include "emulator/snapshot.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace emulator;
using firmware::Bench;

namespace {

const std::string script =
    "from microbit import *\nimport random\n"
    "print(x, running_time(), temperature(), accelerometer.get_values(), random.randrange(10**6))\n";

}  // namespace

TEST_CASE("snapshot: a booted micro:bit goes on the same way a hundred times", "[firmware]") {
  const auto image = firmware::image_of("microbit");
  if (image.empty()) return;
  std::vector<u8> file;
  {
    Bench bench;
    bench.boot(image);
    CHECK(bench.run("x = 42", RawRepl::From::power_on).empty());
    file = Snapshot{.board = "microbit", .state = bench.session.save()}.encode();
  }
  std::string first;
  for (int i = 0; i < 100; ++i) {
    Bench bench;
    bench.machine.power_on();
    bench.session.load(Snapshot::decode(file, "snapshot").state);
    const std::string out = bench.run(script, RawRepl::From::running);
    if (i == 0) first = out;
    REQUIRE(out == first);
  }
  CHECK_THAT(first, Catch::StartsWith("42 "));
}
