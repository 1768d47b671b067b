#include "peripherals/parts/hc165.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr double output_ohms = 50;
constexpr emulator::Duration delay = std::chrono::nanoseconds{15};  // CP to Q7
}  // namespace

Hc165::Hc165(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2, 6)),
      pl_(label_ + ".PL", volts_, true, [this](bool) { load(); }),
      cp_(label_ + ".CP", volts_, false,
          [this](bool level) {
            if (level && shifts()) clock(ds_.level());
          }),
      ce_(label_ + ".CE", volts_),
      ds_(label_ + ".DS", volts_),
      q7_(label_ + ".Q7"),
      q7n_(label_ + ".Q7N"),
      out_(setup.machine.scheduler, label_ + ".Q7", [this] {
        q7_.drive(shift_ & 0x80 ? volts_ : 0, output_ohms);
        q7n_.drive(shift_ & 0x80 ? 0 : volts_, output_ohms);
      }) {
  add(pl_.terminal, "PL");
  add(cp_.terminal, "CP");
  add(ce_.terminal, "CE");
  add(ds_.terminal, "DS");
  for (unsigned i = 0; i < 8; ++i) {
    const std::string name = fmt::format("D{}", i);
    d_.push_back(std::make_unique<LogicInput>(label_ + "." + name, volts_, false, [this](bool) {
      if (!pl_.level()) load();
    }));
    add(d_.back()->terminal, name);
  }
  add(q7_, "Q7");
  add(q7n_, "Q7N");
  ds_.terminal.on_change = In{this};
  q7_.on_change = Out{this};
}

Hc165::~Hc165() {
  if (bus_) bus_->detach(*this);
}

void Hc165::wired() {
  for (LogicInput* input : {&cp_, &ce_, &ds_, &pl_}) input->look();
  for (auto& input : d_) input->look();
  out_.after(delay);
  if (!cp_.terminal.net()) return;
  bus_ = &machine_.circuit.spi(*cp_.terminal.net());
  bus_->attach(*this, {.sck = cp_.terminal, .mosi = ds_.terminal, .miso = q7_});
}

// While PL is low the register follows its inputs; they stay in it when PL rises.
void Hc165::load() {
  shift_ = 0;
  for (unsigned i = 0; i < 8; ++i) shift_ |= static_cast<u8>(d_[i]->level() << i);
  out_.after(delay);
}

bool Hc165::feeds() const {
  if (!q7_.net()) return false;
  for (const emulator::Terminal* t : q7_.net()->terminals())
    if (const In* in = t->on_change.target<In>())
      if (in->owner->cp_.terminal.net() == cp_.terminal.net()) return true;
  return false;
}

Hc165* Hc165::previous() const {
  if (!ds_.terminal.net()) return nullptr;
  for (const emulator::Terminal* t : ds_.terminal.net()->terminals())
    if (const Out* out = t->on_change.target<Out>())
      if (out->owner->cp_.terminal.net() == cp_.terminal.net()) return out->owner;
  return nullptr;
}

bool Hc165::due(unsigned bits) const {
  if (bits < 8) return shift_ >> (7 - bits) & 1;
  const Hc165* before = previous();
  return before && before->shifts() ? before->due(bits - 8) : ds_.level();
}

emulator::u32 Hc165::answer(u32, unsigned bits) const {
  u32 in = 0;
  for (unsigned i = 0; i < bits; ++i) in = in << 1 | due(i);
  return in;
}

void Hc165::shift(bool) {
  Hc165* before = previous();
  const bool chained = before && before->shifts();
  const bool bit = chained ? before->due(0) : ds_.level();
  if (chained) before->shift(false);
  clock(bit);
}

void Hc165::clock(bool bit) {
  const u8 was = shift_;
  shift_ = static_cast<u8>(shift_ << 1 | bit);
  if ((was ^ shift_) & 0x80) out_.after(delay);
}

void Hc165::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pl_, cp_, ce_, ds_, shift_, out_);
  for (auto& input : d_) state(*input);
}

}  // namespace parts
