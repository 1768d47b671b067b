// Registers and interrupts.
#include "peripherals/esp32/bt_core.hpp"

#include "peripherals/esp32/bt_core_bits.hpp"

namespace esp32 {

using namespace bt;

const std::array<BtCore::Half, 2> BtCore::halves{{
    // base  version      fine   gross  interrupts: fine, gross, software  a tick of the clock
    {0x000, 0x0800'0b00, 0xb8, 0xb4, 1 << 9, 1 << 10, 1 << 16, bt::half_slot},
    {0x200, 0x0800'0900, 0xf8, 0xf4, 1 << 7, 1 << 6, 1 << 9, bt::slot},
}};

BtCore::BtCore(std::string name, Scheduler& scheduler, Bus& bus)
    : RadioRegisters(name, 0x1000),
      irq_bt(name + " RWBT_INTR"),
      irq_ble(name + " RWBLE_INTR"),
      low_power_hz([] { return 32'000; }),
      scheduler_(scheduler),
      bus_(bus),
      slot_(scheduler, name + " slot", [this] { slot(); }),
      end_(scheduler, name + " end of event", [this] { raise(1, event_ended); }),
      wake_(scheduler, name + " wake-up", [this] { wake(); }) {
  for (unsigned h = 0; h < halves.size(); ++h) {
    const auto timer = [&](const char* which, u32 interrupt) {
      return std::make_unique<Event>(scheduler, name + which, [this, h, interrupt] {
        raise(h, interrupt);
        plan(h);
      });
    };
    timers_[h] = {timer(" fine timer", halves[h].fine_interrupt), timer(" gross timer", halves[h].gross_interrupt),
                  timer(" clock", clock_interrupt)};
  }
}

u32 BtCore::answer(u32 offset, u32 held) const {
  if (offset == slept && asleep_)
    return static_cast<u32>(Clock{low_power_hz()}.count(scheduler_.now() - asleep_since_));
  for (unsigned h = 0; h < halves.size(); ++h) switch (offset - halves[h].base) {
      case version_register: return halves[h].version;
      case status: return raw_[h] & word(halves[h].base + enables);
      case raw_status: return raw_[h];
    }
  return held;
}

void BtCore::written(u32 offset, u32 value) {
  if (offset == sleep_control) sleep_written(value);
  for (unsigned h = 0; h < halves.size(); ++h) written(h, offset - halves[h].base, value);
  update();
}

void BtCore::written(unsigned h, u32 offset, u32 value) {
  const Half& half = halves[h];
  if (offset == half.fine || offset == half.gross || offset == enables) return plan(h);
  switch (offset) {
    case control_register: return control(half, h, value);
    case acknowledge: raw_[h] &= ~value; return;
    case clock_register:
      if (value & clock_update && h == 0) set_clock(value & half_slot_mask);
      return latch(half);
    default: return;
  }
}

void BtCore::control(const Half& half, unsigned h, u32 value) {
  word(half.base + control_register) &= ~(soft_resets | software_request);
  if (value & software_request) raise(h, half.software_interrupt);
  if (half.base != ble) return;
  word(ble + control_register) &= ~aborts;
  if (value & aborts && end_.pending()) end_.after(Duration{});
  if (!(value & enabled)) end_.cancel();
  plan(h);
}

void BtCore::raise(unsigned h, u32 interrupts) {
  raw_[h] |= interrupts;
  update();
}

void BtCore::update() {
  irq_bt.drive((raw_[0] & word(halves[0].base + enables)) != 0);
  irq_ble.drive((raw_[1] & word(halves[1].base + enables)) != 0);
}

void BtCore::reset() {
  RadioRegisters::reset();
  for (Timers& t : timers_)
    for (auto* event : {&t.fine, &t.gross, &t.tick}) (*event)->cancel();
  for (Event* event : {&slot_, &end_, &wake_}) event->cancel();
  ahead_ = 0;
  asleep_ = false;
  raw_ = {};
  update();
}

void BtCore::serialize(State& state) {
  RadioRegisters::serialize(state);
  i64 since = asleep_since_.time_since_epoch().count();
  state(irq_bt, irq_ble, ahead_, asleep_, stands_at_, since, raw_, slot_, end_, wake_);
  asleep_since_ = Time{Duration{since}};
  for (Timers& t : timers_) state(*t.fine, *t.gross, *t.tick);
}

}  // namespace esp32
