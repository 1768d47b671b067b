#include "peripherals/nrf5/shared_id.hpp"

namespace nrf5 {

namespace {

constexpr u32 enable_offset = 0x500, power_offset = 0xffc;

bool has(const Peripheral& p, u32 offset) { return p.find(offset) != nullptr; }

}  // namespace

SharedId::SharedId(std::string name, std::initializer_list<Block> blocks) : Device(std::move(name)), blocks_(blocks) {}

Peripheral* SharedId::enabled() const {
  for (const Block& b : blocks_)
    if (b.peripheral->peek(enable_offset) == b.enable_code) return b.peripheral;
  return nullptr;
}

Peripheral& SharedId::answering(u32 offset) const {
  if (Peripheral* p = enabled(); p && has(*p, offset)) return *p;
  for (const Block& b : blocks_)
    if (has(*b.peripheral, offset)) return *b.peripheral;
  return *blocks_.front().peripheral;
}

// One block speaks for all, so that an access is traced and complained about once.
Peripheral& SharedId::listened(Peripheral& p, bool observed) {
  p.observe(observed ? observer_ : nullptr);
  return p;
}

u32 SharedId::read(u32 offset) { return listened(answering(offset), true).read(offset); }

u32 SharedId::peek(u32 offset) const { return answering(offset).peek(offset); }

void SharedId::write(u32 offset, u32 value) {
  const bool to_all = !enabled() || offset == enable_offset || offset == power_offset;
  Peripheral* speaker = &answering(offset);
  if (to_all)  // prefer one to which this write is not wrong
    for (const Block& b : blocks_)
      if (const Register* r = b.peripheral->find(offset); r && !(value & r->reserved_mask)) {
        speaker = b.peripheral;
        break;
      }
  for (const Block& b : blocks_)
    if (offset == enable_offset && value == b.enable_code) speaker = b.peripheral;
  if (to_all)
    for (const Block& b : blocks_)
      if (b.peripheral != speaker && has(*b.peripheral, offset)) listened(*b.peripheral, false).write(offset, value);
  listened(*speaker, true).write(offset, value);
  if (on_switch && (offset == enable_offset || offset == power_offset)) on_switch();
}

Task* SharedId::find_task(u32 offset) const { return answering(offset).find_task(offset); }

EventFlag* SharedId::find_event(u32 offset) const { return answering(offset).find_event(offset); }

}  // namespace nrf5
