#include "peripherals/parts/hc595.hpp"

namespace parts {

namespace {
constexpr double output_ohms = 50;
constexpr emulator::Duration delay = std::chrono::nanoseconds{15};  // SHCP to Q7S
}  // namespace

Hc595::Hc595(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2, 6)),
      ds_(label_ + ".DS", volts_),
      shcp_(label_ + ".SHCP", volts_, false,
            [this](bool level) {
              if (level && mr_.level()) clock(ds_.level());
            }),
      stcp_(label_ + ".STCP", volts_, false,
            [this](bool level) {
              if (!level) return;
              stored_ = shift_;
              show();
            }),
      mr_(label_ + ".MR", volts_, true,
          [this](bool level) {
            if (!level) clear();
          }),
      oe_(label_ + ".OE", volts_, false, [this](bool) { show(); }),
      q_{emulator::Terminal{label_ + ".Q0"}, emulator::Terminal{label_ + ".Q1"}, emulator::Terminal{label_ + ".Q2"},
         emulator::Terminal{label_ + ".Q3"}, emulator::Terminal{label_ + ".Q4"}, emulator::Terminal{label_ + ".Q5"},
         emulator::Terminal{label_ + ".Q6"}, emulator::Terminal{label_ + ".Q7"}},
      q7s_(label_ + ".Q7S"),
      carry_(setup.machine.scheduler, label_ + ".Q7S",
             [this] { q7s_.drive(shift_ & 0x80 ? volts_ : 0, output_ohms); }) {
  add(ds_.terminal, "DS");
  add(shcp_.terminal, "SHCP");
  add(stcp_.terminal, "STCP");
  add(mr_.terminal, "MR");
  add(oe_.terminal, "OE");
  const char* const names[] = {"Q0", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"};
  for (unsigned i = 0; i < 8; ++i) add(q_[i], names[i]);
  add(q7s_, "Q7S");
  ds_.terminal.on_change = In{this};
  q7s_.on_change = Out{this};
}

Hc595::~Hc595() {
  if (bus_) bus_->detach(*this);
}

void Hc595::wired() {
  for (LogicInput* input : {&ds_, &shcp_, &stcp_, &mr_, &oe_}) input->look();
  show();
  q7s_.drive(0, output_ohms);
  if (!shcp_.terminal.net()) return;
  bus_ = &machine_.circuit.spi(*shcp_.terminal.net());
  bus_->attach(*this, {.sck = shcp_.terminal, .mosi = ds_.terminal});
}

void Hc595::power_on() {
  stored_ = 0;
  clear();
  show();
}

void Hc595::clear() {
  shift_ = 0;
  carry_.after(delay);
}

bool Hc595::fed() const {
  if (!ds_.terminal.net()) return false;
  for (const emulator::Terminal* t : ds_.terminal.net()->terminals())
    if (const Out* out = t->on_change.target<Out>())
      if (out->owner->shcp_.terminal.net() == shcp_.terminal.net()) return true;
  return false;
}

template <typename Action>
void Hc595::followers(Action action) const {
  if (!q7s_.net()) return;
  for (const emulator::Terminal* t : q7s_.net()->terminals())
    if (const In* in = t->on_change.target<In>())
      if (in->owner->shcp_.terminal.net() == shcp_.terminal.net()) action(*in->owner);
}

bool Hc595::ends() const {
  if (!q7s_.net() || q7s_.net()->terminals().size() < 2) return false;
  bool last = true;
  followers([&](const Hc595&) { last = false; });
  return last;
}

// From an SPI controller, the first of a chain answers for the last.
emulator::u32 Hc595::answer(u32 out, unsigned bits) const {
  const u32 carried =
      static_cast<u32>((emulator::u64{shift_} << bits | (bits < 32 ? out & ((1u << bits) - 1) : out)) >> 8);
  u32 last = ends() ? carried : ~0u;
  followers([&](const Hc595& next) { last &= next.answer(carried, bits); });
  return bits < 32 ? last & ((1u << bits) - 1) : last;
}

void Hc595::shift(bool mosi) {
  const bool carried = shift_ & 0x80;
  clock(mosi);
  followers([&](Hc595& next) {
    if (next.mr_.level()) next.shift(carried);
  });
}

void Hc595::clock(bool bit) {
  const u8 before = shift_;
  shift_ = static_cast<u8>(shift_ << 1 | bit);
  if ((before ^ shift_) & 0x80 && q7s_.net()) carry_.after(delay);
}

void Hc595::show() {
  const bool on = !oe_.level();
  for (unsigned i = 0; i < 8; ++i) on ? q_[i].drive(stored_ >> i & 1 ? volts_ : 0, output_ohms) : q_[i].release();
}

void Hc595::serialize(emulator::State& state) {
  Part::serialize(state);
  state(ds_, shcp_, stcp_, mr_, oe_, shift_, stored_, carry_);
}

}  // namespace parts
