// Several cores of a chip that tell each other something in memory alone.
#include <catch2/catch.hpp>
#include <cstring>

#include "cpu/xtensa/core.hpp"
#include "emulator/machine.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u32 code = 0x4008'0000, data = 0x3ffb'0000, device = 0x3ff4'0000;
// Assembled by GNU as; a3 is `data`. One core: [a3] = 1; a5 = a number, counted down; [a3] = 0; [a3 + 4] += 1 by a6; a5
// = a number, counted down; again.
constexpr u8 pulses[] = {0x62, 0xa0, 0x00, 0x42, 0xa0, 0x01, 0x42, 0x63, 0x00, 0x52, 0xa0, 0x28, 0x52, 0xc5,
                         0xff, 0x56, 0x95, 0xff, 0x42, 0xa0, 0x00, 0x42, 0x63, 0x00, 0x62, 0xc6, 0x01, 0x62,
                         0x63, 0x01, 0x52, 0xa0, 0x2d, 0x52, 0xc5, 0xff, 0x56, 0x95, 0xff, 0x06, 0xf6, 0xff};
constexpr std::size_t high = 11, low = 32;  // where the numbers are
// The other: waits until [a3] is not 0; [a3 + 8] += 1 by a6; waits until it is 0; again.
constexpr u8 counts[] = {0x62, 0xa0, 0x00, 0x42, 0x23, 0x00, 0x16, 0x94, 0xff, 0x62, 0xc6, 0x01,
                         0x62, 0x63, 0x02, 0x42, 0x23, 0x00, 0x56, 0x94, 0xff, 0x86, 0xfa, 0xff};

struct Zero final : Device {
  using Device::Device;
  unsigned reads = 0;
  u32 read(u32) override { return ++reads, 0; }
  void write(u32, u32) override {}
  u32 peek(u32) const override { return 0; }
};

class TwoCores final : public Chip {
 public:
  TwoCores(Machine& machine, bool pulsing_first)
      : Chip("TWO"),
        first_("core0", machine.scheduler, bus_, cpu::xtensa::lx6, Clock{160'000'000}, 0xcdcd),
        second_("core1", machine.scheduler, bus_, cpu::xtensa::lx6, Clock{160'000'000}, 0xabab) {
    bus_.map_ram(data, ram);
    bus_.map_ram(code, text);
    std::memcpy(text.bytes().data(), pulses, sizeof pulses);
    std::memcpy(text.bytes().data() + 0x100, counts, sizeof counts);
    first_.set_reset_vector(pulsing_first ? code : code + 0x100);
    second_.set_reset_vector(pulsing_first ? code + 0x100 : code);
    bus_.map(device, 0x1000, zero);
    machine.add(*this);
  }
  // Both wait for ever until the device's register is not 0.
  void look_at_device() {
    for (cpu::xtensa::Core* core : {&first_, &second_}) {
      core->set_reset_vector(code + 0x100);
      core->reset();
      core->context.r[cpu::ir::Context::window + 3] = device;
    }
  }
  Bus& bus() override { return bus_; }
  std::span<Cpu* const> cores() override { return cores_; }
  std::span<const Block> blocks() const override { return {}; }
  Terminal* pin(std::string_view) override { return nullptr; }
  std::vector<std::string> pin_names() const override { return {}; }
  void load(const Image&) override {}
  void power_on() override { pin_reset(); }
  void pin_reset() override {
    for (cpu::xtensa::Core* core : {&first_, &second_}) {
      core->reset();
      core->context.r[cpu::ir::Context::window + 3] = data;
    }
  }
  std::vector<Memory*> persistent() override { return {}; }
  void observe(AccessObserver*) override {}
  void serialize(State&) override {}
  u32 word(u32 address) {
    u32 value = 0;
    bus_.read(address, 4, value);
    return value;
  }

  Memory ram{"ram", 0x1000}, text{"text", 0x1000};
  Zero zero{"ZERO"};

 private:
  Bus bus_;
  cpu::xtensa::Core first_, second_;
  std::array<Cpu*, 2> cores_{&first_, &second_};
};

}  // namespace

TEST_CASE("machine: a core sees what another leaves in memory for a quantum", "[machine]") {
  for (bool pulsing_first : {true, false})
    for (u8 length = 41; length < 80; ++length) {
      Machine machine{1};
      TwoCores chip{machine, pulsing_first};
      chip.text.bytes()[high] = length;  // four cycles each: 1 us is 160
      chip.text.bytes()[low] = static_cast<u8>(length + 3);
      machine.power_on();
      machine.run_until(machine.now() + 2ms);
      const u32 sent = chip.word(data + 4), seen = chip.word(data + 8);
      CAPTURE(pulsing_first, int{length}, sent);
      CHECK(sent > 400);
      CHECK(seen >= sent);
      CHECK(seen <= sent + 1);
    }
}

TEST_CASE("machine: four cores that all look at devices come on", "[machine]") {
  Machine machine{1};
  TwoCores left{machine, true}, right{machine, true};
  machine.power_on();
  left.look_at_device();
  right.look_at_device();
  machine.run_until(machine.now() + 100us);
  CHECK(left.zero.reads > 1000);
  CHECK(right.zero.reads > 1000);
  for (const Cpu* core : machine.cores()) CHECK(core->now() >= machine.now());
}
