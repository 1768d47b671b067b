#include <catch2/catch.hpp>

#include "peripherals/nrf5/peripheral.hpp"

using namespace emulator;

namespace {

// A block with a bit of everything: STEP counts and makes DONE happen, DONE's shortcut stops it.
class Sample final : public nrf5::Peripheral {
 public:
  explicit Sample(Scheduler& s) : Peripheral("SAMPLE", s) {}
  unsigned steps = 0, stops = 0, captured = 9;
  using Peripheral::interrupts_on;

  nrf5::Task step{*this, "STEP", 0x000, &Sample::on_step};
  nrf5::Task stop{*this, "STOP", 0x004, &Sample::on_stop};
  nrf5::Tasks<2> capture{*this, "CAPTURE", 0x040, &Sample::on_capture};
  nrf5::EventFlag done{*this, "DONE", 0x104};
  nrf5::EventFlags<2> compare{*this, "COMPARE", 0x140};
  nrf5::Shorts shorts{*this, {{3, done, stop}, {8, compare[1], step}}};
  nrf5::Interrupts inten{*this};
  nrf5::PowerSwitch power{*this};

 private:
  void on_step() {
    ++steps;
    done.fire();
  }
  void on_stop() { ++stops; }
  void on_capture(unsigned i) { captured = i; }
};

struct Heard final : nrf5::EventRouter, AccessObserver {
  std::vector<u32> channels;
  std::vector<Complaint::Kind> complaints;
  void route(u32 c) override { channels.push_back(c); }
  void complaint(const Complaint& c) override { complaints.push_back(c.kind); }
};

}  // namespace

TEST_CASE("nRF5 peripheral: registers have the manual's names and every bit is described", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  CHECK(p.mistakes().empty());
  REQUIRE(p.find("TASKS_CAPTURE[1]"));
  CHECK(p.find("TASKS_CAPTURE[1]")->offset == 0x044);
  CHECK(p.find("SHORTS")->fields[0].name == "DONE_STOP");
  CHECK(p.find("SHORTS")->fields[1].name == "COMPARE1_STEP");
  CHECK(p.find("INTENSET")->fields[2].name == "COMPARE1");
  CHECK(p.find("INTENSET")->fields[2].lsb == 17);
  CHECK(p.find_task(0x044) == &p.capture[1]);
  CHECK(p.find_event(0x104) == &p.done);
  CHECK(p.find_task(0x104) == nullptr);
}

TEST_CASE("nRF5 peripheral: a task runs when 1 is written and reads as 0", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  p.write(0x000, 0);
  CHECK(p.steps == 0);
  p.write(0x000, 1);
  CHECK(p.steps == 1);
  CHECK(p.peek(0x000) == 0);
  p.write(0x044, 1);
  CHECK(p.captured == 1);
  p.capture[0].trigger();
  CHECK(p.captured == 0);
}

TEST_CASE("nRF5 peripheral: an event stays until 0 is written and drives the interrupt while enabled", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  p.write(0x000, 1);
  CHECK(p.read(0x104) == 1);
  CHECK_FALSE(p.irq.level());
  p.write(0x304, 1u << 1);
  CHECK(p.irq.level());
  CHECK(p.read(0x304) == 2);
  CHECK(p.read(0x308) == 2);
  p.write(0x104, 0);
  CHECK_FALSE(p.irq.level());
  p.write(0x000, 1);
  CHECK(p.irq.level());
  p.write(0x308, 1u << 1);
  CHECK_FALSE(p.irq.level());
  CHECK(p.read(0x304) == 0);
  CHECK(p.read(0x104) == 1);
}

TEST_CASE("nRF5 peripheral: only an enabled shortcut triggers its task", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  p.write(0x000, 1);
  CHECK(p.stops == 0);
  p.write(0x200, 1u << 3);
  p.write(0x000, 1);
  CHECK(p.stops == 1);
}

TEST_CASE("nRF5 peripheral: the PPI hears events that channels listen to", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  Heard heard;
  p.route_events(&heard);
  p.done.fire();
  p.compare[1].listen(0x8000'0001);
  p.compare[1].fire();
  p.compare[0].fire();
  CHECK(heard.channels == std::vector<u32>{0x8000'0001});
}

TEST_CASE("nRF5 peripheral: bits that INTEN and SHORTS lack are complained about and stay 0", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  Heard heard;
  p.observe(&heard);
  p.write(0x304, 1u << 5 | 1u << 1);
  p.write(0x200, 1u << 4);
  CHECK(heard.complaints == std::vector{Complaint::Kind::reserved, Complaint::Kind::reserved});
  CHECK(p.read(0x304) == 2);
  CHECK(p.read(0x200) == 0);
}

TEST_CASE("nRF5 peripheral: switched off it forgets and ignores everything but POWER", "[nrf5]") {
  Scheduler s;
  Sample p{s};
  CHECK(p.read(0xffc) == 1);
  p.write(0x304, 2);
  p.write(0x000, 1);
  CHECK(p.irq.level());
  p.write(0xffc, 0);
  CHECK_FALSE(p.irq.level());
  p.write(0x000, 1);
  p.step.trigger();
  CHECK(p.steps == 1);
  CHECK(p.read(0x104) == 0);
  p.write(0xffc, 1);
  CHECK(p.read(0x304) == 0);
  p.write(0x000, 1);
  CHECK(p.steps == 2);
}

TEST_CASE("nRF5 peripheral: a restored one behaves as the saved one", "[nrf5]") {
  Scheduler s;
  Sample saved{s}, restored{s};
  saved.write(0x304, 2);
  saved.write(0x200, 8);
  saved.write(0x000, 1);
  State out;
  saved.serialize(out);
  State in{out.data()};
  restored.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.irq.level());
  CHECK(restored.interrupts_on(2));
  restored.write(0x000, 1);
  CHECK(restored.stops == 1);
  restored.write(0x104, 0);
  CHECK_FALSE(restored.irq.level());
}
