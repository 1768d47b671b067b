#include "emulator/input_record.hpp"

#include <catch2/catch.hpp>

using namespace emulator;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

std::string complaint(const std::string& text) {
  try {
    read_record(text, "r.txt");
  } catch (const RecordError& error) { return error.what(); }
  return "nothing";
}

class Slices final : public Session::Outside {
 public:
  Slices(Machine& machine, InputReplay& replay) : machine_(machine), replay_(replay) {}
  Duration slice() override {
    replay_.serve();
    return std::min<Duration>(100ms, replay_.next() - machine_.now());
  }
  void serve(Time) override { replay_.serve(); }
  void wait(const std::function<bool()>&) override {}

 private:
  Machine& machine_;
  InputReplay& replay_;
};

}  // namespace

TEST_CASE("record: what is written is what is read", "[record]") {
  const std::vector<InputEntry> entries{
      {Time{1ms}, "usb", InputEntry::Bytes{{0, 'a', 255}}},
      {Time{1ms}, "usb", HostLines{.dtr = true, .sends_break = true}},
      {Time{2ms}, "usb", HostLines{}},
      {Time{2ms}, "usb",
       SerialFormat{.baud = 9600, .data_bits = 7, .parity = Parity::even, .stop_bits = StopBits::two}},
      {Time{2ms}, "usb", SerialFormat{.binding = false}},
      {Time{3ms}, "usb", InputEntry::Purge{}},
      {Time{4ms}, "left.button_a", InputEntry::Set{0.1}},
      {Time{4ms}, "drive", InputEntry::Job{.kind = InputEntry::Job::Kind::read, .first = 7, .count = 2}},
      {Time{4ms}, "drive", InputEntry::Job{.kind = InputEntry::Job::Kind::write, .first = 7, .data = {0, 16, 255}}},
      {Time{4ms}, "drive", InputEntry::Job{.kind = InputEntry::Job::Kind::synchronize}},
      {Time{5s}, "", InputEntry::End{}}};
  std::string text = "vivarium inputs 1\n";
  for (const auto& entry : entries) text += line_of(entry);
  CHECK_THAT(text, Contains("\n1000000000 usb input 00 61 ff\n"));
  CHECK(read_record(text, "r.txt") == entries);
}

TEST_CASE("record: damage is told with its line", "[record]") {
  const std::string head = "vivarium inputs 1\n";
  CHECK_THAT(complaint("hello"), Contains("r.txt is no record of inputs"));
  CHECK_THAT(complaint(head), Contains("r.txt is not whole: its end is missing"));
  CHECK_THAT(complaint(head + "5 usb input 61\n"), Contains("its end is missing"));
  CHECK_THAT(complaint(head + "5 usb input 6g\n5 end\n"), Contains("r.txt:2: \"6g\" is no byte"));
  CHECK_THAT(complaint(head + "5 usb\n5 end\n"), Contains("r.txt:2: the line is too short"));
  CHECK_THAT(complaint(head + "5 usb sings\n"), Contains("\"sings\" is nothing that happens to a console or a drive"));
  CHECK_THAT(complaint(head + "5 usb lines cts\n"), Contains("\"cts\" is no line"));
  CHECK_THAT(complaint(head + "x end\n"), Contains("r.txt:2: there should be a number"));
  CHECK_THAT(complaint(head + "5 set a 1\n4 end\n"), Contains("r.txt:3: time goes backwards"));
  CHECK_THAT(complaint(head + "5 end\n6 set a 1\n"), Contains("r.txt:3: there is something behind the end"));
}

TEST_CASE("record: a replay does the same at the same times", "[record]") {
  std::string text;
  {
    Machine machine{1};
    Console console{"usb"};
    Quantity& knob = machine.world.quantity("knob", "", 0, {0, 1});
    InputRecorder recorder{machine, {&console}, [&](std::string_view line) { text += line; }};
    const std::vector<u8> hi{'h', 'i'};
    console.input(hi);
    machine.run_until(Time{30ms});
    console.set_lines({.dtr = true});
    knob.set(0.5);
    recorder.set(knob);
    machine.run_until(Time{1s});
  }
  Machine machine{1};
  Console console{"usb"};
  Quantity& knob = machine.world.quantity("knob", "", 0, {0, 1});
  std::string seen;
  InputRecorder again{machine, {&console}, [&](std::string_view line) { seen += line; }};
  Session session{machine, {.consoles = {&console}}};
  session.subscribe([&](const SessionEvent& e) {
    if (const auto* set = std::get_if<session_event::Set>(&e.what)) again.set(set->quantity);
  });
  InputReplay replay{session, {&console}, read_record(text, "r.txt")};
  Slices slices{machine, replay};
  CHECK(session.run(slices).reason == SessionEnd::Reason::quit);
  CHECK(machine.now() == Time{1s});
  CHECK(seen + "1000000000000 end\n" == text);
  CHECK(knob.value() == 0.5);
}

TEST_CASE("record: what is not there cannot be replayed", "[record]") {
  Machine machine{1};
  Console console{"usb"};
  Session session{machine, {.consoles = {&console}}};
  const auto with = [&](const std::string& line) {
    return std::make_unique<InputReplay>(session, std::vector{&console},
                                         read_record("vivarium inputs 1\n" + line + "\n9 end\n", "r.txt"));
  };
  CHECK_THROWS_WITH(with("1 uart input 61"), Contains("a console \"uart\", which is not here"));
  CHECK_THROWS_WITH(with("1 disk read 0 1"), Contains("a drive \"disk\", which is not here"));
  CHECK_THROWS_WITH(with("1 set knob 1"), Contains("\"knob\", which is no quantity here"));
}
