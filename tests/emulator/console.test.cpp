#include <catch2/catch.hpp>

#include "emulator/console.hpp"

#include <memory>
#include <string_view>

using namespace emulator;

namespace {

std::span<const std::uint8_t> bytes(std::string_view s) {
  return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}
std::string text(std::span<const std::uint8_t> b) { return {b.begin(), b.end()}; }

struct Listener {
  explicit Listener(Console& console)
      : attachment(console, "listener", {[this](auto b) { heard += text(b); }, {}, {}}) {}
  std::string heard;
  Console::Attachment attachment;
};

}  // namespace

TEST_CASE("console: everyone attached hears all output from then on", "[console]") {
  Console console{"serial"};
  Listener one{console};
  console.output(bytes("first "));
  {
    Listener two{console};
    console.output(bytes("second "));
    CHECK(two.heard == "second ");
    CHECK(console.attached().size() == 2);
  }
  console.output('!');
  CHECK(one.heard == "first second !");
  CHECK(console.attached().size() == 1);
}

TEST_CASE("console: scrollback keeps the last 64 KiB", "[console]") {
  Console console{"serial"};
  std::string all;
  for (int i = 0; i < 40000; ++i) {
    const auto line = std::to_string(i) + "\n";
    console.output(bytes(line));
    all += line;
  }
  CHECK(text(console.scrollback()) == all.substr(all.size() - Console::scrollback_limit));
  CHECK(console.total_output() == all.size());
  const std::string huge(3 * Console::scrollback_limit, 'x');
  console.output(bytes(huge));
  CHECK(text(console.scrollback()) == huge.substr(0, Console::scrollback_limit));
}

TEST_CASE("console: input is queued in order and the guest is told", "[console]") {
  Console console{"serial"};
  int told = 0;
  console.connect({[&] { ++told; }, {}, {}});
  console.input(bytes("ab"));
  console.input(bytes("c"));
  CHECK(told == 2);
  CHECK(console.waiting() == 3);
  CHECK(console.take() == 'a');
  CHECK(console.take() == 'b');
  CHECK(console.take() == 'c');
  CHECK(console.take() == std::nullopt);
}

TEST_CASE("console: congestion begins at the mark, loses nothing and ends with relief", "[console]") {
  Console console{"serial"};
  int relieved = 0;
  Console::Attachment attachment{console, "a", {{}, {}, [&] { ++relieved; }}};
  const std::string much(Console::congestion_mark - 1, 'm');
  console.input(bytes(much));
  CHECK_FALSE(console.congested());
  console.input(bytes("more"));
  CHECK(console.congested());
  std::size_t taken = 0;
  while (console.waiting() > Console::relief_mark + 1) taken += console.take().has_value();
  CHECK(console.congested());
  CHECK(relieved == 0);
  while (console.take()) ++taken;
  CHECK_FALSE(console.congested());
  CHECK(relieved == 1);
  CHECK(taken == much.size() + 4);
}

TEST_CASE("console: purging input relieves congestion", "[console]") {
  Console console{"serial"};
  console.input(bytes(std::string(Console::congestion_mark, 'm')));
  console.purge_input();
  CHECK(console.waiting() == 0);
  CHECK_FALSE(console.congested());
}

TEST_CASE("console: lines and formats reach the other end once per change", "[console]") {
  Console console{"serial"};
  std::vector<HostLines> lines;
  std::vector<std::uint32_t> asked;
  std::vector<std::uint32_t> guest_bauds;
  GuestLines guest_lines;
  console.connect(
      {{}, [&](const HostLines& l) { lines.push_back(l); }, [&](const auto& f) { asked.push_back(f.baud); }});
  Console::Attachment attachment{
      console,
      "a",
      {{}, [&](const SerialFormat& f, const GuestLines& l) { guest_bauds.push_back(f.baud), guest_lines = l; }, {}}};
  console.set_lines({.dtr = true, .rts = true});
  console.set_lines({.dtr = true, .rts = true});
  console.set_lines({.dtr = true, .rts = true, .sends_break = true});
  CHECK(lines.size() == 2);
  CHECK(lines.back().sends_break);
  console.set_host_format({.baud = 1200});
  console.set_host_format({.baud = 1200});
  CHECK(asked == std::vector<std::uint32_t>{1200});
  console.set_format({.baud = 115200});
  console.set_format({.baud = 115200});
  console.set_guest_lines({.cts = false});
  CHECK(guest_bauds == std::vector<std::uint32_t>{115200, 115200});
  CHECK_FALSE(guest_lines.cts);
  CHECK(guest_lines.dsr);
}

TEST_CASE("console: a port is in use by programs, not by listeners", "[console]") {
  Console console{"serial"};
  Console::Attachment trace{console, "trace", {}, Console::Attachment::Role::listener};
  CHECK_FALSE(console.in_use());
  {
    Listener program{console};
    CHECK(console.in_use());
  }
  CHECK_FALSE(console.in_use());
  CHECK(console.attached() == std::vector<std::string>{"trace"});
}

TEST_CASE("console: that somebody begins to hold it is told once", "[console]") {
  Console console{"serial"};
  int told = 0;
  console.on_held = [&] { ++told; };
  Listener one{console};
  one.attachment.hold(true);
  one.attachment.hold(true);
  CHECK(told == 1);
  one.attachment.hold(false);
  one.attachment.hold(true);
  CHECK(told == 2);
}

TEST_CASE("console: any attachment can hold the console until it lets go or leaves", "[console]") {
  Console console{"serial"};
  auto slow = std::make_unique<Listener>(console);
  Listener quick{console};
  CHECK_FALSE(console.held());
  slow->attachment.hold(true);
  CHECK(console.held());
  slow->attachment.hold(false);
  CHECK_FALSE(console.held());
  slow->attachment.hold(true);
  slow.reset();
  CHECK_FALSE(console.held());
}

TEST_CASE("console: attachments may leave and come while output is being told", "[console]") {
  Console console{"serial"};
  std::unique_ptr<Console::Attachment> leaver;
  std::unique_ptr<Listener> comer;
  leaver = std::make_unique<Console::Attachment>(
      console, "leaver",
      Console::Attachment::Callbacks{
          [&](auto) { leaver.reset(), comer = std::make_unique<Listener>(console); }, {}, {}});
  Listener stayer{console};
  console.output(bytes("x"));
  CHECK(leaver == nullptr);
  CHECK(stayer.heard == "x");
  CHECK(comer->heard.empty());
  console.output(bytes("y"));
  CHECK(stayer.heard == "xy");
  CHECK(comer->heard == "y");
}

TEST_CASE("console: an attachment may outlive its console", "[console]") {
  auto console = std::make_unique<Console>("serial");
  Listener listener{*console};
  console.reset();
  CHECK(listener.attachment.console() == nullptr);
}
