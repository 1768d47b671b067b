#include "peripherals/parts/hd44780.hpp"

#include <fmt/format.h>

namespace parts {

namespace {

constexpr double pull_up_amps = 50e-6, output_ohms = 2000;  // 0.4 V at 0.205 mA and more

}  // namespace

std::vector<Reading> Hd44780::readings_of(const Hd44780Core& core) {
  const auto cursor = core.cursor();
  return {{"cursor_column", "", double(cursor.column)},
          {"cursor_row", "", double(cursor.row)},
          {"cursor", "", cursor.shown ? 1.0 : 0.0},
          {"blink", "", cursor.blinks ? 1.0 : 0.0},
          {"missed", "", double(core.missed())}};
}

void Hd44780::tell_missed(emulator::Machine& machine, const std::string& label, const Hd44780Core& core) {
  if (core.missed() == 0) return;
  machine.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label + ".busy",
                                label +
                                    " is busy and does not hear what is written to it: wait longer, or read its "
                                    "busy flag");
}

Hd44780Core Hd44780::core_of(const Setup& setup) {
  const auto size = [&](const char* name, double otherwise, double most) {
    return static_cast<unsigned>(setup.attributes.number(name, otherwise, 1, most));
  };
  const unsigned columns = size("columns", 16, 40);
  return {setup.machine.scheduler, columns, size("rows", 2, 4)};
}

Hd44780::Hd44780(const Setup& setup)
    : Part(setup),
      core_(core_of(setup)),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.7, 5.5)),
      rs_(label_ + ".RS"),
      rw_(label_ + ".RW"),
      e_(label_ + ".E") {
  add(rs_, "RS");
  add(rw_, "RW");
  add(e_, "E");
  for (unsigned i = 0; i < data_.size(); ++i) {
    data_[i] = std::make_unique<emulator::Terminal>(fmt::format("{}.D{}", label_, i));
    add(*data_[i], fmt::format("D{}", i));
  }
  e_.on_change = [this] { changed(); };
}

void Hd44780::wired() {
  rs_.drive(volts_, volts_ / pull_up_amps);
  rw_.drive(volts_, volts_ / pull_up_amps);
  for (auto& line : data_) line->drive(volts_, volts_ / pull_up_amps);
}

void Hd44780::power_on() { core_.power_on(); }

bool Hd44780::high(const emulator::Terminal& t) const { return t.volts() >= 0.5 * volts_; }

// RS and RW have to be there before E rises (tAS), data before it falls (tDSW): E alone is followed.
void Hd44780::changed() {
  const bool e = e_.floating() ? e_was_ : high(e_);
  if (e == e_was_) return;
  e_was_ = e;
  Hd44780Core::Lines lines{high(rs_), high(rw_), true, 0};
  for (unsigned i = 0; i < data_.size(); ++i) lines.data = static_cast<emulator::u8>(lines.data | high(*data_[i]) << i);
  core_.lines(lines);
  lines.e = e;
  core_.lines(lines);
  tell_missed(machine_, label_, core_);
  if (core_.drives() == drives_) return;
  drives_ = core_.drives();
  for (unsigned i = 0; i < data_.size(); ++i) {
    const bool bit = !drives_ || core_.output() >> i & 1;
    data_[i]->drive(bit ? volts_ : 0, drives_ ? output_ohms : volts_ / pull_up_amps);
  }
}

void Hd44780::serialize(emulator::State& state) {
  Part::serialize(state);
  state(core_, e_was_, drives_);
}

}  // namespace parts
