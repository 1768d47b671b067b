#include "peripherals/rp2040/sio_port.hpp"

#include <fmt/format.h>

#include <tuple>

namespace rp2040 {

namespace {
namespace at {
constexpr u32 cpuid = 0x000, fifo_st = 0x050, div_udividend = 0x060, div_udivisor = 0x064, div_sdividend = 0x068,
              div_sdivisor = 0x06c;
constexpr u32 div_quotient = 0x070, div_remainder = 0x074, div_csr = 0x078;
constexpr u32 spinlocks = 0x100, spinlocks_size = 0x80;
}  // namespace at
}  // namespace

SioPort::SioPort(std::string name, Sio& sio, unsigned core) : RegisterFile(std::move(name)), sio_(sio), core_(core) {
  add("CPUID", at::cpuid, Access::ro, [this] { return core_; });
  add_gpio();
  add_fifo();
  add_divider();
  add_interpolator(0);
  add_interpolator(1);
  add_spinlocks();
}

Register& SioPort::add(const std::string& name, u32 offset, Access access, Reader read, Writer write, Reader look,
                       unsigned width) {
  auto r = std::make_unique<Register>(*this, name, offset, 0);
  r->add_field({name, 0, width, access, true});
  if (width < 32) r->reserved_mask = ~0u << width;
  r->peek_hook = look ? std::move(look) : read;
  r->read_hook = std::move(read);
  r->write_hook = std::move(write);
  registers_.push_back(std::move(r));
  return *registers_.back();
}

void SioPort::add_gpio() {
  constexpr unsigned pins = 30, qspi_pins = 6;
  add(
      "GPIO_IN", 0x004, Access::ro,
      [this] {
        if (sio_.on_gpio_in) sio_.on_gpio_in();
        return sio_.gpio_in();
      },
      {}, [this] { return sio_.gpio_in(); }, pins);
  add(
      "GPIO_HI_IN", 0x008, Access::ro, [this] { return sio_.gpio_hi_in(); }, {}, {}, qspi_pins);
  u32 offset = 0x010;
  for (const auto& [which, name, width] : {std::tuple{Sio::out, "GPIO_OUT", pins},
                                           {Sio::oe, "GPIO_OE", pins},
                                           {Sio::hi_out, "GPIO_HI_OUT", qspi_pins},
                                           {Sio::hi_oe, "GPIO_HI_OE", qspi_pins}})
    for (const auto& [change, suffix] : {std::pair{Sio::Change::whole, ""},
                                         {Sio::Change::set, "_SET"},
                                         {Sio::Change::clear, "_CLR"},
                                         {Sio::Change::exclusive_or, "_XOR"}}) {
      const auto write = [this, which = which, change = change](u32 v) { sio_.write_gpio(which, change, v); };
      if (change == Sio::Change::whole)
        add(
            name, offset, Access::rw, [this, which = which] { return sio_.gpio(which); }, write, {}, width);
      else
        add(
            std::string{name} + suffix, offset, Access::wo, [] { return 0; }, write, {}, width);
      offset += 4;
    }
}

void SioPort::add_fifo() {
  Register& st = add(
      "FIFO_ST", at::fifo_st, Access::ro, [this] { return sio_.fifo_status(core_); },
      [this](u32) { sio_.clear_fifo_errors(core_); }, {}, 1);
  st.reserved_mask = ~0xfu;
  st.fields[0].name = "VLD";
  st.add_field({"RDY", 1, 1, Access::ro, true});
  st.add_field({"WOF", 2, 1, Access::w1c, true});
  st.add_field({"ROE", 3, 1, Access::w1c, true});
  add(
      "FIFO_WR", 0x054, Access::wo, [] { return 0; }, [this](u32 v) { sio_.push(core_, v); });
  add(
      "FIFO_RD", 0x058, Access::ro, [this] { return sio_.pop(core_); }, {}, [this] { return sio_.front(core_); });
  add("SPINLOCK_ST", 0x05c, Access::ro, [this] { return sio_.locks(); });
}

void SioPort::add_divider() {
  u32 offset = 0x060;
  for (const bool is_signed : {false, true}) {
    const std::string prefix = is_signed ? "DIV_S" : "DIV_U";
    add(
        prefix + "DIVIDEND", offset, Access::rw, [this] { return divider_.dividend(); },
        [this, is_signed](u32 v) { divider_.set_dividend(v, is_signed, sio_.cycle()); });
    add(
        prefix + "DIVISOR", offset + 4, Access::rw, [this] { return divider_.divisor(); },
        [this, is_signed](u32 v) { divider_.set_divisor(v, is_signed, sio_.cycle()); });
    offset += 8;
  }
  add(
      "DIV_QUOTIENT", 0x070, Access::rw, [this] { return divider_.read_quotient(sio_.cycle()); },
      [this](u32 v) { divider_.set_quotient(v, sio_.cycle()); }, [this] { return divider_.quotient(sio_.cycle()); });
  add(
      "DIV_REMAINDER", 0x074, Access::rw, [this] { return divider_.remainder(sio_.cycle()); },
      [this](u32 v) { divider_.set_remainder(v, sio_.cycle()); });
  Register& csr = add(
      "DIV_CSR", 0x078, Access::ro, [this] { return divider_.csr(sio_.cycle()); }, {}, {}, 1);
  csr.reserved_mask = ~3u;
  csr.fields[0].name = "READY";
  csr.add_field({"DIRTY", 1, 1, Access::ro, true});
}

void SioPort::add_lane_control(unsigned n, unsigned lane, const std::string& prefix, u32 offset) {
  Interpolator& i = interpolators_[n];
  Register& r = add(
      prefix + "CTRL_LANE" + std::to_string(lane), offset, Access::rw, [&i, lane] { return i.ctrl_value(lane); }, {},
      {}, 5);
  r.fields[0].name = "SHIFT";
  for (const auto& [name, lsb, width] : {std::tuple{"MASK_LSB", 5u, 5u},
                                         {"MASK_MSB", 10u, 5u},
                                         {"SIGNED", 15u, 1u},
                                         {"CROSS_INPUT", 16u, 1u},
                                         {"CROSS_RESULT", 17u, 1u},
                                         {"ADD_RAW", 18u, 1u},
                                         {"FORCE_MSB", 19u, 2u}})
    r.add_field({name, lsb, width, Access::rw, true});
  r.reserved_mask = 0xffe0'0000;
  if (lane == 0) {
    r.reserved_mask = 0xfc00'0000 | 1u << (n == 0 ? 22 : 21);
    r.add_field({n == 0 ? "BLEND" : "CLAMP", n == 0 ? 21u : 22u, 1, Access::rw, true});
    r.add_field({"OVERF0", 23, 1, Access::ro, true});
    r.add_field({"OVERF1", 24, 1, Access::ro, true});
    r.add_field({"OVERF", 25, 1, Access::ro, true});
  }
  r.write_hook = [&i, lane, &r](u32) { i.ctrl[lane] = r.value; };
}

void SioPort::add_interpolator(unsigned n) {
  Interpolator& i = interpolators_[n];
  const std::string prefix = fmt::format("INTERP{}_", n);
  const u32 start = 0x080 + 0x40 * n;
  for (unsigned lane = 0; lane < 2; ++lane)
    add(
        fmt::format("{}ACCUM{}", prefix, lane), start + 4 * lane, Access::rw, [&i, lane] { return i.accum[lane]; },
        [&i, lane](u32 v) { i.accum[lane] = v; });
  for (unsigned b = 0; b < 3; ++b)
    add(
        fmt::format("{}BASE{}", prefix, b), start + 0x08 + 4 * b, Access::rw, [&i, b] { return i.base[b]; },
        [&i, b](u32 v) { i.base[b] = v; });
  unsigned which = 0;
  for (const char* result : {"LANE0", "LANE1", "FULL"}) {
    add(
        prefix + "POP_" + result, start + 0x14 + 4 * which, Access::ro, [&i, which] { return i.pop(which); }, {},
        [&i, which] { return i.peek(which); });
    add(prefix + "PEEK_" + result, start + 0x20 + 4 * which, Access::ro, [&i, which] { return i.peek(which); });
    ++which;
  }
  for (unsigned lane = 0; lane < 2; ++lane) {
    add_lane_control(n, lane, prefix, start + 0x2c + 4 * lane);
    add(
        fmt::format("{}ACCUM{}_ADD", prefix, lane), start + 0x34 + 4 * lane, Access::rw,
        [&i, lane] { return i.raw(lane); }, [&i, lane](u32 v) { i.accum[lane] += v; });
  }
  add(
      prefix + "BASE_1AND0", start + 0x3c, Access::wo, [] { return 0; }, [&i](u32 v) { i.set_base_1and0(v); });
}

void SioPort::add_spinlocks() {
  for (unsigned lock = 0; lock < 32; ++lock)
    add(
        fmt::format("SPINLOCK{}", lock), at::spinlocks + 4 * lock, Access::rw,
        [this, lock] { return sio_.claim(lock); }, [this, lock](u32) { sio_.release(lock); },
        [this, lock] { return sio_.locks() >> lock & 1 ? 0 : 1u << lock; });
}

// What firmware uses at every turn, past the table of registers: the same, about twice as fast. Nothing here has bits
// to complain about.
u32 SioPort::read(u32 offset) {
  if (is_watched()) return RegisterFile::read(offset);
  switch (offset) {
    case at::cpuid: return core_;
    case at::div_quotient: return divider_.read_quotient(sio_.cycle());
    case at::div_remainder: return divider_.remainder(sio_.cycle());
    case at::div_csr: return divider_.csr(sio_.cycle());
    case at::div_udividend:
    case at::div_sdividend: return divider_.dividend();
    case at::div_udivisor:
    case at::div_sdivisor: return divider_.divisor();
    default: break;
  }
  if (offset - at::spinlocks < at::spinlocks_size) return sio_.claim((offset - at::spinlocks) / 4);
  return RegisterFile::read(offset);
}

void SioPort::write(u32 offset, u32 value) {
  if (is_watched()) return RegisterFile::write(offset, value);
  switch (offset) {
    case at::div_udividend: return divider_.set_dividend(value, false, sio_.cycle());
    case at::div_udivisor: return divider_.set_divisor(value, false, sio_.cycle());
    case at::div_sdividend: return divider_.set_dividend(value, true, sio_.cycle());
    case at::div_sdivisor: return divider_.set_divisor(value, true, sio_.cycle());
    default: break;
  }
  if (offset - at::spinlocks < at::spinlocks_size) return sio_.release((offset - at::spinlocks) / 4);
  RegisterFile::write(offset, value);
}

// CPUID, the divider, the interpolators.
bool SioPort::is_own(u32 offset) const { return offset == 0 || (offset >= 0x060 && offset < 0x100); }

bool SioPort::steady(u32 offset) const { return offset == at::fifo_st && !is_watched(); }

void SioPort::reset() {
  RegisterFile::reset();
  divider_ = {};
  for (Interpolator& i : interpolators_) i.accum = {}, i.base = {}, i.ctrl = {};
}

void SioPort::serialize(State& state) {
  RegisterFile::serialize(state);
  state(divider_, interpolators_);
}

}  // namespace rp2040
