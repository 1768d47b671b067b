// Commands of the MFRC522 (section 10), and what goes through the air.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "peripherals/parts/mfrc522.hpp"

namespace parts {

using emulator::u16, emulator::u8, emulator::Duration;
using namespace rc522;

namespace {

constexpr emulator::Clock carrier{13'560'000};
constexpr emulator::i64 bit_ticks = 128;      // 106 kbit/s
constexpr emulator::i64 answer_ticks = 1236;  // ISO/IEC 14443-3, 6.1.2: frame delay time
constexpr Duration authentication_time = std::chrono::microseconds{2500};
constexpr std::size_t authent_bytes = 12;
constexpr u8 crc_enable = 0x80, antennas = 0x03, tauto = 0x80, auto_restart = 0x10, crc_irq = 0x04;

// Each byte has a parity bit; a start and an end bit go around.
Duration time_of(const RfFrame& frame) {
  const std::size_t bits = frame.last_bits ? (frame.bytes.size() - 1) * 9 + frame.last_bits : frame.bytes.size() * 9;
  return carrier.ticks(static_cast<emulator::i64>(bits + 2) * bit_ticks);
}

}  // namespace

void Mfrc522::start(Command command) {
  sent_.cancel();
  heard_.cancel();
  regs_[rc522::command] = static_cast<u8>((regs_[rc522::command] & 0x30) | static_cast<u8>(command));
  if (command != Command::idle) regs_[error] &= buffer_overflow;
  switch (command) {
    case Command::idle:
    case Command::transceive:
    case Command::receive: break;
    case Command::reset: reset(); break;
    case Command::calc_crc: {
      static constexpr u16 presets[] = {0x0000, 0x6363, 0xa671, 0xffff};  // 9.3.2.2
      crc_ = presets[regs_[mode] & 3];
      calc_crc();
      break;
    }
    case Command::transmit: send(take_fifo(fifo_.size()), regs_[bit_framing] & 7); break;
    case Command::authent: begin_authentication(); break;
    case Command::mem:
    case Command::random_id:
      machine_.circuit_findings.tell(emulator::CircuitFinding::Kind::bad_signal, label_ + ".command",
                                     fmt::format("{} gets the command {}, which is not modelled", label_,
                                                 command == Command::mem ? "Mem" : "Generate RandomID"));
      finish();
      break;
    default: finish();  // 9.3.1.5: an unknown command ends with IdleIRq
  }
}

void Mfrc522::finish() {
  regs_[rc522::command] &= 0xf0;
  raise(idle_irq);
}

std::vector<u8> Mfrc522::take_fifo(std::size_t count) {
  const auto end = fifo_.begin() + static_cast<std::ptrdiff_t>(std::min(count, fifo_.size()));
  std::vector<u8> bytes(fifo_.begin(), end);
  fifo_.erase(fifo_.begin(), end);
  fifo_changed();
  return bytes;
}

// 10.3.1.4: it goes on with what comes into the FIFO until another command.
void Mfrc522::calc_crc() {
  crc_ = rf_crc(take_fifo(fifo_.size()), crc_);
  regs_[crc_high] = static_cast<u8>(crc_ >> 8);
  regs_[crc_low] = static_cast<u8>(crc_);
  regs_[div_irq] |= crc_irq;
  show_irq();
}

void Mfrc522::send(std::vector<u8> bytes, unsigned last_bits) {
  if (bytes.empty()) return;
  if (regs_[tx_mode] & crc_enable) {
    const u16 crc = rf_crc(bytes);
    bytes.push_back(static_cast<u8>(crc));
    bytes.push_back(static_cast<u8>(crc >> 8));
  }
  frame_ = {std::move(bytes), last_bits};
  sent_.after(time_of(frame_));
}

bool Mfrc522::reaches_card() const { return card_there_.value() >= 0.5 && regs_[tx_control] & antennas; }
bool Mfrc522::encrypts() const { return regs_[status2] & crypto_on; }

// 10.3.1.9: authentication command, block, six bytes of key, four of the card's serial number.
void Mfrc522::begin_authentication() {
  if (fifo_.size() < authent_bytes) {
    regs_[error] |= protocol_error;
    raise(err_irq);
    return;
  }
  frame_ = {take_fifo(authent_bytes), 0};
  sent_.after(time_of({{0, 0, 0, 0}, 0}));
}

void Mfrc522::sent() {
  raise(tx_irq);
  if (command() == Command::transmit) return finish();
  if (command() == Command::authent) {
    const auto& b = frame_.bytes;
    const auto key = b[0] == 0x61 ? MifareCard::Key::b : MifareCard::Key::a;
    const auto data = std::span<const u8>{b};
    if (reaches_card() && card_.authenticate(key, b[1], data.subspan(2, 6), data.subspan(8, 4), encrypts()))
      return heard_.after(authentication_time);
  } else if (auto answer = reaches_card() ? card_.answer(frame_, encrypts()) : std::nullopt) {
    frame_ = std::move(*answer);
    const Duration begins = carrier.ticks(answer_ticks + 5 * bit_ticks);
    heard_.after(carrier.ticks(answer_ticks) + time_of(frame_));
    if (begins < timer_period() * (emulator::i64{regs_[t_reload_high]} << 8 | regs_[t_reload_low]))
      return;  // the answer stops the timer in time
  }
  if (regs_[t_mode] & tauto) start_timer();
}

void Mfrc522::heard() {
  if (command() == Command::authent) {
    regs_[status2] |= crypto_on;
    return finish();
  }
  std::vector<u8> bytes = std::move(frame_.bytes);
  if (regs_[rx_mode] & crc_enable && !frame_.last_bits) {
    const bool whole = bytes.size() > 2 && rf_crc(bytes) == 0;
    if (whole) bytes.resize(bytes.size() - 2);
    if (!whole) regs_[error] |= crc_error, raise(err_irq);
  }
  regs_[control] = static_cast<u8>((regs_[control] & ~7) | frame_.last_bits);
  regs_[coll] |= 0x20;  // no collision
  for (const u8 byte : bytes) {
    if (fifo_.size() < 64)
      fifo_.push_back(byte);
    else
      regs_[error] |= buffer_overflow;
  }
  fifo_changed();
  raise(rx_irq);
}

// 8.5, table 106.
Duration Mfrc522::timer_period() const {
  const emulator::i64 prescaler = (regs_[t_mode] & 15) << 8 | regs_[t_prescaler];
  return carrier.ticks(2 * prescaler + (regs_[demod] & 0x10 ? 2 : 1));
}

void Mfrc522::start_timer() {
  const emulator::i64 reload = regs_[t_reload_high] << 8 | regs_[t_reload_low];
  timer_.after(timer_period() * (reload + 1));
}

void Mfrc522::timer_ran_out() {
  raise(timer_irq);
  if (regs_[t_mode] & auto_restart) start_timer();
}

}  // namespace parts
