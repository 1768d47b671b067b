#include "emulator/repl_files.hpp"

#include <catch2/catch.hpp>

#include "emulator/fat/sectors.hpp"

using namespace emulator;
using fat::FileChange;

TEST_CASE("repl files: bytes literals go both ways", "[repl]") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const std::string literal = bytes_literal(all);
  for (const char c : literal) CHECK((c >= ' ' && c < 0x7f));
  CHECK(parse_bytes_literal(literal) == all);
  CHECK(parse_bytes_literal(R"(b"it's\n\r\t\\")") == "it's\n\r\t\\");
  CHECK(parse_bytes_literal("b''") == "");
  for (const char* bad : {"", "b'", "'x'", "b'x\"", "b'\\'", "b'\\x1'", "b'\\xg0'", "Traceback"})
    CHECK_FALSE(parse_bytes_literal(bad));
}

TEST_CASE("repl files: a listing becomes files", "[repl]") {
  auto tree = parse_listing(
      "R b'/flash'\r\nD b'/flash/lib'\r\nF b'/flash/lib/a.py'\r\nb'x=1\\n'\r\nb'y'\r\n.\r\nF b'/flash/\\xc3\\xbc'\r\n"
      "! [Errno 5] EIO\r\nE\r\n");
  CHECK(tree.root == "/flash");
  CHECK_FALSE(tree.files.flat);
  const auto bytes = tree.files.read("lib/a.py");
  CHECK(std::string(bytes.begin(), bytes.end()) == "x=1\ny");
  CHECK_THROWS_WITH(tree.files.read("ü"), Catch::Contains("EIO"));
  CHECK(tree.files.list("").size() == 2);
  CHECK(parse_listing("R\r\nF b'a'\r\n.\r\nE\r\n").files.flat);
}

TEST_CASE("repl files: what is no listing is said", "[repl]") {
  for (const char* bad : {"", "hello\r\n", "R b'/'\r\n", "R b'/'\r\nF b'/a'\r\nb'x'\r\n", "R b'/'\r\nQ\r\nE\r\n",
                          "R b'/'\r\nF b'/a'\r\nnonsense\r\n.\r\nE\r\n"})
    CHECK_THROWS_AS(parse_listing(bad), fat::FatError);
}

TEST_CASE("repl files: changes become programs in ASCII, in pieces", "[repl]") {
  ReplTree tree;
  std::vector<u8> content(3000, 0xff);
  const auto programs = python_that_makes({FileChange::Kind::write, "lib/ü", content, true}, tree);
  REQUIRE(programs.size() == 5);  // open, three pieces, close
  CHECK(programs[0] == "_f=open(str(b'/lib/\\xc3\\xbc','utf8'),'wb')\n");
  CHECK(python_that_makes({FileChange::Kind::remove_directory, "d"}, tree).front() ==
        "__import__('os').rmdir(str(b'/d','utf8'))\n");
  CHECK(python_that_cleans_up({FileChange::Kind::write, "x", {}, true}, tree).find("remove") != std::string::npos);
  CHECK(python_that_cleans_up({FileChange::Kind::write, "x", {}, false}, tree).find("remove") == std::string::npos);
  CHECK(reason_of("Traceback:\r\n  File \"<stdin>\"\r\nOSError: 28\r\n") == "there is no room on the board");
  CHECK(reason_of("Traceback:\r\nValueError: x\r\n") == "ValueError: x");
}

TEST_CASE("memory files: changes are checked and written down", "[fat]") {
  fat::MemoryFiles files;
  files.add_directory("/lib");
  files.add_file("/lib/a", {1});
  const std::vector<u8> two{2};
  CHECK_THROWS_WITH(files.write("none/x", two, {}), "there is no directory none");
  CHECK_THROWS_WITH(files.write("lib", two, {}), "lib is a directory");
  CHECK_THROWS_WITH(files.write("..", two, {}), Catch::Contains("no name"));
  CHECK_THROWS_WITH(files.remove("/lib"), "the directory /lib is not empty");
  CHECK_THROWS_WITH(files.make_directory("lib/", {}), "lib/ is there already");
  CHECK_THROWS_WITH(files.read("x"), "there is no file x");
  files.write("lib/a", two, {});
  files.write("/lib/A", two, {});  // another file
  files.remove("lib/a");
  files.remove("lib/A");
  files.remove("lib");
  REQUIRE(files.changes().size() == 5);
  CHECK_FALSE(files.changes()[0].is_new);
  CHECK(files.changes()[1].is_new);
  CHECK(files.changes()[4].kind == FileChange::Kind::remove_directory);
  files.flat = true;
  CHECK_THROWS_WITH(files.make_directory("d", {}), Catch::Contains("no directories"));
}
