#include "emulator/decode/tap.hpp"

#include "emulator/logic_level.hpp"

namespace emulator::decode {

Tap::Tap(Scheduler& scheduler, std::unique_ptr<Decoder> decoder, std::vector<Net*> lines, double supply)
    : scheduler_(scheduler),
      decoder_(std::move(decoder)),
      nets_(std::move(lines)),
      levels_(nets_.size()),
      supply_(supply),
      look_(scheduler, "bus decoder", [this] {
        decoder_->look(scheduler_.now());
        plan();
      }) {
  for (unsigned line = 0; line < nets_.size(); ++line)
    if (nets_[line])
      nets_[line]->watchers.push_back([this, alive = std::weak_ptr{alive_}](const Net&) {
        if (!alive.expired()) changed();
      });
  reset();
}

bool Tap::level_of(const Net& net, bool was) const {
  const double volts = net.shown_volts();
  if (net.floating() && volts == 0) return was;
  return clear_level(volts, supply_).value_or(was);
}

void Tap::reset() {
  for (unsigned line = 0; line < nets_.size(); ++line)
    if (nets_[line]) decoder_->begin(line, levels_[line] = level_of(*nets_[line], true));
  look_.cancel();
}

// A part that answers a clock does so before watchers hear of the clock: so lines are looked at in their order, the
// clock first, whichever has told.
void Tap::changed() {
  bool news = false;
  for (unsigned line = 0; line < nets_.size(); ++line) {
    if (!nets_[line]) continue;
    const bool now = level_of(*nets_[line], levels_[line]);
    if (now == levels_[line]) continue;
    levels_[line] = now;
    decoder_->change(line, now, scheduler_.now());
    news = true;
  }
  if (news) plan();
}

void Tap::plan() {
  if (const Time due = decoder_->due(); due != Time::max())
    look_.at(due);
  else
    look_.cancel();
}

}  // namespace emulator::decode
