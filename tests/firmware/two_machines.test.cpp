// Nothing is shared between machines: run by turns in one process, each does what it does alone.
#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "bench.hpp"

using namespace std::chrono_literals;
using firmware::Bench;

namespace {

struct Task {
  emulator::u64 seed;
  std::string script;
};

// Something of everything: arithmetic, sleep, random numbers, the display, the sensors, the radio, files.
const Task tasks[] = {
    {1,
     "from microbit import *\nimport random\n"
     "for i in range(5):\n  display.show(i)\n  print(i, running_time(), temperature(), accelerometer.get_values())\n"
     "  sleep(random.randrange(50))\nprint(random.randrange(10**6))\n"},
    {2,
     "from microbit import *\nimport radio, random\nradio.on()\nradio.send('anybody?')\n"
     "x = 1\nfor i in range(3000):\n  x = x * 3 + i & 0xffff\nprint(x, random.random())\n"
     "with open('a', 'w') as a:\n  a.write('kept')\nprint(open('a').read(), compass.get_field_strength())\n"
     "display.scroll('x')\nprint(running_time(), radio.receive())\n"},
};

struct Result {
  std::string out, trace;
  emulator::Time end;
};

Result result_of(Bench& bench) {
  bench.finish();
  return {bench.out, bench.trace, bench.machine.now()};
}

void begin(Bench& bench, const std::string& image, const Task& task) {
  bench.trace_registers();
  bench.boot(image);
  bench.start(task.script);
}

Result alone(const std::string& image, const Task& task) {
  Bench bench{task.seed};
  begin(bench, image, task);
  while (!bench.over()) bench.run(1s);
  return result_of(bench);
}

void check_same(const Result& result, const Result& expected) {
  CHECK(result.out == expected.out);
  CHECK(result.end == expected.end);
  CHECK((result.trace == expected.trace));
}

}  // namespace

TEST_CASE("two machines: by turns in one process, they do what each does alone", "[firmware]") {
  const auto image = firmware::image_of("microbit");
  if (image.empty()) return;
  const std::array<Result, 2> expected{alone(image, tasks[0]), alone(image, tasks[1])};
  for (const Result& each : expected) {
    CHECK(each.out.find("Error") == std::string::npos);
    CHECK(each.trace.size() > 100'000);
  }
  CHECK(expected[0].out != expected[1].out);

  Bench first{tasks[0].seed}, second{tasks[1].seed};
  begin(first, image, tasks[0]);
  begin(second, image, tasks[1]);
  while (!first.over() || !second.over()) {
    if (!first.over()) first.run(700us);
    if (!second.over()) second.run(1100us);
  }
  check_same(result_of(first), expected[0]);
  check_same(result_of(second), expected[1]);
}

TEST_CASE("two machines: on two threads, they do what each does alone", "[firmware]") {
  const auto image = firmware::image_of("microbit");
  if (image.empty()) return;
  std::array<Result, 2> together;
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t i = 0; i < 2; ++i) threads[i] = std::jthread{[&, i] { together[i] = alone(image, tasks[i]); }};
  }
  for (std::size_t i = 0; i < 2; ++i) check_same(together[i], alone(image, tasks[i]));
}
