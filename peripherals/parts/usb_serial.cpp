#include "peripherals/parts/usb_serial.hpp"

#include <bit>
#include <cmath>

namespace parts {

namespace {

using emulator::FrameFormat;
using emulator::u8;

constexpr double drive_ohms = 50;

bool parity_bit(const emulator::SerialFrame& frame) {
  const bool odd_ones = std::popcount(frame.byte) % 2;
  return frame.format.parity == FrameFormat::Parity::even ? odd_ones : !odd_ones;
}

// The level on the wire in bit cell n of a frame, 0 being the start bit.
bool wire_level(const emulator::SerialFrame& frame, double cell) {
  if (frame.is_break) return false;
  if (cell < 1) return false;
  const int bit = static_cast<int>(cell) - 1;
  if (bit < frame.format.data_bits) return frame.byte >> bit & 1;
  if (bit == frame.format.data_bits && frame.format.parity != FrameFormat::Parity::none) return parity_bit(frame);
  return true;  // stop bits, and the idle line behind them
}

}  // namespace

std::optional<u8> misread(const emulator::SerialFrame& frame, const FrameFormat& format) {
  if (frame.is_break) return std::nullopt;
  const double cells_per_bit = static_cast<double>(frame.format.baud) / format.baud;
  if (wire_level(frame, cells_per_bit / 2)) return std::nullopt;  // over before the middle of a start bit: a glitch
  u8 byte = 0;
  for (unsigned bit = 0; bit < format.data_bits; ++bit)
    if (wire_level(frame, (bit + 1.5) * cells_per_bit)) byte |= static_cast<u8>(1 << bit);
  return byte;
}

UsbSerial::UsbSerial(const Setup& setup)
    : Part(setup),
      rx_(setup.prefix + setup.name + ".RX"),
      tx_(setup.prefix + setup.name + ".TX"),
      reset_(setup.prefix + setup.name + ".RESET"),
      en_(setup.prefix + setup.name + ".EN"),
      io0_(setup.prefix + setup.name + ".IO0"),
      volts_(setup.attributes.number("volts", setup.supply, 1, 6)),
      break_resets_(setup.attributes.flag("break_resets", true)),
      console_(setup.prefix + setup.name),
      sent_(setup.machine.scheduler, setup.prefix + setup.name + ".sent", [this] { sent(); }),
      rise_(emulator::Clock{1'000'000}.ticks(
          static_cast<emulator::i64>(1000 * setup.attributes.number("rise_ms", 2, 0, 1000)))),
      risen_(setup.machine.scheduler, setup.prefix + setup.name + ".EN rises", [this] { en_.release(); }) {
  heard_.baud = chosen_.baud = static_cast<emulator::u32>(setup.attributes.number("baud", 115'200, 50, 20e6));
  add(rx_, "RX");
  add(tx_, "TX");
  add(reset_, "RESET");
  add(en_, "EN");
  add(io0_, "IO0");
  tx_.drive(volts_, drive_ohms);  // the line idles high
  console_.connect(
      {[this] { send_next(); }, [this](const auto& l) { lines(l); }, [this](const auto& f) { line_coding(f); }});
}

UsbSerial::~UsbSerial() {
  if (from_target_) from_target_->stop_listening(listening_);
}

void UsbSerial::wired() {
  if (rx_.net()) {
    from_target_ = &machine_.circuit.serial(*rx_.net());
    listening_ = from_target_->listen([this](const auto& frame) { hear(frame); }, rx_);
  }
  if (tx_.net()) to_target_ = &machine_.circuit.serial(*tx_.net()), wire_ = tx_;
}

// The computer's side stays up when the board restarts; only what was on the wire is gone.
void UsbSerial::power_on() {
  sending_.reset();
  sent_.cancel();
  send_next();
}

void UsbSerial::hear(const emulator::SerialFrame& frame) {
  if (!frame.is_break) heard_ = frame.format;
  if (frame.format == format() && !frame.is_break) return console_.output(frame.byte);
  if (const auto byte = misread(frame, format())) console_.output(*byte);
}

void UsbSerial::send_next() {
  if (sending_ || !to_target_) return;
  sending_ = console_.take();
  if (sending_) sent_.after(format().frame());
}

void UsbSerial::sent() {
  const u8 byte = *sending_;
  sending_.reset();
  if (wire_.in_place()) to_target_->send({byte, false, format()});
  send_next();
}

void UsbSerial::lines(const emulator::HostLines& lines) {
  if (lines.sends_break && break_resets_)
    reset_.drive(0, drive_ohms);
  else
    reset_.release();
  if (lines.dtr && !lines.rts)
    io0_.drive(0, drive_ohms);
  else
    io0_.release();
  if (lines.rts && !lines.dtr) {
    risen_.cancel();
    en_.drive(0, drive_ohms);
  } else if (!std::isinf(en_.driven_ohms()) && !risen_.pending()) {
    risen_.after(rise_);
  }
}

void UsbSerial::line_coding(const emulator::SerialFormat& coding) {
  if (!coding.baud) return;
  follows_ = !coding.binding;
  if (follows_) return;
  chosen_.baud = coding.baud;
  chosen_.data_bits = coding.data_bits;
  chosen_.parity = coding.parity == emulator::Parity::even  ? FrameFormat::Parity::even
                   : coding.parity == emulator::Parity::odd ? FrameFormat::Parity::odd
                                                            : FrameFormat::Parity::none;
  chosen_.stop_half_bits = static_cast<u8>(2 + static_cast<int>(coding.stop_bits));
}

void UsbSerial::serialize(emulator::State& state) {
  Part::serialize(state);
  for (emulator::FrameFormat* format : {&chosen_, &heard_})
    state(format->baud, format->data_bits, format->parity, format->stop_half_bits);
  state(follows_, sending_, sent_, risen_, console_);
}

}  // namespace parts
