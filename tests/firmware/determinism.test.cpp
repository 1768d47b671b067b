// The commands that the examples' READMEs show, run again and again: the same register accesses, to the byte, however
// fast the run is made to be and whatever else the computer does.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "../emulator/cli/program.hpp"
#include "../emulator/cli/temporary.hpp"
#include "tests/places.hpp"

namespace {

namespace fs = std::filesystem;
using Arguments = testing::Program::Arguments;

// The first command of a README, without the program's name; its script by its whole path.
Arguments command_in(const fs::path& readme) {
  std::ifstream file{readme};
  Arguments words;
  bool goes_on = false;
  for (std::string line; std::getline(file, line) && (words.empty() || goes_on);) {
    if (!goes_on && !line.starts_with("    vivarium run ")) continue;
    goes_on = line.ends_with('\\');
    std::istringstream text{goes_on ? line.substr(0, line.size() - 1) : line};
    for (std::string word; text >> word;)
      words.push_back(word.starts_with("examples/") ? VIVARIUM_SOURCE_DIR "/" + word : word);
  }
  if (!words.empty()) words.erase(words.begin());
  return words;
}

struct Example {
  std::string name;
  Arguments command;
};

std::vector<Example> examples() {
  std::vector<Example> all;
  for (const auto& folder : fs::directory_iterator{VIVARIUM_SOURCE_DIR "/examples"})
    if (const auto name = folder.path().filename();  // scenarios: tests/examples/projects.test.cpp
        folder.is_directory() && name != "projects" && name != "two_picos")
      all.push_back({folder.path().filename(), command_in(folder.path() / "README.md")});
  std::ranges::sort(all, {}, &Example::name);
  return all;
}

struct Traced {
  testing::Finished done;
  std::string trace;
};

Traced traced(const Example& example, const Arguments& more) {
  const testing::Folder folder;
  Arguments arguments = example.command;
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.insert(arguments.end(), {"--trace", "registers=" + folder / "trace"});
  Traced result{testing::vivarium(arguments), {}};
  result.trace = folder.read("trace");
  return result;
}

// Keeps the processors busy while it lives.
class Load {
 public:
  Load() {
    for (auto& thread : threads_)
      thread = std::jthread{[this] {
        while (!over_) ++count_;
      }};
  }
  ~Load() { over_ = true; }

 private:
  std::atomic<bool> over_ = false;
  std::atomic<unsigned> count_ = 0;
  std::array<std::jthread, 2> threads_;
};

}  // namespace

TEST_CASE("examples: every README begins with a command", "[firmware][examples]") {
  REQUIRE(examples().size() >= 4);
  for (const Example& example : examples()) {
    INFO(example.name);
    REQUIRE(example.command.size() >= 3);
    CHECK(example.command[0] == "run");
    CHECK(fs::exists(example.command[2]));
  }
}

TEST_CASE("examples: two runs make the same register accesses, at any speed and under load", "[firmware][examples]") {
  for (const Example& example : examples()) {
    const std::string& board = example.command.at(1);
    if (!testing::has_firmware(board)) {
      WARN("skipped: " << example.name << ", no firmware image for " << board);
      continue;
    }
    INFO(example.name);
    const auto first = traced(example, {"--speed", "max"});
    CHECK(first.done.code == 0);
    CHECK(first.trace.size() > 100'000);
    const auto second = traced(example, {"--speed", "max"});
    CHECK((second.trace == first.trace));
    CHECK(second.done.out == first.done.out);
    CHECK(second.done.err == first.done.err);
    {
      const Load load;
      CHECK((traced(example, {"--speed", "max"}).trace == first.trace));
    }
    // In real time only the first half second, or less where the example is over by then.
    const auto real_time = traced(example, {"--speed", "1x", "--for", "500ms"});
    CHECK(real_time.trace.size() > 100'000);
    CHECK((first.trace.starts_with(real_time.trace)));
    CHECK((traced(example, {"--speed", "max", "--for", "500ms"}).trace == real_time.trace));
  }
}
