// What each instruction does. RP2040 Datasheet 3.4.2 to 3.4.10; autopush and autopull in 3.5.4.
#include <bit>

#include "peripherals/rp2040/pio_machine.hpp"

namespace rp2040::pio {

namespace {

u32 reversed(u32 v) {
  v = (v >> 1 & 0x5555'5555) | (v & 0x5555'5555) << 1;
  v = (v >> 2 & 0x3333'3333) | (v & 0x3333'3333) << 2;
  v = (v >> 4 & 0x0f0f'0f0f) | (v & 0x0f0f'0f0f) << 4;
  return __builtin_bswap32(v);
}

u8 saturated(unsigned count) { return static_cast<u8>(count < 32 ? count : 32); }

u32 left(u32 v, unsigned n) { return n >= 32 ? 0 : v << n; }
u32 right(u32 v, unsigned n) { return n >= 32 ? 0 : v >> n; }

}  // namespace

bool Execution::run(const Instruction& i) {
  switch (i.op) {
    case Op::jmp: jmp(i); return true;
    case Op::wait: return wait(i);
    case Op::in: return in(i);
    case Op::out: return out(i);
    case Op::push: return push(i);
    case Op::pull: return pull(i);
    case Op::mov: mov(i); return true;
    case Op::irq: return irq(i);
    case Op::set: set(i); return true;
    case Op::reserved: break;
  }
  return true;
}

bool Execution::stall(Asleep why) {
  m.asleep = why;
  return false;
}

void Execution::debug(unsigned lsb) { cycle_.fdebug |= 1u << (lsb + id_); }

void Execution::jump(u32 address) {
  m.pc = address % memory_size;
  jumped_ = true;
}

void Execution::exec(u32 word) {
  m.latch = static_cast<u16>(word);
  m.latched = true;
  m.latch_forced = m.latch_tried = false;
  executes_ = true;
}

// 3.5.6: the LSB of IN data is the pin IN_BASE, wrapping after 31.
u32 Execution::in_pins() const { return std::rotr(cycle_.inputs, c.in_base); }

// 3.4.9.2: with the MSB set, the number of the state machine is added to the two LSBs.
u8 Execution::irq_flag(unsigned index) const {
  const unsigned flag = index & 0x10 ? (index & 4) | ((index + id_) & 3) : index & 7;
  return static_cast<u8>(1u << flag);
}

// 3.5.1. Not affected by stalls; it comes after OUT and SET and so wins.
void Execution::side_set(const Instruction& i) {
  if (c.side_bits == 0) return;
  if (c.side_enable && !(i.delay_side & 0x10)) return;
  const u32 data = (u32{i.delay_side} >> c.delay_bits) & ones(c.side_bits);
  PinWrite side;
  side.put(c.side_pindirs, std::rotl(data, c.side_base), c.side_mask);
  write_.overlay(side);
}

// 3.5.6 and EXECCTRL_INLINE_OUT_EN: a data bit can take the write back.
void Execution::write_out(bool to_directions, u32 data) {
  const bool on = !c.inline_out_enable || (data >> c.out_enable_bit & 1);
  write_pins(to_directions, std::rotl(data, c.out_base), on ? c.out_mask : 0);
}

void Execution::write_pins(bool to_directions, u32 data, u32 mask) {
  write_.put(to_directions, data, mask);
  m.held.put(to_directions, data, mask);
  cycle_.held_moved = true;
}

void Execution::jmp(const Instruction& i) {
  const auto taken = [&] {
    switch (Condition{i.destination}) {
      case Condition::always: return true;
      case Condition::not_x: return m.x == 0;
      case Condition::x_dec: return m.x-- != 0;
      case Condition::not_y: return m.y == 0;
      case Condition::y_dec: return m.y-- != 0;
      case Condition::x_not_y: return m.x != m.y;
      case Condition::pin: return (cycle_.inputs >> c.jmp_pin & 1) != 0;
      case Condition::not_osre: return m.osr_count < c.pull_threshold;
    }
    return false;
  };
  if (taken()) jump(i.value);
}

bool Execution::wait(const Instruction& i) {
  if (WaitOn{i.source} == WaitOn::irq) {
    const u8 flag = irq_flag(i.value);
    if (((cycle_.irq & flag) != 0) != i.flag) return stall(Asleep::irq);
    if (i.flag) cycle_.irq_clear |= flag;
    return true;
  }
  if (WaitOn{i.source} == WaitOn::reserved) return true;
  const unsigned pin = WaitOn{i.source} == WaitOn::gpio ? i.value : (i.value + c.in_base) % 32;
  if ((cycle_.inputs >> pin & 1) == i.flag) return true;
  m.awaited_pins = 1u << pin;
  return stall(cycle_.unsettled & m.awaited_pins ? Asleep::no : Asleep::pins);
}

bool Execution::in(const Instruction& i) {
  const auto source = [&]() -> u32 {
    switch (InSource{i.source}) {
      case InSource::pins: return in_pins();
      case InSource::x: return m.x;
      case InSource::y: return m.y;
      case InSource::isr: return m.isr;
      case InSource::osr: return m.osr;
      default: return 0;
    }
  };
  const unsigned n = i.bit_count();
  const u32 data = source() & ones(n);
  const u32 shifted = c.in_right ? right(m.isr, n) | data << (32 - n) % 32 : left(m.isr, n) | data;
  const u8 count = saturated(m.isr_count + n);
  if (c.autopush && count >= c.push_threshold) {
    if (m.rx.full()) {
      debug(rxstall_lsb);
      return stall(Asleep::fifo);
    }
    m.rx.push(shifted);
    m.isr = 0;
    m.isr_count = 0;
    cycle_.fifo_moved = true;
    return true;
  }
  m.isr = shifted;
  m.isr_count = count;
  return true;
}

bool Execution::out(const Instruction& i) {
  if (c.autopull && m.osr_count >= c.pull_threshold) {
    if (!m.tx.empty()) {
      m.refill(cycle_);
      return stall(Asleep::no);
    }
    debug(txstall_lsb);
    return stall(Asleep::fifo);
  }
  const unsigned n = i.bit_count();
  const u32 data = c.out_right ? m.osr & ones(n) : right(m.osr, 32 - n);
  m.osr = c.out_right ? right(m.osr, n) : left(m.osr, n);
  m.osr_count = saturated(m.osr_count + n);
  if (m.wants_refill(c)) m.refill(cycle_);
  out_to(OutTo{i.destination}, data, n);
  return true;
}

void Execution::out_to(OutTo destination, u32 data, unsigned bits) {
  switch (destination) {
    case OutTo::pins: return write_out(false, data);
    case OutTo::x: m.x = data; return;
    case OutTo::y: m.y = data; return;
    case OutTo::null: return;
    case OutTo::pindirs: return write_out(true, data);
    case OutTo::pc: return jump(data);
    case OutTo::isr:
      m.isr = data;
      m.isr_count = static_cast<u8>(bits);
      return;
    case OutTo::exec: return exec(data);
  }
}

bool Execution::push(const Instruction& i) {
  if (i.flag && m.isr_count < c.push_threshold) return true;
  if (m.rx.full()) {
    debug(rxstall_lsb);  // without Block too: the word is lost
    if (i.block) return stall(Asleep::fifo);
  } else {
    m.rx.push(m.isr);
    cycle_.fifo_moved = true;
  }
  m.isr = 0;
  m.isr_count = 0;
  return true;
}

bool Execution::pull(const Instruction& i) {
  if ((i.flag || c.autopull) && m.osr_count < c.pull_threshold) return true;
  if (m.tx.empty()) {
    if (i.block) {
      debug(txstall_lsb);
      return stall(Asleep::fifo);
    }
    m.osr = m.x;
    m.osr_count = 0;
  } else {
    m.refill(cycle_);
  }
  return true;
}

u32 Execution::mov_source(MovFrom source) const {
  switch (source) {
    case MovFrom::pins: return in_pins();
    case MovFrom::x: return m.x;
    case MovFrom::y: return m.y;
    case MovFrom::status: return (c.status_of_rx ? m.rx : m.tx).level < c.status_level ? ~0u : 0;
    case MovFrom::isr: return m.isr;
    case MovFrom::osr: return m.osr;
    default: return 0;
  }
}

void Execution::mov(const Instruction& i) {
  u32 data = mov_source(MovFrom{i.source});
  if (MovOp{i.operation} == MovOp::invert) data = ~data;
  if (MovOp{i.operation} == MovOp::reverse) data = reversed(data);
  switch (MovTo{i.destination}) {
    case MovTo::pins: return write_out(false, data);
    case MovTo::x: m.x = data; return;
    case MovTo::y: m.y = data; return;
    case MovTo::reserved3: return;
    case MovTo::exec: return exec(data);
    case MovTo::pc: return jump(data);
    case MovTo::isr:
      m.isr = data;
      m.isr_count = 0;
      return;
    case MovTo::osr:
      m.osr = data;
      m.osr_count = 0;
      return;
  }
}

bool Execution::irq(const Instruction& i) {
  const u8 flag = irq_flag(i.value);
  if (i.flag) {
    cycle_.irq_clear |= flag;
    return true;
  }
  if (!m.irq_waiting) {
    cycle_.irq_set |= flag;
    m.irq_waiting = i.block;
    return !i.block;
  }
  if (cycle_.irq & flag) return stall(Asleep::irq);
  m.irq_waiting = false;
  return true;
}

void Execution::set(const Instruction& i) {
  const u32 data = std::rotl(u32{i.value}, c.set_base);
  switch (SetTo{i.destination}) {
    case SetTo::x: m.x = i.value; return;
    case SetTo::y: m.y = i.value; return;
    case SetTo::pins: return write_pins(false, data, c.set_mask);
    case SetTo::pindirs: return write_pins(true, data, c.set_mask);
    default: return;
  }
}

}  // namespace rp2040::pio
