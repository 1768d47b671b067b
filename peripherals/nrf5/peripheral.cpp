#include "peripherals/nrf5/peripheral.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

constexpr u32 power_offset = 0xffc;

// "EVENTS_COMPARE[0]" -> "COMPARE0": how fields of INTEN and SHORTS spell it.
std::string field_name(const Register& r) {
  std::string name = r.name.substr(r.name.find('_') + 1);
  std::erase_if(name, [](char c) { return c == '[' || c == ']'; });
  return name;
}

u32 event_bit(u32 offset) {
  const u32 n = (offset - 0x100) / 4;
  return offset >= 0x100 && n < 32 ? 1u << n : 0;
}

}  // namespace

std::vector<SetClear::Bit> event_bits(const Peripheral& peripheral) {
  std::vector<SetClear::Bit> bits;
  for (const EventFlag* e : peripheral.events())
    if (e->bit()) bits.push_back({(e->offset - 0x100) / 4, field_name(*e)});
  return bits;
}

Peripheral::Peripheral(std::string name, Scheduler& scheduler)
    : RegisterFile(name), irq(name + " IRQ"), scheduler_(scheduler) {}

u32 Peripheral::read(u32 offset) {
  if (!powered_ && offset != power_offset) return 0;
  return RegisterFile::read(offset);
}

void Peripheral::write(u32 offset, u32 value) {
  if (!powered_ && offset != power_offset) return;
  RegisterFile::write(offset, value);
}

u32 Peripheral::peek(u32 offset) const { return powered_ || offset == power_offset ? RegisterFile::peek(offset) : 0; }

void Peripheral::reset() {
  RegisterFile::reset();
  refresh();
  irq.drive(false);
}

void Peripheral::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq);
  if (state.loading()) refresh();
}

Task* Peripheral::find_task(u32 offset) const {
  const auto it = std::ranges::find(tasks_, offset, &Task::offset);
  return it == tasks_.end() ? nullptr : *it;
}

EventFlag* Peripheral::find_event(u32 offset) const {
  const auto it = std::ranges::find(events_, offset, &EventFlag::offset);
  return it == events_.end() ? nullptr : *it;
}

void Peripheral::update() { irq.drive(happened_ & interrupt_mask_); }

void Peripheral::interrupts_written(u32) {
  interrupt_mask_ = interrupts_->value();
  update();
  interest_changed();
}

void Peripheral::refresh() {
  happened_ = 0;
  for (const EventFlag* e : events_)
    if (e->happened()) happened_ |= e->bit();
  interrupt_mask_ = interrupts_ ? interrupts_->value() : 0;
  powered_ = !power_ || power_->value;
}

void Peripheral::switch_power(bool on) {
  if (on == powered_) return;
  reset();
  power_->value = on;
  powered_ = on;
}

Task::Task(Peripheral& owner, const std::string& name, u32 offset)
    : Register(owner, "TASKS_" + name, offset, 0, reserved{31, 1}), owner_(owner) {
  add_field({"TRIGGER", 0, 1, Access::wo, true});
  owner.tasks_.push_back(this);
  write_hook = [this](u32 written) {
    value = 0;
    if (written & 1) trigger();
  };
}

void Task::trigger() {
  if (!owner_.powered_) return;
  if (method_)
    (owner_.*method_)();
  else
    (owner_.*indexed_method_)(index);
}

EventFlag::EventFlag(Peripheral& owner, const std::string& name, u32 offset)
    : Register(owner, "EVENTS_" + name, offset, 0, reserved{31, 1}), owner_(owner), bit_(event_bit(offset)) {
  add_field({"HAPPENED", 0, 1, Access::rw, true});
  owner.events_.push_back(this);
  write_hook = [this](u32 written) {
    owner_.happened_ = written & 1 ? owner_.happened_ | bit_ : owner_.happened_ & ~bit_;
    owner_.update();
    owner_.interest_changed();
  };
}

void EventFlag::listen(u32 channels) {
  if (channels == channels_) return;
  channels_ = channels;
  owner_.interest_changed();
}

void EventFlag::fire(bool routed) {
  set();
  if (shorted())
    for (const Shortcut& s : shortcuts_)
      if (owner_.shorts_->value & s.mask) s.task->trigger();
  if (channels_ && routed) owner_.router_->route(channels_);
}

Shorts::Shorts(Peripheral& owner, std::initializer_list<Row> rows) : Register(owner, "SHORTS", 0x200, 0) {
  owner.shorts_ = this;
  u32 described = 0;
  for (const Row& row : rows) {
    add_field({field_name(row.event) + "_" + field_name(row.task), row.bit, 1, Access::rw, true});
    row.event.shortcuts_.push_back({1u << row.bit, &row.task});
    row.event.shorts_ |= 1u << row.bit;
    described |= 1u << row.bit;
  }
  reserved_mask = ~described;
  write_hook = [&owner](u32) { owner.interest_changed(); };
}

Interrupts::Interrupts(Peripheral& owner, Inten inten)
    : registers_(owner, "INTEN", {inten == Inten::yes ? std::optional<u32>{0x300} : std::nullopt, 0x304, 0x308},
                 event_bits(owner), &Peripheral::interrupts_written) {
  owner.interrupts_ = &registers_;
}

PowerSwitch::PowerSwitch(Peripheral& owner) : Register(owner, "POWER", power_offset, 1, reserved{31, 1}) {
  add_field({"POWER", 0, 1, Access::rw, true});
  owner.power_ = this;
  write_hook = [&owner](u32 written) { owner.switch_power(written & 1); };
}

}  // namespace nrf5
