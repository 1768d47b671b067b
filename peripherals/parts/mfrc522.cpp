#include "peripherals/parts/mfrc522.hpp"

#include <algorithm>
#include <charconv>

namespace parts {

using emulator::u8;
using namespace rc522;

namespace {

constexpr std::size_t fifo_size = 64;
constexpr double irq_ohms = 100;
constexpr u8 set_bit = 0x80, crc_irq = 0x04, div_irqs = 0x14, antennas = 0x03;

// Table 20 and the registers' own tables; others are 0.
constexpr std::pair<u8, u8> after_reset[] = {
    {command, 0x20}, {com_ien, 0x80}, {com_irq, 0x14},    {status1, 0x21},  {water_level, 0x08}, {control, 0x10},
    {coll, 0x80},    {mode, 0x3f},    {tx_control, 0x80}, {0x16, 0x10},     {0x17, 0x84},        {0x18, 0x84},
    {demod, 0x4d},   {0x1c, 0x62},    {0x1f, 0xeb},       {crc_high, 0xff}, {crc_low, 0xff},     {0x24, 0x26},
    {0x26, 0x48},    {0x27, 0x88},    {0x28, 0x20},       {0x29, 0x20},     {version, 0x92}};

std::vector<u8> read_uid(const std::string& text) {
  std::vector<u8> uid;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    u8 byte = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 2, byte, 16);
    if (error != std::errc{} || end != text.data() + at + 2) break;
    uid.push_back(byte);
  }
  if (uid.size() * 2 != text.size() || (uid.size() != 4 && uid.size() != 7))
    throw PartError("\"uid\" must be 8 or 14 hexadecimal digits, as DEADBEEF");
  return uid;
}

}  // namespace

Mfrc522::Mfrc522(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.5, 3.6)),
      card_there_(quantity("card", "", 0, {0, 1})),
      card_(read_uid(setup.attributes.text("uid", "DEADBEEF"))),
      rst_(label_ + ".RST", volts_, true, [this](bool) { reset(); }),
      irq_(label_ + ".IRQ"),
      sent_(setup.machine.scheduler, label_ + ".sent", [this] { sent(); }),
      heard_(setup.machine.scheduler, label_ + ".heard", [this] { heard(); }),
      timer_(setup.machine.scheduler, label_ + ".timer", [this] { timer_ran_out(); }),
      pins_(label_, *this, 0, volts_, [this](bool) {
        align();
        addressed_ = reading_ = false;
        out_ = 0;
      }) {
  add(pins_.sck, "SCK");
  add(pins_.mosi, "MOSI");
  add(pins_.miso, "MISO");
  add(pins_.cs, "SDA");
  add(irq_, "IRQ");
  add(rst_.terminal, "RST");
  constexpr std::size_t size = MifareCard::blocks * MifareCard::block_size;
  const std::string image = setup.attributes.text("image", "");
  if (!image.empty() && image.size() != size)
    throw PartError(
        "\"image\" must be a card's content, 1024 bytes; a circuit file gives it as {\"file\": \"card.bin\"}");
  card_.fill({reinterpret_cast<const u8*>(image.data()), image.size()});
  card_there_.watch([this](double) { card_.field_off(); });
}

void Mfrc522::wired() {
  rst_.look();
  pins_.join(machine_.circuit);
  reset();
}

void Mfrc522::power_on() {
  addressed_ = reading_ = false;
  reset();
}

void Mfrc522::reset() {
  regs_.fill(0);
  for (const auto& [address, value] : after_reset) regs_[address] = value;
  fifo_.clear();
  for (emulator::Event* event : {&sent_, &heard_, &timer_}) event->cancel();
  card_.field_off();  // the antenna is off
  show_irq();
}

// 8.1.2: the first byte has the address. Reading, each further byte is an address too, answered in the next one;
// writing, all of them go to the register.
void Mfrc522::received(u8 byte) {
  if (addressed_ && !reading_) return write_register(address_, byte);
  if (!addressed_) reading_ = byte & 0x80;
  addressed_ = true;
  address_ = byte >> 1 & 0x3f;
  out_ = reading_ && byte & 0x80 ? read_register(address_) : u8{0};
}

u8 Mfrc522::status1() const {  // 9.3.1.8
  const u8 w = regs_[water_level] & 0x3f;
  const bool irq = (regs_[com_irq] & regs_[com_ien] & 0x7f) || (regs_[div_irq] & regs_[div_ien] & div_irqs);
  return static_cast<u8>((regs_[div_irq] & crc_irq ? 0x20 : 0) | irq << 4 | timer_.pending() << 3 |
                         (fifo_size - fifo_.size() <= w ? 0x02 : 0) | (fifo_.size() <= w ? 0x01 : 0));
}

u8 Mfrc522::read_register(u8 address) {
  switch (address) {
    case fifo_data: {
      if (fifo_.empty()) return 0;
      const u8 byte = fifo_.front();
      fifo_.erase(fifo_.begin());
      fifo_changed();
      return byte;
    }
    case fifo_level: return static_cast<u8>(fifo_.size());
    case rc522::status1: return status1();
    case t_counter_high:
    case t_counter_low: {
      if (!timer_.pending()) return 0;
      const auto left = (timer_.due() - machine_.now()).count() / std::max<emulator::i64>(timer_period().count(), 1);
      return static_cast<u8>(address == t_counter_high ? left >> 8 : left);
    }
    default: return regs_[address];
  }
}

void Mfrc522::write_register(u8 address, u8 value) {
  switch (address) {
    case rc522::command: {
      const auto wanted = static_cast<Command>(value & 15);
      regs_[rc522::command] = static_cast<u8>((value & 0x30) | (regs_[rc522::command] & 15));
      if (wanted != Command::keep) start(wanted);
      break;
    }
    case com_irq:
    case div_irq: set_interrupts(address, value); break;
    case fifo_data:
      if (fifo_.size() == fifo_size) {
        regs_[error] |= buffer_overflow;
        raise(err_irq);
        break;
      }
      fifo_.push_back(value);
      if (command() == Command::calc_crc) calc_crc();
      fifo_changed();
      break;
    case fifo_level:
      if (!(value & 0x80)) break;
      fifo_.clear();
      regs_[error] &= static_cast<u8>(~buffer_overflow);
      fifo_changed();
      break;
    case control:
      if (value & 0x80) timer_.cancel();
      if (value & 0x40) start_timer();
      break;
    case status2: regs_[status2] = static_cast<u8>((value & 0xc0) | (regs_[status2] & value & crypto_on)); break;
    case bit_framing:
      regs_[bit_framing] = value;
      if (value & 0x80 && command() == Command::transceive) send(take_fifo(fifo_size), value & 7);
      break;
    case tx_control:
      regs_[tx_control] = value;
      if (!(value & antennas)) card_.field_off();
      break;
    case error:
    case rc522::status1:
    case crc_high:
    case crc_low:
    case t_counter_high:
    case t_counter_low:
    case version: break;
    default: regs_[address] = value;
  }
  show_irq();
}

// 9.3.1.5, 9.3.1.6: the highest bit says whether the others set or clear.
void Mfrc522::set_interrupts(u8 address, u8 value) {
  const u8 marked = value & (address == com_irq ? 0x7f : div_irqs);
  regs_[address] = static_cast<u8>(value & set_bit ? regs_[address] | marked : regs_[address] & ~marked);
}

void Mfrc522::raise(u8 interrupts) {
  regs_[com_irq] |= interrupts;
  show_irq();
}

void Mfrc522::fifo_changed() {
  const u8 status = status1();
  raise(static_cast<u8>((status & 0x02 ? hi_alert : 0) | (status & 0x01 ? lo_alert : 0)));
}

// 8.3: IRqInv in ComIEnReg, IRQPushPull in DivIEnReg.
void Mfrc522::show_irq() {
  const bool high = bool(status1() & 0x10) != bool(regs_[com_ien] & 0x80);
  if (high && !(regs_[div_ien] & 0x80))
    irq_.release();
  else
    irq_.drive(high ? volts_ : 0, irq_ohms);
}

void Mfrc522::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  state(pins_, rst_, card_, regs_, fifo_, addressed_, reading_, address_, out_, frame_.bytes, frame_.last_bits, crc_);
  state(sent_, heard_, timer_);
}

}  // namespace parts
