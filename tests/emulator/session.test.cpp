#include "emulator/session.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace emulator;
using namespace std::chrono_literals;

namespace {

struct Freely final : Session::Outside {
  Duration length = 1ms;
  unsigned served = 0, waits = 0;
  std::function<void()> on_wait;
  Duration slice() override { return length; }
  void serve(Time) override { ++served; }
  void wait(const std::function<bool()>& as_long_as) override {
    ++waits;
    while (as_long_as()) on_wait();
  }
};

// A part that counts seconds and says so on a console.
struct Ticker final : Stateful {
  Ticker(Machine& machine, Console& c)
      : console(c), event(machine.scheduler, "tick", [this] {
          ++count;
          console.output(static_cast<u8>('0' + count % 10));
          event.after(1s);
        }) {}
  void power_on() override { event.after(1s); }
  void serialize(State& state) override { state(count, event); }
  Console& console;
  u32 count = 0;
  Event event;
};

struct Stage {
  explicit Stage(Session::Options options = {}) : ticker(machine, console) {
    machine.add(ticker);
    machine.world.quantity("light", "lx", 10, {0, 100});
    options.consoles = {&console};
    session.emplace(machine, options);
    session->subscribe([this](const SessionEvent& e) {
      if (const auto* out = std::get_if<session_event::Output>(&e.what))
        said.append(out->bytes.begin(), out->bytes.end());
      if (const auto* refused = std::get_if<session_event::Refused>(&e.what)) refusals.push_back(refused->sentence);
    });
    machine.power_on();
  }
  Machine machine{1};
  Console console{"serial"};
  Ticker ticker;
  std::optional<Session> session;
  std::string said;
  std::vector<std::string> refusals;
  Freely outside;
};

}  // namespace

TEST_CASE("session: runs to its limit and publishes what the board says", "[session]") {
  Stage stage{{.limit = Time{3500ms}}};
  const SessionEnd& end = stage.session->run(stage.outside);
  CHECK(end.reason == SessionEnd::Reason::limit);
  CHECK(stage.said == "123");
  CHECK(stage.machine.now() == Time{3500ms});
  CHECK(stage.outside.served > 3000);
}

TEST_CASE("session: the length of slices changes nothing", "[session]") {
  for (const Duration length : std::initializer_list<Duration>{7us, 1ms, 10s}) {
    Stage stage{{.limit = Time{2500ms}}};
    stage.outside.length = length;
    stage.session->at(Time{1500ms}, command::Set{"light", 50});
    Time seen{};
    stage.session->subscribe([&](const SessionEvent& e) {
      if (std::holds_alternative<session_event::Set>(e.what)) seen = e.time;
    });
    stage.session->run(stage.outside);
    CHECK(stage.said == "12");
    CHECK(seen == Time{1500ms});
    CHECK(stage.machine.world.find("light")->value() == 50);
  }
}

TEST_CASE("session: commands in time are checked when given", "[session]") {
  Stage stage;
  CHECK_THROWS_WITH(stage.session->at(Time{1s}, command::Set{"dark", 1}), "there is no quantity dark");
  CHECK_THROWS_WITH(stage.session->at(Time{1s}, command::Set{"light", 101}), "light can be 0 to 100 lx, not 101");
  CHECK_THROWS_WITH(stage.session->at(Time{1s}, command::Input{"x", "modem"}), "there is no console modem");
}

TEST_CASE("session: commands from another thread come between slices; wrong ones are told", "[session]") {
  Stage stage{{.limit = Time{3600s}}};
  std::thread other{[&] {
    stage.session->post(command::Set{"light", 7});
    stage.session->post(command::Set{"dark", 7});
    stage.session->post(command::Input{"hello"});
    stage.session->post(command::Quit{"enough"});
  }};
  CHECK(stage.session->run(stage.outside).sentence == "enough");
  other.join();
  CHECK(stage.machine.world.find("light")->value() == 7);
  CHECK(stage.refusals == std::vector<std::string>{"there is no quantity dark"});
  CHECK(stage.console.waiting() == 5);
  CHECK_FALSE(stage.session->view().running);
}

TEST_CASE("session: no time passes while paused", "[session]") {
  Stage stage{{.limit = Time{3s}}};
  stage.session->at(Time{1500ms}, command::Pause{});
  Time paused_at{};
  stage.outside.on_wait = [&] {
    paused_at = stage.machine.now();
    CHECK(stage.session->view().paused);
    stage.session->post(command::Continue{});
  };
  stage.session->run(stage.outside);
  CHECK(stage.outside.waits == 1);
  CHECK(paused_at == Time{1500ms});
  CHECK(stage.machine.now() == Time{3s});
}

TEST_CASE("session: no time passes while a reader of the console is too slow", "[session]") {
  const Duration slice = GENERATE(1ms, 16s);
  Stage stage{{.limit = Time{2500ms}}};
  stage.outside.length = slice;
  Console::Attachment* slow = nullptr;
  Console::Attachment reader{stage.console, "reader", {[&](auto) { slow->hold(true); }, {}, {}}};
  slow = &reader;
  std::vector<Time> held;
  stage.outside.on_wait = [&] {
    held.push_back(stage.machine.now());
    reader.hold(false);
  };
  stage.session->run(stage.outside);
  CHECK(held == std::vector{Time{1s}, Time{2s}});
}

TEST_CASE("session: a saved state goes on as the original does", "[session]") {
  Stage stage{{.limit = Time{4500ms}}};
  std::vector<u8> saved;
  stage.session->at(Time{2500ms}, command::Save{[&](const auto& state) { saved = state; }});
  stage.session->run(stage.outside);
  CHECK(stage.said == "1234");

  Stage other{{.limit = Time{4500ms}}};
  other.session->at(Time{1s}, command::Set{"light", 1});  // lies before the snapshot: will not happen
  other.session->at(Time{4s}, command::Set{"light", 99});
  other.session->load(saved);
  CHECK(other.machine.now() == Time{2500ms});
  other.session->run(other.outside);
  CHECK(other.said == "34");
  CHECK(other.machine.world.find("light")->value() == 99);

  saved.push_back(0);
  CHECK_THROWS_AS(other.session->load(saved), StateError);
}
