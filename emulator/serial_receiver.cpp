#include "emulator/serial_receiver.hpp"

#include "emulator/frame_level.hpp"

namespace emulator {

namespace {

i64 picoseconds(Time t) { return t.time_since_epoch().count(); }

}  // namespace

SerialReceiver::SerialReceiver(Scheduler& scheduler, const std::string& name, Circuit& circuit, Uart uart)
    : scheduler_(scheduler),
      circuit_(circuit),
      uart_(std::move(uart)),
      sample_(scheduler, name + " sample", [this] { sample(); }) {}

void SerialReceiver::listen(const std::vector<Net*>& nets) {
  for (auto& [line, number] : lines_) line->stop_listening(number);
  lines_.clear();
  for (const Net* net : nets) {
    SerialLine& line = circuit_.serial(*net);
    lines_.emplace_back(&line, line.listen([this](const SerialFrame& frame) { hear(frame); }));
  }
}

// Who drives the pin for every bit was heard there: the pin fell within the frame, at its start bit at the latest.
void SerialReceiver::hear(const SerialFrame& frame) {
  if (uart_.loops_back() || !uart_.ready() || !frame.format.baud) return;
  const Duration slack = Clock{2 * i64{frame.format.baud}}.ticks(1);
  if (fell_at_ > picoseconds(scheduler_.now() - frame.format.frame() - slack)) return;
  if (uart_.taken_whole) uart_.taken_whole(frame);
  receive([&](Duration at) { return line_level(frame, at); });
}

void SerialReceiver::pin_changed(bool level) {
  if (level == level_) return;
  level_ = level;
  const i64 now = picoseconds(scheduler_.now());
  if (!level) fell_at_ = now;
  if (receiving_) return toggles_.push_back(now - start_);
  if (level || !uart_.ready()) return;
  receiving_ = true;
  confirmed_ = false;
  start_ = now;
  toggles_.clear();
  sample_.after(uart_.half_bits(1));
}

// First in the middle of the start bit, then in that of the first stop bit, when the character is complete.
void SerialReceiver::sample() {
  if (!confirmed_) {
    confirmed_ = true;
    if (level_)
      receiving_ = false;  // a glitch
    else
      sample_.after(uart_.half_bits(2 * frame_bits() + 1) - uart_.half_bits(1));
    return;
  }
  receiving_ = false;
  receive([this](Duration at) {
    bool level = false;
    for (const i64 toggle : toggles_)
      if (toggle <= at.count()) level = !level;
    return level;
  });
}

void SerialReceiver::receive(const std::function<bool(Duration)>& level) {
  const auto in_the_middle_of = [&](unsigned bit) { return level(uart_.half_bits(2 * i64{bit} + 1)); };
  const unsigned bits = uart_.data_bits();
  Character c;
  for (unsigned i = 0; i < bits; ++i) c.byte = static_cast<u8>(c.byte | in_the_middle_of(1 + i) << i);
  const std::optional<bool> expected = uart_.parity(c.byte);
  const bool parity = expected && in_the_middle_of(1 + bits);
  c.framing = !in_the_middle_of(frame_bits());
  c.parity = expected && parity != *expected;
  c.is_break = c.framing && !c.byte && !parity;
  uart_.received(c);
}

void SerialReceiver::reset(bool level) {
  sample_.cancel();
  toggles_.clear();
  receiving_ = confirmed_ = false;
  level_ = level;
}

void SerialReceiver::serialize(State& state) {
  state(level_, receiving_, confirmed_, fell_at_, start_, toggles_, sample_);
}

}  // namespace emulator
