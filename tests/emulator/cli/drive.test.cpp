// Files on boards as users put and fetch them: `vivarium drive`, and --drive, with every firmware there is.
#include <catch2/catch.hpp>

#include "boards/library.hpp"
#include "emulator/cli/firmware_store.hpp"
#include "program.hpp"
#include "temporary.hpp"

using Catch::Contains;
using testing::Finished;
using testing::Folder;
using testing::Program;

namespace {

std::vector<std::string> images(const std::string& board, const std::string& kind = "") {
  std::vector<std::string> found;
  for (const auto& image : cli::FirmwareStore::of_this_user().look(boards::describe(board)))
    if (image.path.filename().string().find(kind) != std::string::npos) found.push_back(image.path);
  if (found.empty()) WARN("skipped: no firmware image for " + board);
  return found;
}

std::string any_bytes(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += static_cast<char>(i * 7 ^ i >> 8);
  return text;
}

struct Bench {
  explicit Bench(std::string i, std::string b = "pico") : image(std::move(i)), board(std::move(b)) {}
  Folder folder;
  std::string image, board;
  Program::Arguments with_flash(Program::Arguments words, const Program::Arguments& more) const {
    words.insert(words.end(), {board, "--flash", folder / "flash", "--firmware", image});
    if (std::filesystem::exists(folder / "flash")) words.resize(words.size() - 2);
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  Finished drive(const Program::Arguments& more) const { return Program{with_flash({"drive"}, more)}.finish(); }
  Finished run(const Program::Arguments& more) const { return Program{with_flash({"run"}, more)}.finish(); }
};

}  // namespace

TEST_CASE("drive: files go to a saved flash and come back, on every firmware", "[cli][firmware][drive]") {
  for (const auto& image : images("pico")) {
    INFO(image);
    Bench b{image};
    const std::string content = any_bytes(20000);
    b.folder.write("lib/deep/data.bin", content);
    b.folder.write("hello.py", "print('hello')\n");
    const auto sent = b.drive({"cp", "-r", b.folder / "lib", b.folder / "hello.py", ":"});
    CHECK(sent.err == "");
    REQUIRE(sent.code == 0);
    CHECK_THAT(b.drive({"ls"}).out, Contains("          15 hello.py\n") && Contains("           0 lib/\n"));
    CHECK(b.drive({"cat", "hello.py"}).out == "print('hello')\n");
    CHECK(b.drive({"cp", ":lib/deep/data.bin", b.folder / "back"}).code == 0);
    CHECK(b.folder.read("back") == content);
    CHECK_THAT(b.run({"-c", "import hello, os; print(os.stat('lib/deep/data.bin')[6])"}).out,
               Contains("hello\n20000\n"));
    CHECK(b.drive({"rm", "-r", ":lib"}).code == 0);
    CHECK(b.drive({"mkdir", "empty"}).code == 0);
    CHECK_THAT(b.drive({"ls"}).out, !Contains("lib/\n   ") && Contains("empty/"));
  }
}

TEST_CASE("drive: what goes wrong is a sentence, and the flash is as it was", "[cli][firmware][drive]") {
  for (const auto& image : images("pico")) {
    INFO(image);
    Bench b{image};
    CHECK_THAT(b.drive({"ls"}).err, Contains("there is no file"));
    CHECK_FALSE(std::filesystem::exists(b.folder / "flash"));
    b.folder.write("small", "x");
    b.folder.write("huge", any_bytes(2'500'000));
    REQUIRE(b.drive({"cp", b.folder / "small", ":"}).code == 0);
    const std::string before = b.folder.read("flash");
    const auto refused = [&](const Program::Arguments& words, const std::string& why) {
      const auto done = b.drive(words);
      CHECK(done.code == 2);
      CHECK_THAT(done.err, Contains(why));
      CHECK(b.folder.read("flash") == before);
    };
    refused({"cp", b.folder / "small", b.folder / "huge", ":"}, "room");
    refused({"cp", b.folder / "small", ":none/x"}, "there is no directory");
    refused({"cp", b.folder / "small", ":none/"}, "no directory");
    refused({"cp", b.folder.path().string(), ":"}, "cp -r");
    refused({"cp", b.folder / "small", b.folder / "other"}, "colon");
    refused({"cat", "none"}, "there is no file");
    refused({"rm", "none"}, "there is no file");
  }
}

TEST_CASE("drive: a folder is the content of boards without a USB drive", "[cli][firmware][drive]") {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& image : images("microbit")) all.emplace_back("microbit", image);
  for (const auto& image : images("pico", "circuitpython").empty() ? std::vector<std::string>{} : images("pico"))
    if (image.find("circuitpython") == image.npos) all.emplace_back("pico", image);
  for (const auto& [board, image] : all) {
    INFO(image);
    Bench b{image, board};
    b.folder.write("files/konst.py", "X = 41\n");
    b.folder.write("files/gone", "bye");
    const auto done = b.run({"--drive", b.folder / "files", "-c",
                             "import konst, os\nprint(konst.X + 1)\nf = open('log', 'w')\nf.write('seen')\nf.close()\n"
                             "os.remove('gone')\n"});
    CHECK(done.err == "");
    CHECK(done.code == 0);
    CHECK(done.out == "42\n");
    CHECK(b.folder.read("files/log") == "seen");
    CHECK_FALSE(std::filesystem::exists(b.folder / "files/gone"));
    // Changed on both sides: nothing is lost.
    b.folder.write("files/konst.py", "X = 1\n");
    const auto again = b.run({"--drive", b.folder / "files", "-c", "import konst\nprint(konst.X)\n"});
    CHECK(again.out == "1\n");
    CHECK_THAT(again.err, Contains("konst.py was changed both here and on the board"));
    CHECK(b.folder.read("files/konst (board).py") == "X = 41\n");
  }
}

TEST_CASE("drive: a script that is interrupted leaves its files in the folder", "[cli][firmware][drive]") {
  for (const auto& image : images("pico", "RPI_PICO")) {
    Bench b{image};
    Program program{
        b.with_flash({"run"}, {"--drive", b.folder / "files", "-c",
                               "f = open('log', 'w')\nf.write('x')\nf.close()\nprint('on')\nwhile True: pass"})};
    program.read_until([](const Finished& so_far) { return so_far.out.find("on") != std::string::npos; });
    program.signal(SIGINT);
    CHECK(program.finish().code == 130);
    CHECK(b.folder.read("files/log") == "x");
  }
}

TEST_CASE("run: a board that resets itself ends the script", "[cli][firmware][drive]") {
  for (const auto& image : images("pico")) {
    INFO(image);
    const bool circuitpython = image.find("circuitpython") != image.npos;
    const std::string script =
        circuitpython ? "import microcontroller, time\nprint('on')\ntime.sleep(0.1)\nmicrocontroller.reset()"
                      : "import machine, time\nprint('on')\ntime.sleep(0.1)\nmachine.reset()";
    const auto done = Program{{"run", "pico", "--firmware", image, "--for", "60s", "-c", script}}.finish();
    CHECK(done.code == 3);
    CHECK_THAT(done.out, Contains("on"));
    CHECK_THAT(done.err, Contains("the board reset itself before the script had ended"));
  }
}

TEST_CASE("drive: what a folder brought can be recorded and replayed without it", "[cli][firmware][drive][record]") {
  for (const auto& image : images("pico")) {
    INFO(image);
    Folder folder;
    folder.write("files/data.txt", std::string(3000, 'x'));
    folder.write("files/code.py", "print('from', len(open('data.txt').read()))\n");
    const auto play = [&](const Program::Arguments& more, const std::string& trace) {
      Program::Arguments words{"run", "pico", "--firmware", image, "--for", "12s", "--speed", "max"};
      words.insert(words.end(), {"--trace", "serial=" + folder / trace});
      words.insert(words.end(), more.begin(), more.end());
      return Program{words}.finish();
    };
    const auto recorded = play({"--drive", folder / "files", "--record", folder / "record", "--tcp", "0"}, "first");
    if (image.find("circuitpython") == std::string::npos) {
      CHECK(recorded.code == 2);
      CHECK_THAT(recorded.err, Contains("--record: the firmware has no USB drive"));
      continue;
    }
    CHECK(recorded.code == 0);
    std::filesystem::remove_all(folder.path() / "files");
    const auto again = play({"--replay", folder / "record"}, "second");
    CHECK(again.code == 0);
    CHECK_THAT(again.out, Contains("from 3000"));
    CHECK((folder.read("first") == folder.read("second")));
  }
}
