#include <catch2/catch.hpp>

#include "peripherals/nrf5/ppi.hpp"

using namespace emulator;
using nrf5::Ppi;

namespace {

constexpr u32 CHEN = 0x500, CHENSET = 0x504, CHENCLR = 0x508;
constexpr u32 EEP(unsigned c) { return 0x510 + 8 * c; }
constexpr u32 TEP(unsigned c) { return 0x514 + 8 * c; }
constexpr u32 CHG(unsigned g) { return 0x800 + 4 * g; }
constexpr u32 CHG_EN(unsigned g) { return 8 * g; }
constexpr u32 CHG_DIS(unsigned g) { return 8 * g + 4; }

// PING makes PONG happen.
class Player final : public nrf5::Peripheral {
 public:
  explicit Player(Scheduler& s) : Peripheral("PLAYER", s) {}
  unsigned pings = 0;
  nrf5::Task ping{*this, "PING", 0x000, &Player::on_ping};
  nrf5::EventFlag pong{*this, "PONG", 0x100};

 private:
  void on_ping() {
    ++pings;
    pong.fire();
  }
};

struct Bench final : nrf5::Directory, AccessObserver {
  static constexpr u32 base[2] = {0x4000'8000, 0x4000'b000}, ppi_base = 0x4001'f000;
  Scheduler s;
  Player a{s}, b{s};
  Ppi ppi{"PPI", s, *this};
  std::vector<Complaint> complaints;
  Bench() {
    a.route_events(&ppi);
    b.route_events(&ppi);
    ppi.observe(this);
    ppi.resolve();
  }
  nrf5::EventFlag* event_at(u32 at) override {
    return at == base[0] + 0x100 ? &a.pong : at == base[1] + 0x100 ? &b.pong : nullptr;
  }
  nrf5::Task* task_at(u32 at) override {
    if (at - ppi_base < 0x1000) return ppi.find_task(at - ppi_base);
    return at == base[0] ? &a.ping : at == base[1] ? &b.ping : nullptr;
  }
  void complaint(const Complaint& c) override { complaints.push_back(c); }
  void wire(unsigned channel, u32 event, u32 task) {
    ppi.write(EEP(channel), event);
    ppi.write(TEP(channel), task);
  }
};

}  // namespace

TEST_CASE("nRF5 PPI: every bit is described", "[nrf5]") { CHECK(Bench{}.ppi.mistakes().empty()); }

TEST_CASE("nRF5 PPI: registers have the manual's names", "[nrf5]") {
  Bench b;
  REQUIRE(b.ppi.find("CH[15].TEP"));
  CHECK(b.ppi.find("CH[15].TEP")->offset == 0x58c);
  REQUIRE(b.ppi.find("TASKS_CHG[3].DIS"));
  CHECK(b.ppi.find("TASKS_CHG[3].DIS")->offset == 0x01c);
}

TEST_CASE("nRF5 PPI: an enabled channel turns its event into its task", "[nrf5]") {
  Bench b;
  b.wire(3, b.base[0] + 0x100, b.base[1]);
  b.a.ping.trigger();
  CHECK(b.b.pings == 0);
  b.ppi.write(CHENSET, 1u << 3);
  b.a.ping.trigger();
  CHECK(b.b.pings == 1);
  b.ppi.write(CHENCLR, 1u << 3);
  b.a.ping.trigger();
  CHECK(b.b.pings == 1);
  CHECK(b.complaints.empty());
}

TEST_CASE("nRF5 PPI: one event may drive several channels", "[nrf5]") {
  Bench b;
  b.wire(0, b.base[0] + 0x100, b.base[1]);
  b.wire(15, b.base[0] + 0x100, b.base[1]);
  b.ppi.write(CHEN, 1u << 0 | 1u << 15);
  b.a.ping.trigger();
  CHECK(b.b.pings == 2);
  b.wire(15, 0, 0);
  b.a.ping.trigger();
  CHECK(b.b.pings == 3);
}

TEST_CASE("nRF5 PPI: a channel rewired while on listens to its new event only", "[nrf5]") {
  Bench b;
  b.wire(0, b.base[0] + 0x100, b.base[1]);
  b.ppi.write(CHEN, 1);
  b.ppi.write(EEP(0), b.base[1] + 0x100);
  b.ppi.write(TEP(0), b.base[0]);
  b.a.ping.trigger();
  CHECK(b.b.pings == 0);
  b.b.ping.trigger();
  CHECK(b.a.pings == 2);
}

TEST_CASE("nRF5 PPI: groups enable and disable their channels, by a channel too", "[nrf5]") {
  Bench b;
  b.wire(1, b.base[0] + 0x100, b.base[1]);
  b.ppi.write(CHG(2), 1u << 1 | 1u << 31);
  b.ppi.write(CHG_EN(2), 1);
  CHECK(b.ppi.read(CHEN) == (1u << 1 | 1u << 31));
  b.a.ping.trigger();
  CHECK(b.b.pings == 1);
  b.wire(4, b.base[1] + 0x100, Bench::ppi_base + CHG_DIS(2));
  b.ppi.write(CHENSET, 1u << 4);
  b.a.ping.trigger();
  CHECK(b.b.pings == 2);
  CHECK(b.ppi.read(CHEN) == 1u << 4);
  b.a.ping.trigger();
  CHECK(b.b.pings == 2);
}

TEST_CASE("nRF5 PPI: a chain without end goes on in the next cycles", "[nrf5]") {
  Bench b;
  b.wire(0, b.base[0] + 0x100, b.base[1]);
  b.wire(1, b.base[1] + 0x100, b.base[0]);
  b.ppi.write(CHEN, 3);
  b.a.ping.trigger();
  const unsigned at_once = b.a.pings;
  CHECK(at_once < 20);
  b.s.run_until(Time{Duration{62'500}});
  CHECK(b.a.pings > at_once);
  b.ppi.write(CHEN, 0);
  b.s.run_until(Time{Duration{1'000'000}});
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("nRF5 PPI: channels to what is not there are reported", "[nrf5]") {
  Bench b;
  b.wire(5, 0x4000'1100, b.base[0]);
  CHECK(b.complaints.empty());
  b.ppi.write(CHENSET, 1u << 5);
  REQUIRE(b.complaints.size() == 1);
  CHECK(b.complaints[0].kind == Complaint::Kind::unmodelled);
  CHECK(b.complaints[0].reg->name == "CH[5].EEP");
  b.ppi.write(CHENSET, 1u << 20);
  CHECK(b.complaints.size() == 2);
}

TEST_CASE("nRF5 PPI: CHEN has no channels 16 to 19", "[nrf5]") {
  Bench b;
  b.ppi.write(CHEN, 0x000f'0001);
  CHECK(b.ppi.read(CHEN) == 1);
  REQUIRE_FALSE(b.complaints.empty());
  CHECK(b.complaints[0].kind == Complaint::Kind::reserved);
}

TEST_CASE("nRF5 PPI: restored channels are connected", "[nrf5]") {
  Bench saved, restored;
  saved.wire(0, saved.base[0] + 0x100, saved.base[1]);
  saved.ppi.write(CHEN, 1);
  restored.wire(0, saved.base[1] + 0x100, saved.base[0]);
  restored.ppi.write(CHEN, 1);
  State out;
  saved.ppi.serialize(out);
  State in{out.data()};
  restored.ppi.serialize(in);
  CHECK(in.at_end());
  restored.a.ping.trigger();
  CHECK(restored.b.pings == 1);
  CHECK(restored.a.pings == 1);
}
