#include "emulator/main_run.hpp"

#include <catch2/catch.hpp>

using namespace emulator;

namespace {

struct Heard {
  std::string out, error;
  std::optional<MainRun::End> end;
};

Heard hear(std::string_view text, std::size_t at_once = 1, MainRun::Dialect dialect = MainRun::Dialect::micropython) {
  Heard heard;
  MainRun run{{[&](auto t) { heard.out += t; }, [&](auto t) { heard.error += t; }, [&](auto& e) { heard.end = e; }},
              dialect};
  for (std::size_t i = 0; i < text.size(); i += at_once) {
    const auto piece = text.substr(i, at_once);
    run.received({reinterpret_cast<const u8*>(piece.data()), piece.size()});
  }
  return heard;
}

const std::string banner =
    "MicroPython v1.9.2-34-gd64154c73 on 2017-09-01; micro:bit v1.0.1 with nRF51822\r\n"
    "Type \"help()\" for more information.\r\n>>> ";

}  // namespace

TEST_CASE("main run: a program that ends shows the prompt", "[repl]") {
  for (const std::size_t at_once : {1u, 7u, 1000u}) {
    const Heard heard = hear("one\r\ntwo\r\n" + banner, at_once);
    CHECK(heard.out == "one\ntwo\n");
    CHECK(heard.error.empty());
    REQUIRE(heard.end);
    CHECK(heard.end->code == 0);
  }
}

TEST_CASE("main run: a traceback before the prompt means that it raised", "[repl]") {
  const std::string traceback =
      "Traceback (most recent call last):\r\n  File \"__main__\", line 2, in <module>\r\nZeroDivisionError: divide\r\n";
  const Heard heard = hear("one\r\n" + traceback + banner);
  CHECK(heard.out == "one\n");
  CHECK(heard.error ==
        "Traceback (most recent call last):\n  File \"__main__\", line 2, in <module>\nZeroDivisionError: divide\n");
  REQUIRE(heard.end);
  CHECK(heard.end->raised);
  CHECK(heard.end->code == 1);

  const Heard caught = hear(traceback + "going on\r\n" + banner);
  REQUIRE(caught.end);
  CHECK_FALSE(caught.end->raised);
  CHECK(caught.end->code == 0);
}

TEST_CASE("main run: SystemExit's value is in its traceback", "[repl]") {
  const Heard heard = hear(
      "Traceback (most recent call last):\r\n  File \"__main__\", line 2, in <module>\r\nSystemExit: 3\r\n" + banner);
  REQUIRE(heard.end);
  CHECK(heard.end->code == 3);
}

TEST_CASE("main run: output that only begins like a banner is output", "[repl]") {
  const Heard heard = hear("MicroPython vaguely\r\nnext\r\nno newline MicroPython v1\r\nTrace\r\n>>> \r\n");
  CHECK(heard.out == "MicroPython vaguely\nnext\nno newline MicroPython v1\nTrace\n>>> \n");
  CHECK_FALSE(heard.end);
}

TEST_CASE("main run: output is passed on before its line ends", "[repl]") {
  CHECK(hear("name? ").out == "name? ");
  CHECK(hear("Trac").out.empty());
}

TEST_CASE("main run: output that does not end its line stands before the banner", "[repl]") {
  for (const std::size_t at_once : {1u, 7u, 1000u}) {
    const Heard heard = hear("one\r\nM MicroPython and Mi" + banner, at_once);
    CHECK(heard.out == "one\nM MicroPython and Mi");
    REQUIRE(heard.end);
    CHECK(heard.end->code == 0);
  }
}

TEST_CASE("main run: CircuitPython says when the program is done", "[repl]") {
  const std::string title =
      "\x1b]0;\xf0\x9f\x90\x8d"
      "Done | 9.2.1\x1b\\";
  const std::string done = title + "\r\nCode done running.\r\n";
  for (const std::size_t at_once : {1u, 7u, 1000u}) {
    const auto circuitpython = MainRun::Dialect::circuitpython;
    const Heard heard = hear(title + "one\r\n\r\n\r\ntwo\r\n" + done, at_once, circuitpython);
    CHECK(heard.out == "one\n\n\ntwo\n");
    REQUIRE(heard.end);
    CHECK(heard.end->code == 0);
    const Heard bad = hear(
        "Traceback (most recent call last):\r\n  File \"code.py\", line 1, in <module>\r\nValueError: x\r\n" + done,
        at_once, circuitpython);
    CHECK(bad.out.empty());
    CHECK_THAT(bad.error, Catch::EndsWith("ValueError: x\n"));
    REQUIRE(bad.end);
    CHECK(bad.end->code == 1);
    CHECK(hear("Code\r\n\r\nx", at_once, circuitpython).out == "Code\n\nx");
  }
}
