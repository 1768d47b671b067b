#include "peripherals/parts/spi_nor.hpp"

#include <algorithm>

namespace parts {

using namespace std::chrono_literals;

namespace {

// 9.6, typical: tW, tPP, tSE, tBE1, tBE2, tDP, tRES1, tRST.
constexpr Duration status_time = 10ms, program_time = 400us, sector_time = 45ms, block32_time = 120ms,
                   block64_time = 150ms, power_down_time = 3us, release_time = 3us, reset_time = 30us;

constexpr u32 kib = 1024;
constexpr u8 wel = 2, qe = 2, srl = 1;
constexpr std::array<u8, 3> writable_bits{0xfc, 0x7b, 0xe4};
constexpr u8 one_time_bits = 0x38;      // SR2.LB3 to LB1
constexpr u8 status3_delivered = 0x60;  // DRV1, DRV0: 25 %

}  // namespace

SpiNor::SpiNor(std::string name, Scheduler& scheduler, Memory& array, const SpiNorModel& model, u64 unique_id)
    : name_(std::move(name)), scheduler_(scheduler), array_(array), model_(model), unique_id_(unique_id) {
  lasting_ = {0, model.status2, status3_delivered};
  power_on();
}

void SpiNor::power_on() {
  busy_until_ = {};
  reset_state();
}

void SpiNor::reset_state() {
  status_ = lasting_;
  write_enabled_ = volatile_enabled_ = reset_enabled_ = continuous_ = powered_down_ = working_ = false;
  phase_ = selected_ ? Phase::ignored : Phase::instruction;
}

void SpiNor::select(bool on) {
  if (on == selected_) return;
  settle();
  selected_ = on;
  if (!on) {
    if (instruction_ && phase_ != Phase::ignored) execute();
    return;
  }
  phase_ = Phase::instruction;
  shift_ = bits_ = 0;
  count_ = 0;
  if (continuous_)  // instruction_ is still the one that set it
    next_phase(Phase::instruction);
  else
    instruction_ = nullptr;
}

// WEL falls with BUSY.
void SpiNor::settle() {
  if (!working_ || busy()) return;
  working_ = false;
  write_enabled_ = false;
}

bool SpiNor::accepts(const Instruction& i) const {
  const bool reset = i.what == What::enable_reset || i.what == What::reset;
  const bool status = i.what >= What::status1 && i.what <= What::status3;
  if (busy()) return status || reset;
  if (powered_down_) return i.what == What::release;
  const bool quad = i.address_lines == 4 || i.output_lines == 4 || i.input_lines == 4;
  return !quad || quad_enabled();
}

void SpiNor::begin(u8 code) {
  instruction_ = look_up(code);
  if (!instruction_ || !accepts(*instruction_) || instruction_->what == What::unmodelled) {
    if (instruction_ && instruction_->what == What::unmodelled && on_unmodelled) on_unmodelled(code);
    phase_ = Phase::ignored;
    continuous_ = false;
    return;
  }
  if (instruction_->what != What::reset) reset_enabled_ = instruction_->what == What::enable_reset;
  const bool writes_status = instruction_->what >= What::write_status1 && instruction_->what <= What::write_status3;
  if (!writes_status) volatile_enabled_ = false;
  if (instruction_->what == What::program) page_.fill(0xff);
  next_phase(Phase::instruction);
}

void SpiNor::next_phase(Phase after) {
  const Instruction& i = *instruction_;
  shift_ = bits_ = 0;
  if (after < Phase::address && i.address_lines) {
    phase_ = Phase::address;
  } else if (after < Phase::mode && i.mode) {
    phase_ = Phase::mode;
  } else if (after < Phase::dummy && i.dummy) {
    phase_ = Phase::dummy;
    clocks_ = i.dummy;
  } else if (i.output_lines) {
    phase_ = Phase::output;
  } else {
    phase_ = Phase::input;
  }
}

SpiNor::Lines SpiNor::outputs() const {
  if (phase_ != Phase::output) return {0, 0};
  const unsigned lines = instruction_->output_lines;
  const u8 top = static_cast<u8>(sending_ >> (bits_ - lines));
  if (lines == 1) return {static_cast<u8>((top & 1) << 1), 2};  // DO is IO1
  const u8 mask = static_cast<u8>((1 << lines) - 1);
  return {static_cast<u8>(top & mask), mask};
}

SpiNor::Lines SpiNor::clock(u8 in) {
  last_levels_ = in;
  if (!selected_) return {0, 0};
  if (phase_ == Phase::output && !bits_) {
    sending_ = output_byte();
    bits_ = 8;
  }
  const Lines out = outputs();
  switch (phase_) {
    case Phase::instruction:
      shift_in(in, 1);
      if (bits_ == 8) begin(static_cast<u8>(shift_));
      break;
    case Phase::address:
      shift_in(in, instruction_->address_lines);
      if (bits_ < 24) break;
      address_ = shift_ % model_.size;
      next_phase(Phase::address);
      break;
    case Phase::mode:
      shift_in(in, instruction_->address_lines);
      if (bits_ < 8) break;
      continuous_ = (shift_ >> 4 & 3) == 2;  // M5-4: 8.2.9, 8.2.11
      next_phase(Phase::mode);
      break;
    case Phase::dummy:
      if (!--clocks_) next_phase(Phase::dummy);
      break;
    case Phase::output: bits_ = static_cast<u8>(bits_ - instruction_->output_lines); break;
    case Phase::input:
      if (!instruction_->input_lines) {  // more clocks than the instruction has
        bits_ = 1;
        break;
      }
      shift_in(in, instruction_->input_lines);
      if (bits_ == 8) received(static_cast<u8>(shift_));
      break;
    case Phase::ignored: break;
  }
  return out;
}

void SpiNor::shift_in(u8 in, unsigned lines) {
  shift_ = shift_ << lines | (in & ((1u << lines) - 1));
  bits_ = static_cast<u8>(bits_ + lines);
}

u32 SpiNor::transfer(u32 out, unsigned bits) {
  u32 in = 0;
  while (bits--) {
    const Lines lines = clock(static_cast<u8>(0xc | (out >> bits & 1)));
    const bool level = !(lines.driven & 2) || lines.levels & 2;
    in = in << 1 | u32{level};
  }
  return in;
}

u32 SpiNor::answer(u32 out, unsigned bits) const {
  SpiNor copy{*this};
  copy.on_unmodelled = {};
  return copy.transfer(out, bits);
}

void SpiNor::received(u8 byte) {
  shift_ = bits_ = 0;
  if (instruction_->what == What::program)
    page_[(address_ + count_) % page_size] = byte;
  else if (count_ < written_.size())
    written_[count_] = byte;
  ++count_;
}

u8 SpiNor::output_byte() {
  const u32 n = count_++;
  switch (instruction_->what) {
    case What::read: {
      const u8 byte = array_.bytes()[address_];
      address_ = (address_ + 1) % model_.size;
      return byte;
    }
    case What::status1: settle(); return static_cast<u8>(status_[0] | (write_enabled_ ? wel : 0) | (busy() ? 1 : 0));
    case What::status2: return status_[1];
    case What::status3: return status_[2];
    case What::jedec_id:
      return n % 3 == 0 ? model_.manufacturer : static_cast<u8>(n % 3 == 1 ? model_.device >> 8 : model_.device);
    case What::device_id: return (address_ + n) & 1 ? model_.id : model_.manufacturer;
    case What::release: return model_.id;
    case What::unique_id: return static_cast<u8>(unique_id_ >> 8 * (7 - n % 8));
    case What::sfdp: return sfdp(address_ + n);
    default: return 0xff;
  }
}

// /CS rises. What changes anything must end on a byte.
void SpiNor::execute() {
  const What what = instruction_->what;
  if (what == What::release) {
    if (powered_down_) busy_until_ = scheduler_.now() + release_time;
    powered_down_ = false;
    return;
  }
  if (phase_ != Phase::input || bits_) return;
  switch (what) {
    case What::write_enable: write_enabled_ = true; break;
    case What::write_disable: write_enabled_ = false; break;
    case What::volatile_enable: volatile_enabled_ = true; break;
    case What::write_status1:
    case What::write_status2:
    case What::write_status3: write_status(); break;
    case What::program: program(); break;
    case What::erase4: erase(sector_size); break;
    case What::erase32: erase(32 * kib); break;
    case What::erase64: erase(64 * kib); break;
    case What::erase_all: erase_chip(); break;
    case What::power_down:
      powered_down_ = true;
      busy_until_ = scheduler_.now() + power_down_time;
      break;
    case What::reset:
      if (!reset_enabled_) break;
      reset_state();
      busy_until_ = scheduler_.now() + reset_time;
      break;
    default: break;
  }
}

void SpiNor::start(Duration d) {
  working_ = true;
  busy_until_ = scheduler_.now() + d;
}

// 7.1.6: SRP guards by /WP, which is IO2 as long as QE is 0; SRL until the next power-up.
bool SpiNor::status_locked() const {
  if (status_[1] & srl) return true;
  return status_[0] & 0x80 && !quad_enabled() && !(last_levels_ & 4);
}

void SpiNor::write_status() {
  if (!count_ || !(write_enabled_ || volatile_enabled_) || status_locked()) return;
  const bool lasting = !volatile_enabled_;
  const unsigned first = static_cast<unsigned>(instruction_->what) - static_cast<unsigned>(What::write_status1);
  const unsigned n = first == 0 ? std::min(count_, 2u) : 1;  // 01h may be followed by both
  for (unsigned i = 0; i < n; ++i) {
    const unsigned reg = first + i;
    const u8 mask = writable_bits[reg];
    u8 value = static_cast<u8>((status_[reg] & ~mask) | (written_[i] & mask));
    if (reg == 1) {
      value = static_cast<u8>(value | (status_[1] & one_time_bits));
      if (model_.quad_fixed) value |= qe;
    }
    status_[reg] = value;
    if (lasting) lasting_[reg] = reg == 1 ? static_cast<u8>(value & ~srl) : value;
  }
  volatile_enabled_ = false;
  if (lasting) start(status_time);
}

void SpiNor::program() {
  const u32 base = address_ / page_size * page_size;
  if (!count_ || !writable() || protects(base, page_size)) return;
  bool changed = false;
  for (u32 i = 0; i < page_size; ++i) {
    u8& byte = array_.bytes()[base + i];
    changed |= static_cast<bool>(byte & ~page_[i]);
    byte &= page_[i];
  }
  start(program_time);
  if (changed && on_changed) on_changed(base, page_size);
}

void SpiNor::erase(u32 size) {
  const u32 base = address_ / size * size;
  if (!writable() || protects(base, size)) return;
  std::ranges::fill(array_.bytes().subspan(base, size), u8{0xff});
  start(size == sector_size ? sector_time : size == 32 * kib ? block32_time : block64_time);
  if (on_changed) on_changed(base, size);
}

void SpiNor::erase_chip() {
  if (!writable() || protects(0, model_.size)) return;
  std::ranges::fill(array_.bytes(), u8{0xff});
  start(model_.chip_erase);
  if (on_changed) on_changed(0, model_.size);
}

// 7.1.14, 7.1.15: BP2-0 name a part of the array, from the top or (TB) the bottom, in sectors (SEC) or blocks; CMP
// protects the rest instead.
bool SpiNor::protects(u32 offset, u32 size) const {
  const u32 bp = status_[0] >> 2 & 7;
  const bool bottom = status_[0] >> 5 & 1, sectors = status_[0] >> 6 & 1, complement = status_[1] >> 6 & 1;
  u32 part = 0;
  if (bp >= (sectors ? 6 : 7))
    part = model_.size;
  else if (bp)
    part = sectors ? std::min(4 * kib << (bp - 1), 32 * kib)
                   : std::min(std::max(64 * kib, model_.size / 64) << (bp - 1), model_.size);
  u32 from = bottom ? 0 : model_.size - part;
  if (complement) {
    from = bottom ? part : 0;
    part = model_.size - part;
  }
  return part && offset < from + part && from < offset + size;
}

void SpiNor::serialize(State& state) {
  state.section(name_);
  u8 code = instruction_ ? instruction_->code : 0;
  bool known = instruction_ != nullptr;
  i64 until = busy_until_.time_since_epoch().count();
  state(selected_, phase_, known, code, shift_, bits_, clocks_, sending_, address_, count_, last_levels_, page_,
        written_);
  state(status_, lasting_, write_enabled_, volatile_enabled_, reset_enabled_, continuous_, powered_down_, working_,
        until);
  instruction_ = known ? look_up(code) : nullptr;
  busy_until_ = Time{Duration{until}};
}

}  // namespace parts
