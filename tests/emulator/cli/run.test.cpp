// The real program on the real firmware.
#include <catch2/catch.hpp>
#include <chrono>
#include <regex>

#include "cpu/engines.hpp"
#include "program.hpp"
#include "temporary.hpp"

using testing::Folder;
using testing::Program;
using testing::vivarium;

TEST_CASE("run: code from the command line, a file and standard input", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto file = folder.write("answer.py", "print(6 *\n      7)\n");
  for (const auto& done :
       {vivarium({"run", "microbit", "-c", "print(6*7)"}), vivarium({"run", "microbit", file}),
        vivarium({"run", "microbit"}, "print(6*7)\n"), vivarium({"run", "microbit", "-"}, "print(42)")}) {
    CHECK(done.code == 0);
    CHECK(done.out == "42\n");
    CHECK(done.err.empty());
  }
}

TEST_CASE("run: an exception's traceback is on standard error and the code is 1", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = vivarium({"run", "microbit", "-c", "print('before')\n1/0\nprint('after')"});
  CHECK(done.code == 1);
  CHECK(done.out == "before\n");
  CHECK_THAT(done.err, Catch::StartsWith("Traceback (most recent call last):\n  File \"<stdin>\", line 2, in <module>\n"
                                         "ZeroDivisionError: "));
  CHECK(vivarium({"run", "microbit", "-c", "this is no Python"}).code == 1);
}

TEST_CASE("run: sys.exit gives the exit code", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  CHECK(vivarium({"run", "microbit", "-c", "import sys; sys.exit(3)"}).code == 3);
  CHECK(vivarium({"run", "microbit", "-c", "import sys\nprint(1)\nsys.exit()\n"}).code == 0);
  const auto message = vivarium({"run", "microbit", "-c", "raise SystemExit('no good')"});
  CHECK(message.code == 1);
  CHECK(message.err == "no good\n");
  // What is not an exit keeps its line numbers.
  const auto raised = vivarium({"run", "microbit", "-c", "import sys\n\nif 0:\n  sys.exit()\n1/0\n"});
  CHECK(raised.code == 1);
  CHECK_THAT(raised.err, Catch::Contains("line 5, in <module>\nZeroDivisionError"));
}

TEST_CASE("run: ten thousand lines come whole, a slow reader included", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  std::string expected;
  for (int i = 0; i < 10'000; ++i) expected += "line " + std::to_string(i) + "\n";
  const auto done = vivarium({"run", "microbit", "-c", "for i in range(10000): print('line', i)"});
  CHECK(done.code == 0);
  CHECK((done.out == expected));
}

TEST_CASE("run: a script that never ends is ended by --for", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  const auto done = vivarium({"run", "microbit", "-c", "print('on')\nwhile True: pass", "--for", "3s"});
  CHECK(done.code == 124);
  CHECK(done.out == "on\n");
  CHECK(done.err == "vivarium: the script was still running after 3 s of virtual time (--for)\n");
}

TEST_CASE("run: Ctrl-C ends a run in good order", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  Program program{{"run", "microbit", "-c", "print('on')\nwhile True: pass", "--flash", folder / "flash"}};
  program.read_until([](const auto& so_far) { return so_far.out == "on\n"; });
  program.signal(SIGINT);
  CHECK(program.finish().code == 130);
  CHECK(std::filesystem::file_size(folder / "flash") > 200'000);
}

TEST_CASE("run: a reader that goes away ends the run quietly", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Program program{{"run", "microbit", "-c", "while True: print('on and on')"}};
  program.read_until([](const auto& so_far) { return so_far.out.size() > 100; });
  program.close_output();
  const auto done = program.finish();
  CHECK(done.code == 141);
  CHECK(done.err.empty());
}

TEST_CASE("run: files written by the firmware survive in --flash", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto flash = folder / "flash";
  const auto run = [&](const std::string& code) { return vivarium({"run", "microbit", "-c", code, "--flash", flash}); };
  CHECK(run("with open('a.txt', 'w') as f:\n  f.write('kept')").code == 0);
  CHECK(run("print(open('a.txt').read())").out == "kept\n");
  folder.write("flash", "short");
  const auto wrong = run("1");
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Catch::Contains("has 5 bytes; the persistent memory of microbit has "));
}

TEST_CASE("run: --as-main runs the script at power-up", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto script = folder.write("main.py", "print(__name__)\n");
  const auto done = vivarium({"run", "microbit", script, "--as-main"});
  CHECK(done.code == 0);
  CHECK(done.out == "__main__\n");
  const auto raised = vivarium({"run", "microbit", "-c", "print('x')\n1/0", "--as-main"});
  CHECK(raised.code == 1);
  CHECK(raised.out == "x\n");
  CHECK_THAT(raised.err, Catch::Contains("ZeroDivisionError"));
  const auto large = folder.write("large.py", "#" + std::string(9000, 'x') + "\n");
  const auto too_large = vivarium({"run", "microbit", large, "--as-main"});
  CHECK(too_large.code == 2);
  CHECK_THAT(too_large.err, Catch::Contains("has room for 8188"));
}

TEST_CASE("run: a snapshot goes on as if it had never stopped", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto file = folder / "booted.snapshot";
  REQUIRE(vivarium({"snapshot", "save", "microbit", file, "-c", "x = 41"}).code == 0);
  const auto show = vivarium({"snapshot", "show", file});
  CHECK_THAT(show.out, Catch::Contains("microbit") && Catch::Contains(VIVARIUM_VERSION));
  std::vector<std::string> traces;
  for (int i = 0; i < 2; ++i) {
    const auto done = vivarium(
        {"run", "microbit", "--load-snapshot", file, "-c", "print(x + 1)", "--trace", "registers=" + folder / "trace"});
    CHECK(done.code == 0);
    CHECK(done.out == "42\n");
    traces.push_back(folder.read("trace"));
  }
  CHECK((traces[0] == traces[1]));
  CHECK(vivarium({"snapshot", "load", file, "-c", "print(x)"}).out == "41\n");

  std::string damaged = folder.read("booted.snapshot");
  damaged[damaged.size() / 2] ^= 1;
  const auto refused = vivarium({"run", "microbit", "--load-snapshot", folder.write("damaged", damaged), "-c", "1"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Catch::Contains("is a damaged snapshot"));
}

TEST_CASE("run: an instruction trace shows code as it executes", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Folder folder;
  const auto done =
      vivarium({"run", "microbit", "-c", "1", "--for", "1ms", "--trace", "instructions=" + folder / "trace"});
  CHECK(done.code == 124);
  const std::string trace = folder.read("trace");
  CHECK(std::regex_search(trace.substr(0, 200), std::regex{"^\\d+ \\S+ 0x[0-9a-f]{8} \\S+"}));
  CHECK(std::count(trace.begin(), trace.end(), '\n') > 1000);
}

TEST_CASE("run: quantities that are not there, ports in use", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  const auto quantity = vivarium({"run", "microbit", "-c", "1", "--set", "acceleration_w=1"});
  CHECK(quantity.code == 2);
  CHECK_THAT(quantity.err, Catch::Contains("did you mean acceleration_"));
  const auto range = vivarium({"run", "microbit", "-c", "1", "--set", "acceleration_x=1000"});
  CHECK(range.code == 2);
  CHECK_THAT(range.err, Catch::Contains("acceleration_x can be"));

  Program first{{"run", "microbit", "--tcp", "0"}};
  std::smatch port;
  std::string said;
  first.read_until([&](const auto& so_far) {
    said = so_far.err;
    return std::regex_search(said, port, std::regex{"socket://127\\.0\\.0\\.1:(\\d+)"});
  });
  REQUIRE(!port.empty());
  const auto second = vivarium({"run", "microbit", "--tcp", port[1]});
  CHECK(second.code == 2);
  CHECK_THAT(second.err, Catch::Contains("cannot listen on 127.0.0.1:"));
  first.signal(SIGTERM);
  CHECK(first.finish().code == 143);
}

TEST_CASE("run: compiled code in lockstep with the interpreter", "[cli][firmware][lockstep]") {
  if (cpu::default_engine() != "jit") {
    WARN("skipped: code is compiled on x86-64 only");
    return;
  }
  NEEDS_FIRMWARE("microbit");
  const auto done = vivarium({"run", "microbit", "-c", "print(sum(range(1000)))", "--lockstep", "interpreter",
                              "--press", "A@1s", "--engine", "jit"});
  CHECK(done.code == 0);
  CHECK(done.out == "499500\n");
  CHECK(done.err.empty());
}

TEST_CASE("run: two cores and USB in lockstep", "[cli][firmware][lockstep]") {
  if (cpu::default_engine() != "jit") {
    WARN("skipped: code is compiled on x86-64 only");
    return;
  }
  NEEDS_FIRMWARE("pico");
  const std::string script =
      "import _thread, time\n_thread.start_new_thread(lambda: print(sum(range(500))), ())\n"
      "time.sleep_ms(80)\nprint('end')\n";
  const auto done = vivarium({"run", "pico", "-c", script, "--engine", "jit", "--lockstep", "interpreter"});
  CHECK(done.code == 0);
  CHECK(done.out == "124750\nend\n");
  CHECK(done.err.empty());
}

TEST_CASE("run: --lockstep needs another engine", "[cli]") {
  const auto done = vivarium({"run", "microbit", "-c", "1", "--engine", "interpreter", "--lockstep", "interpreter"});
  CHECK(done.code == 2);
  CHECK_THAT(done.err, Catch::Contains("compared with itself"));
}
