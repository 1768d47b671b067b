#include "emulator/script_run.hpp"

#include <catch2/catch.hpp>

#include "fake_interpreter.hpp"

using namespace emulator;
using namespace std::chrono_literals;
using End = ScriptRun::End;

namespace {

// A script, an interpreter and the wire between them, in steps of 10 us.
struct Stage {
  Stage(fake::Interpreter::Options options, std::function<fake::Result(const std::string&)> execute)
      : interpreter(options, std::move(execute)) {
    interpreter.say = [this](std::string text) { said += text; };
  }

  End run(const std::string& script, RawRepl::From from = RawRepl::From::power_on, Duration limit = 60s) {
    ScriptRun run{script,
                  "script.py",
                  {},
                  {.send = [this](std::span<const u8> b) { interpreter.send(b); },
                   .unsent = [this] { return interpreter.unsent(); },
                   .out = [this](std::string_view t) { out += t; },
                   .error = [this](std::string_view t) { error += t; },
                   .on_start = {},
                   .on_end = [](const End&) {}}};
    run.start(now, from);
    for (; !run.end() && now < Time{limit}; now += 10us) {
      interpreter.tick(now);
      for (const std::string text = std::exchange(said, {}); const char c : text) {  // one byte at a time
        const u8 byte = static_cast<u8>(c);
        if (!run.end()) run.received(now, {&byte, 1});
      }
      if (!run.end() && now >= run.next()) run.elapsed(now);
    }
    return run.end() ? *run.end() : End{End::Kind::failed, -1, false, "the test's time is over"};
  }

  fake::Interpreter interpreter;
  Time now{};
  std::string said, out, error;
};

fake::Result prints_42(const std::string&) { return {"42\r\n", ""}; }

std::string long_script() {
  std::string script;
  for (int i = 0; i < 200; ++i) script += "print('line number', " + std::to_string(i) + ")\n";
  return script;
}

}  // namespace

TEST_CASE("script run: an empty script does nothing and ends well", "[repl]") {
  for (const bool raw_paste : {false, true}) {
    Stage stage{{.raw_paste = raw_paste}, [](const std::string&) { return fake::Result{"", ""}; }};
    const End end = stage.run("");
    CHECK(end.kind == End::Kind::returned);
    CHECK(end.code == 0);
    CHECK(stage.out.empty());
  }
}

TEST_CASE("script run: output, line ends and exit code of a script that returns", "[repl]") {
  for (const bool raw_paste : {false, true}) {
    Stage stage{{.raw_paste = raw_paste}, prints_42};
    const End end = stage.run("print(6*7)");
    CHECK(end.kind == End::Kind::returned);
    CHECK(end.code == 0);
    CHECK(stage.out == "42\n");
    CHECK(stage.error.empty());
    CHECK(stage.interpreter.executed == std::vector<std::string>{"print(6*7)"});
  }
}

TEST_CASE("script run: a traceback goes to the other stream and the code is 1", "[repl]") {
  Stage stage{{}, [](const std::string&) {
                return fake::Result{"before\r\n", "Traceback (most recent call last):\r\nZeroDivisionError: \r\n"};
              }};
  const End end = stage.run("1/0");
  CHECK(end.kind == End::Kind::raised);
  CHECK(end.code == 1);
  CHECK(stage.out == "before\n");
  CHECK(stage.error == "Traceback (most recent call last):\nZeroDivisionError: \n");
}

TEST_CASE("script run: a long script passes a small receive buffer whole", "[repl]") {
  Stage stage{{}, prints_42};
  CHECK(stage.run(long_script()).kind == End::Kind::returned);
  CHECK(stage.interpreter.lost == 0);
  CHECK(stage.interpreter.executed == std::vector<std::string>{long_script()});
}

TEST_CASE("script run: raw-paste keeps within the window and is faster", "[repl]") {
  Stage plain{{}, prints_42};
  plain.run(long_script());
  Stage paste{{.raw_paste = true}, prints_42};
  CHECK(paste.run(long_script()).kind == End::Kind::returned);
  CHECK(paste.interpreter.lost == 0);
  CHECK(paste.interpreter.executed == std::vector<std::string>{long_script()});
  CHECK(paste.now < plain.now);
}

TEST_CASE("script run: an interpreter that knows of raw-paste but lacks it gets plain pieces", "[repl]") {
  Stage stage{{.knows_request = true}, prints_42};
  CHECK(stage.run("print(6*7)").kind == End::Kind::returned);
  CHECK(stage.out == "42\n");
}

TEST_CASE("script run: a compiler that gives up in the middle of raw-paste is heard", "[repl]") {
  Stage stage{{.raw_paste = true, .refuses_after = 100}, [](const std::string&) {
                return fake::Result{"", "SyntaxError: invalid syntax\r\n"};
              }};
  const End end = stage.run(long_script());
  CHECK(end.kind == End::Kind::raised);
  CHECK(stage.error == "SyntaxError: invalid syntax\n");
}

TEST_CASE("script run: a program that runs already is interrupted", "[repl]") {
  Stage stage{{.busy = true}, prints_42};
  CHECK(stage.run("print(6*7)").kind == End::Kind::returned);
  CHECK(stage.out == "42\n");
  CHECK(stage.interpreter.interrupts == 2);
}

TEST_CASE("script run: an interpreter left in raw mode is found again", "[repl]") {
  Stage stage{{}, prints_42};
  stage.run("first");
  CHECK(stage.run("second", RawRepl::From::running).kind == End::Kind::returned);
  CHECK(stage.interpreter.executed == std::vector<std::string>{"first", "second"});
}

TEST_CASE("script run: an interpreter that boots slowly and answers each request for raw mode", "[repl]") {
  for (const auto boot : {2500ms, 3500ms, 4500ms, 5500ms, 9500ms}) {
    CAPTURE(seconds(boot));
    Stage stage{{.raw_paste = true, .boot = boot}, prints_42};
    CHECK(stage.run("print(6*7)").kind == End::Kind::returned);
    CHECK(stage.out == "42\n");
    CHECK(stage.interpreter.executed == std::vector<std::string>{"print(6*7)"});
  }
}

TEST_CASE("script run: an interpreter that enters raw mode without saying so", "[repl]") {
  for (const auto boot : {300ms, 5050ms}) {
    Stage stage{{.raw_paste = true, .banner = false, .boot = boot}, prints_42};
    CHECK(stage.run("print(6*7)").kind == End::Kind::returned);
    CHECK(stage.out == "42\n");
    CHECK(stage.run("print(6*7)", RawRepl::From::running).kind == End::Kind::returned);
    CHECK(stage.interpreter.executed == std::vector<std::string>{"print(6*7)", "print(6*7)"});
  }
}

TEST_CASE("script run: requests for raw mode that were lost are not waited for", "[repl]") {
  Stage stage{{.raw_paste = true, .buffer = 6, .boot = 5500ms}, prints_42};  // room for one request of several
  CHECK(stage.run("print(6*7)").kind == End::Kind::returned);
  CHECK(stage.out == "42\n");
  CHECK(stage.now < Time{7s});
}

TEST_CASE("script run: firmware that never prompts is told of after ten seconds", "[repl]") {
  Stage stage{{.silent = true}, prints_42};
  const End end = stage.run("print(6*7)");
  CHECK(end.kind == End::Kind::failed);
  CHECK(end.message == "the firmware showed no MicroPython prompt within 10 s; it said nothing");
  CHECK(stage.now >= Time{10s});
  CHECK(stage.now < Time{10s + 1ms});
}

TEST_CASE("script run: SystemExit's value becomes the exit code", "[repl]") {
  Stage stage{{}, [](const std::string&) { return fake::Result{std::string("bye\r\n\0exit 3\0", 13), ""}; }};
  const End end = stage.run("import sys\nprint('bye')\nsys.exit(3)\n");
  CHECK(end.kind == End::Kind::exited);
  CHECK(end.code == 3);
  CHECK(end.code_known);
  CHECK(stage.out == "bye\n");
}

TEST_CASE("script run: SystemExit from elsewhere ends the run with an unknown value", "[repl]") {
  Stage stage{{}, [](const std::string&) { return fake::Result{"x\r\n", "", true}; }};
  const End end = stage.run("import leaves\n");
  CHECK(end.kind == End::Kind::exited);
  CHECK_FALSE(end.code_known);
  CHECK(stage.out == "x\n");
}

TEST_CASE("script run: a script that resets the board ends with the reset", "[repl]") {
  Stage stage{{}, [](const std::string&) { return fake::Result{"x\r\n", "", false, true}; }};
  CHECK(stage.run("reset()\n").kind == End::Kind::restarted);
}

TEST_CASE("script run: a port that goes away while a script runs ends it, and does not before", "[repl]") {
  fake::Interpreter interpreter{{}, [](const std::string&) { return fake::Result{"x\r\n", "", false, false, true}; }};
  std::string said, out;
  interpreter.say = [&](std::string text) { said += text; };
  ScriptRun run{"while True: pass\n",
                "script.py",
                {},
                {.send = [&](std::span<const u8> b) { interpreter.send(b); },
                 .unsent = [&] { return interpreter.unsent(); },
                 .out = [&](std::string_view t) { out += t; },
                 .error = [](std::string_view) {},
                 .on_start = {},
                 .on_end = [](const End&) {}}};
  Time now{};
  run.start(now, RawRepl::From::power_on);
  run.lost(now);  // as USB comes and goes while a board boots
  CHECK_FALSE(run.end());
  for (; now < Time{5s}; now += 10us) {
    interpreter.tick(now);
    for (const std::string text = std::exchange(said, {}); const char c : text) {
      const u8 byte = static_cast<u8>(c);
      run.received(now, {&byte, 1});
    }
    if (now >= run.next()) run.elapsed(now);
  }
  CHECK(out == "x\n");
  CHECK_FALSE(run.end());
  run.lost(now);
  REQUIRE(run.end());
  CHECK(run.end()->kind == End::Kind::restarted);
}

TEST_CASE("script run: a script that hangs is left running", "[repl]") {
  Stage stage{{}, [](const std::string&) { return fake::Result{"x\r\n", "", false, false, true}; }};
  CHECK(stage.run("while True: pass\n").code == -1);
  CHECK(stage.out == "x\n");
}

TEST_CASE("script run: control characters that steer the REPL are refused by line", "[repl]") {
  CHECK_THROWS_WITH((ScriptRun{"a\nb\x04", "s.py", {}, {}}),
                    "s.py:2: control character 0x04 cannot be sent to an interpreter");
}

TEST_CASE("exit value: scripts that do not speak of exit are left alone", "[repl]") {
  for (const std::string script : {"print(1)\n", "print('sys.exit(1)')\n", "# exit\nx = 1\n", "'''\nexit\n'''\n"})
    CHECK(with_exit_value(script) == std::vector<std::string>{script});
}

TEST_CASE("exit value: line numbers stay the script's own", "[repl]") {
  const std::string tail = "except SystemExit as e:\n\tprint('\\0exit',*(e.args+(None,))[:1],end='\\0')\n";
  using Pieces = std::vector<std::string>;
  CHECK(with_exit_value("# hello\nimport sys\nsys.exit(1)") == Pieces{"try:\n\timport sys\n\tsys.exit(1)\n" + tail});
  CHECK(with_exit_value("import sys\nsys.exit(1)\n") == Pieces{"import sys\n", "try:\n\tsys.exit(1)\n" + tail});
  CHECK(with_exit_value("import sys; sys.exit(3)") == Pieces{"try: import sys; sys.exit(3)\n" + tail});
  CHECK(with_exit_value("x = (1,\n2)\n\nif x:\n  raise SystemExit\nelse:\n  pass") ==
        Pieces{"x = (1,\n2)\n\n", "\n\ntry:\n\tif x:\n\t  raise SystemExit\n\telse:\n\t  pass\n" + tail});
  CHECK(with_exit_value("@d\ndef f():\n  exit()\nf()\n") ==
        Pieces{"@d\ndef f():\n  exit()\n", "\n\ntry:\n\tf()\n" + tail});
  CHECK(with_exit_value("a = 1\nb = '''x\n y\n'''\nsys.exit(b)\n") ==
        Pieces{"a = 1\n", "try:\n\tb = '''x\n y\n'''\n\tsys.exit(b)\n" + tail});
}

TEST_CASE("exit value: the traceback has no line of ours", "[repl]") {
  Stage stage{{}, [](const std::string&) {
                return fake::Result{"",
                                    "Traceback (most recent call last):\r\n  File \"<stdin>\", line 4, in <module>\r\n"
                                    "  File \"<stdin>\", line 2, in <module>\r\nNoNewline: at the end"};
              }};
  CHECK(stage.run("# exit\nexit()").kind == End::Kind::raised);
  CHECK(stage.error ==
        "Traceback (most recent call last):\n  File \"<stdin>\", line 2, in <module>\nNoNewline: at the end");
}

TEST_CASE("exit value: values as Python counts them", "[repl]") {
  CHECK(exit_code("None").code == 0);
  CHECK(exit_code("3").code == 3);
  CHECK(exit_code("-1").code == 255);
  CHECK(exit_code("True").code == 1);
  CHECK(exit_code("no good").code == 1);
  CHECK(exit_code("no good").message == "no good");
}

TEST_CASE("exit value: what only looks like one is output", "[repl]") {
  ExitValueFilter filter;
  std::string own;
  for (const char c : std::string("a\0ex\0exit 12\0b\0\0e", 17)) own += filter.pass({&c, 1});
  own += filter.rest();
  CHECK(own == std::string("a\0exb\0\0e", 8));
  CHECK(filter.value() == "12");
}
