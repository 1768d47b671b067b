#include "peripherals/esp32/gpio.hpp"

#include <bit>

namespace esp32 {

namespace {

// OUT gives OUT1, OUT_W1TS gives OUT1_W1TS.
std::string second_bank(const std::string& name) {
  const std::size_t at = name.find("_W1");
  return at == std::string::npos ? name + "1" : name.substr(0, at) + "1" + name.substr(at);
}

}  // namespace

Gpio::Gpio(std::string name, Pads& pads, IoMux& io_mux)
    : RegisterFile(std::move(name)),
      irq_pro(this->name() + " PRO"),
      irq_pro_nmi(this->name() + " PRO NMI"),
      irq_app(this->name() + " APP"),
      irq_app_nmi(this->name() + " APP NMI"),
      wakeup(this->name() + " wakeup"),
      pads_(pads),
      io_mux_(io_mux) {
  add_banks();
  in_ = pads_.inputs();
  output_of_.fill(static_cast<u16>(Output::none));
  for (unsigned pin = 0; pin < pins; ++pin) route_output(pin);
  for (std::size_t s = 0; s < signals; ++s) route_input(s);
  for (unsigned s = static_cast<unsigned>(Input::sig_in_func224); s <= static_cast<unsigned>(Input::sig_in_func228);
       ++s)
    listen(static_cast<Input>(s), [this, s](bool level) { drive(static_cast<Output>(s), level, true); });
  io_mux_.on_function = [this](unsigned pin) { function_changed(pin); };
  pads_.on_inputs = [this](u64 changed) { inputs_changed(changed); };
}

// Pins 0 to 31 and 32 to 39 have registers of their own. What sets and clears reads 0, as software that
// changes fields of it expects.
void Gpio::add_banks() {
  const auto add = [this](const std::string& name, std::array<u32, 2> offset, Access access, auto read, auto write) {
    for (unsigned bank = 0; bank < 2; ++bank) {
      auto r = std::make_unique<Register>(*this, bank ? second_bank(name) : name, offset[bank], 0);
      if (bank) r->reserved_mask = 0xffff'ff00;
      r->add_field({"DATA", 0, bank ? 8u : 32u, access, true});
      r->read_hook = r->peek_hook = [this, bank, read] { return word(read(), bank); };
      if (access != Access::ro)
        r->write_hook = [bank, write, raw = r.get()](u32 v) {
          raw->value = 0;  // the masks hold it
          write(bank, v);
        };
      banks_.push_back(std::move(r));
    }
  };
  const auto part = [this](unsigned bank, u32 v) {
    u64 m = 0;
    replace(m, bank, v);
    return m;
  };
  const auto whole = [this](u64 mask, unsigned bank, u32 v) {
    replace(mask, bank, v);
    return mask;
  };
  const auto nothing = [] { return u64{0}; };
  const auto unused = [](unsigned, u32) {};
  const auto out = [this] { return out_; };
  const auto enable = [this] { return enable_; };
  const auto status = [this] { return status_; };
  add("OUT", {0x04, 0x10}, Access::rw, out, [=, this](unsigned b, u32 v) { set_outputs(whole(out_, b, v)); });
  add("OUT_W1TS", {0x08, 0x14}, Access::rw, nothing, [=, this](unsigned b, u32 v) { set_outputs(out_ | part(b, v)); });
  add("OUT_W1TC", {0x0c, 0x18}, Access::rw, nothing, [=, this](unsigned b, u32 v) { set_outputs(out_ & ~part(b, v)); });
  add("ENABLE", {0x20, 0x2c}, Access::rw, enable, [=, this](unsigned b, u32 v) { set_enables(whole(enable_, b, v)); });
  add("ENABLE_W1TS", {0x24, 0x30}, Access::rw, nothing,
      [=, this](unsigned b, u32 v) { set_enables(enable_ | part(b, v)); });
  add("ENABLE_W1TC", {0x28, 0x34}, Access::rw, nothing,
      [=, this](unsigned b, u32 v) { set_enables(enable_ & ~part(b, v)); });
  add(
      "IN", {0x3c, 0x40}, Access::ro, [this] { return in_; }, unused);
  add("STATUS", {0x44, 0x50}, Access::rw, status, [=, this](unsigned b, u32 v) { set_status(whole(status_, b, v)); });
  add("STATUS_W1TS", {0x48, 0x54}, Access::rw, nothing,
      [=, this](unsigned b, u32 v) { set_status(status_ | part(b, v)); });
  add("STATUS_W1TC", {0x4c, 0x58}, Access::rw, nothing,
      [=, this](unsigned b, u32 v) { set_status(status_ & ~part(b, v)); });
  const auto raised = [this](Destination d) { return [this, d] { return status_ & enabled_[d]; }; };
  add("ACPU_INT", {0x60, 0x74}, Access::ro, raised(app), unused);
  add("ACPU_NMI_INT", {0x64, 0x78}, Access::ro, raised(app_nmi), unused);
  add("PCPU_INT", {0x68, 0x7c}, Access::ro, raised(pro), unused);
  add("PCPU_NMI_INT", {0x6c, 0x80}, Access::ro, raised(pro_nmi), unused);
  add("CPUSDIO_INT", {0x70, 0x84}, Access::ro, raised(sdio), unused);
}

void Gpio::set_outputs(u64 levels) {
  const u64 changed = levels ^ out_;
  out_ = levels;
  apply(changed & outputs_[index(Output::gpio_out)].pads);
}

void Gpio::set_enables(u64 enables) {
  const u64 changed = enables ^ enable_;
  enable_ = enables;
  apply(changed);
}

void Gpio::set_status(u64 status) {
  status_ = status;
  update();
}

void Gpio::pin_written(u32, unsigned pin) {
  const u64 bit = u64{1} << pin;
  const auto put = [bit](u64& mask, bool on) { mask = on ? mask | bit : mask & ~bit; };
  const Type type = int_type_[pin];
  put(rising_, type == Type::rising || type == Type::any);
  put(falling_, type == Type::falling || type == Type::any);
  put(low_, type == Type::low);
  put(high_, type == Type::high);
  put(wake_, wakeup_enable_[pin]);
  for (unsigned d = 0; d < destinations; ++d) put(enabled_[d], int_ena_[pin] >> d & 1);
  apply(pin);
  update();
}

void Gpio::inputs_changed(u64 changed) {
  in_ = pads_.inputs();
  status_ |= changed & ((in_ & rising_) | (~in_ & falling_));
  if (changed & (rising_ | falling_ | low_ | high_)) update();
  for (u64 left = changed; left; left &= left - 1) {
    const auto& users = users_of_[static_cast<unsigned>(std::countr_zero(left))];
    for (std::size_t i = 0; i < users.size(); ++i) refresh(users[i]);
  }
}

void Gpio::update() {
  const u64 asked = (in_ & high_) | (~in_ & low_);
  status_ |= asked;
  irq_pro.drive(status_ & enabled_[pro]);
  irq_pro_nmi.drive(status_ & enabled_[pro_nmi]);
  irq_app.drive(status_ & enabled_[app]);
  irq_app_nmi.drive(status_ & enabled_[app_nmi]);
  wakeup.drive(asked & wake_);
}

void Gpio::latch_straps() {
  constexpr std::array<unsigned, 6> strap_pins{5, 15, 4, 2, 0, 12};  // from bit 0 on
  u32 straps = 0;
  for (unsigned i = 0; i < strap_pins.size(); ++i) straps |= static_cast<u32>(in_ >> strap_pins[i] & 1) << i;
  strapping_ = straps;
}

void Gpio::reset() {
  const u32 straps = strapping_;  // latched by the chip's reset, not lost by the block's
  RegisterFile::reset();
  strapping_ = straps;
  out_ = enable_ = status_ = 0;
  rising_ = falling_ = low_ = high_ = wake_ = 0;
  enabled_ = {};
  for (unsigned pin = 0; pin < pins; ++pin) {
    route_output(pin);
    apply(pin);
  }
  for (std::size_t s = 0; s < signals; ++s) route_input(s);
  update();
}

void Gpio::serialize(State& state) {
  RegisterFile::serialize(state);
  state(out_, enable_, in_, status_, rising_, falling_, low_, high_, wake_, enabled_, output_of_);
  for (auto& through : through_matrix_) state(through);
  for (auto& s : inputs_) state(s.source, s.invert, s.level);
  for (auto& s : outputs_) state(s.level, s.enable, s.pads);
  state(irq_pro, irq_pro_nmi, irq_app, irq_app_nmi, wakeup);
  if (state.loading()) find_users();
}

}  // namespace esp32
