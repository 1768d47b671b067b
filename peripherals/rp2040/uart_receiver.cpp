#include "peripherals/rp2040/uart.hpp"

#include "emulator/frame_level.hpp"

namespace rp2040 {

namespace {

i64 picoseconds(Time t) { return t.time_since_epoch().count(); }

}  // namespace

void Uart::listen() {
  for (auto& [line, number] : lines_) line->stop_listening(number);
  lines_.clear();
  for (const Net* net : pins_.nets(rx_)) {
    SerialLine& line = circuit_.serial(*net);
    lines_.emplace_back(&line, line.listen([this](const SerialFrame& frame) { hear(frame); }));
  }
}

// Who drives the pin for every bit was heard there: the pin fell within the frame, at its start bit at the latest.
void Uart::hear(const SerialFrame& frame) {
  if (lbe || !can_receive() || !frame.format.baud) return;
  const Duration slack = Clock{2 * i64{frame.format.baud}}.ticks(1);
  if (fell_at_ > picoseconds(scheduler_.now() - frame.format.frame() - slack)) return;
  receive([&](Duration at) { return line_level(frame, at); });
}

void Uart::rx_changed(bool level) {
  if (level == rx_level_) return;
  rx_level_ = level;
  const i64 now = picoseconds(scheduler_.now());
  if (!level) fell_at_ = now;
  if (receiving_) return rx_toggles_.push_back(now - rx_start_);
  if (level || !can_receive()) return;
  receiving_ = true;
  rx_confirmed_ = false;
  rx_start_ = now;
  rx_toggles_.clear();
  sample_.after(half_bits(1));
}

// First in the middle of the start bit, then in that of the first stop bit, when the character is complete.
void Uart::rx_sample() {
  if (!rx_confirmed_) {
    rx_confirmed_ = true;
    if (rx_level_)
      receiving_ = false;  // a glitch
    else
      sample_.after(half_bits(2 * frame_bits() + 1) - half_bits(1));
    return;
  }
  receiving_ = false;
  receive([this](Duration at) {
    bool level = false;
    for (const i64 toggle : rx_toggles_)
      if (toggle <= at.count()) level = !level;
    return level;
  });
}

void Uart::receive(const std::function<bool(Duration)>& level) {
  const auto sample = [&](unsigned bit) { return level(half_bits(2 * bit + 1)); };
  u8 byte = 0;
  for (unsigned i = 0; i < data_bits(); ++i) byte = static_cast<u8>(byte | sample(1 + i) << i);
  const bool parity = pen && sample(1 + data_bits());
  const bool stop = sample(frame_bits());
  u32 errors = 0;
  if (!stop) errors |= i_fe;
  if (pen && parity != parity_bit(byte)) errors |= i_pe;
  if (!stop && !byte && !parity) errors |= i_be;
  push(byte | errors << 1);
}

void Uart::push(u32 word) {
  if (rx_fifo_.size() >= depth()) {
    overrun_ = true;
    rsr = rsr | 8;
    return raise(i_oe);
  }
  overrun_ = false;
  rx_fifo_.push_back(static_cast<u16>(word));
  timeout_.after(half_bits(2 * 32));
  raise((word >> 1 & (i_fe | i_pe | i_be)) | (rx_fifo_.size() == rx_trigger() ? i_rx : 0));
}

}  // namespace rp2040
