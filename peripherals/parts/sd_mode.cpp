#include "peripherals/parts/sd_mode.hpp"

#include <algorithm>

namespace parts {

using namespace std::chrono_literals;
using emulator::u32, emulator::u64, emulator::u8;

namespace {

constexpr emulator::Duration initialising_time = 100ms, access_time = 300us, register_time = 20us,
                             next_block_time = 50us, write_time = 1ms, stop_time = 100us;
constexpr unsigned before_answer = 4;  // clocks, N_CR
// 4.10.1, card status.
constexpr u32 out_of_range = 1u << 31, block_len_error = 1u << 29, crc_error = 1u << 23, illegal_command = 1u << 22,
              ready_for_data = 1u << 8, app_cmd = 1u << 5;
constexpr u32 powered_up = 1u << 31, high_capacity = 1u << 30, voltages = 0xff8000;  // OCR
constexpr u8 no_index = 0x3f;
constexpr u8 accepted = 0b00101, rejected = 0b01011;  // start, three bits, end

}  // namespace

SdMode::SdMode(emulator::Scheduler& scheduler, const std::string& label, const Identity& identity, SdBlocks& blocks,
               std::function<bool()> hears)
    : scheduler_(scheduler),
      identity_(identity),
      blocks_(blocks),
      hears_(std::move(hears)),
      next_(scheduler, label + ".block", [this] { send_data(); }),
      done_(scheduler, label + ".programming", [this] { busy_ = false; }) {}

void SdMode::join(emulator::Circuit& circuit, emulator::Net* cmd, emulator::Net* dat0) {
  if (cmd) circuit.spi(*cmd).attach(command_);
  if (dat0) circuit.spi(*dat0).attach(data_);
}

void SdMode::reset() {
  mode_ = Mode::idle;
  address_ = errors_ = block_ = 0;
  app_ = asked_interface_ = initialising_ = many_ = busy_ = false;
  pending_.clear();
  for (Line* line : {static_cast<Line*>(&command_), static_cast<Line*>(&data_)}) line->out.clear();
  command_.bits = data_.bits = 0;
  data_.in_block = false;
  data_.in.clear();
  next_.cancel();
  done_.cancel();
}

// ---- lines

u32 SdMode::Line::answer(u32, unsigned bits) const {
  u32 in = 0;
  for (unsigned i = 0; i < bits; ++i) in = in << 1 | (i < out.size() ? u32{out[i]} : u32{rests()});
  return in;
}

void SdMode::Line::send(u64 bits, unsigned count) {
  while (count--) out.push_back(bits >> count & 1);
}

void SdMode::CommandLine::shift(bool level) {
  if (!out.empty()) return out.pop_front();
  if (!bits && level) return;
  in = in << 1 | u64{level};
  if (++bits < 48) return;
  bits = 0;
  const u64 frame = std::exchange(in, 0);
  u8 bytes[5];
  for (unsigned i = 0; i < 5; ++i) bytes[i] = static_cast<u8>(frame >> (40 - 8 * i));
  if (!(frame >> 46 & 1)) return;  // from a card
  if (sd_crc7(bytes) != (frame & 0xff)) {
    card.errors_ |= crc_error;
    return;
  }
  card.execute(bytes[0] & 0x3f, static_cast<u32>(frame >> 8));
}

void SdMode::DataLine::shift(bool level) {
  if (!out.empty()) {
    out.pop_front();
    if (out.empty() && card.mode_ == Mode::sending) card.sent();
    return;
  }
  if (card.mode_ != Mode::receiving || card.busy_) return;
  if (!in_block) {
    in_block = !level;
    in.assign(1, 0);
    bits = 0;
    return;
  }
  if (in.size() == SdBlocks::block + 2 && bits == 8) {  // the end bit
    in_block = false;
    return card.block_in();
  }
  if (bits == 8) {
    in.push_back(0);
    bits = 0;
  }
  in.back() = static_cast<u8>(in.back() << 1 | level);
  ++bits;
}

// ---- commands

const SdMode::Command* SdMode::look_up(u8 index, bool app) {
  const auto in = [](auto... modes) { return ((1u << static_cast<u32>(modes)) | ...); };
  const u32 any = ~0u, selected = in(Mode::transfer, Mode::sending, Mode::receiving);
  static const Command commands[] = {
      {0, false, any, &SdMode::go_idle},
      {2, false, in(Mode::ready), &SdMode::all_send_cid},
      {3, false, in(Mode::identification, Mode::standby), &SdMode::send_address},
      {7, false, in(Mode::standby) | selected, &SdMode::select},
      {8, false, in(Mode::idle), &SdMode::send_if_cond},
      {9, false, in(Mode::standby), &SdMode::send_csd},
      {10, false, in(Mode::standby), &SdMode::send_cid},
      {12, false, selected, &SdMode::stop},
      {13, false, in(Mode::standby) | selected, &SdMode::send_status},
      {16, false, in(Mode::transfer), &SdMode::set_block_length},
      {17, false, in(Mode::transfer), &SdMode::read_block},
      {18, false, in(Mode::transfer), &SdMode::read_blocks},
      {24, false, in(Mode::transfer), &SdMode::write_block},
      {25, false, in(Mode::transfer), &SdMode::write_blocks},
      {55, false, any, &SdMode::app_command},
      {6, true, in(Mode::transfer), &SdMode::set_bus_width},
      {13, true, in(Mode::transfer), &SdMode::sd_status},
      {23, true, in(Mode::transfer), &SdMode::pre_erase},
      {41, true, in(Mode::idle), &SdMode::send_op_cond},
      {51, true, in(Mode::transfer), &SdMode::send_scr},
  };
  const auto* at = std::ranges::find_if(commands, [&](const Command& c) { return c.index == index && c.app == app; });
  if (at != std::end(commands)) return at;
  return app ? look_up(index, false) : nullptr;
}

// 4.6.1: what is not known, or not now, gets no answer, and the next one says so.
void SdMode::execute(u8 index, u32 argument) {
  const Command* command = look_up(index, std::exchange(app_, false));
  if (!command || !(command->modes >> static_cast<u32>(mode_) & 1)) {
    errors_ |= illegal_command;
    return;
  }
  index_ = index;
  (this->*command->run)(argument);
}

void SdMode::answer(u8 index, u32 argument) {
  u8 bytes[5] = {index};
  for (unsigned i = 0; i < 4; ++i) bytes[1 + i] = static_cast<u8>(argument >> (24 - 8 * i));
  command_.send(~u64{0}, before_answer);
  for (const u8 byte : bytes) command_.send(byte, 8);
  command_.send(index == no_index ? u8{0xff} : sd_crc7(bytes), 8);
}

u32 SdMode::status() const {
  return errors_ | static_cast<u32>(mode_) << 9 | (busy_ ? 0 : ready_for_data) | (app_ ? app_cmd : 0);
}

void SdMode::answer_r1() {
  answer(index_, status());
  errors_ = 0;
}

void SdMode::answer_register(const SdRegister& value) {  // R2
  command_.send(~u64{0}, before_answer);
  command_.send(no_index, 8);
  for (const u8 byte : value) command_.send(byte, 8);
}

void SdMode::all_send_cid(u32) {
  mode_ = Mode::identification;
  answer_register(sd_cid(identity_.serial));
}

void SdMode::send_address(u32) {  // R6: bits 23, 22, 19 and 12 … 0 of the status
  address_ = (address_ + 0x1234) & 0xffff;
  const u32 s = status();
  mode_ = Mode::standby;
  answer(3, address_ << 16 | (s >> 8 & 0xc000) | (s >> 6 & 0x2000) | (s & 0x1fff));
  errors_ = 0;
}

void SdMode::select(u32 argument) {
  if (!chosen(argument)) {
    mode_ = Mode::standby;
    return;
  }
  answer_r1();
  mode_ = Mode::transfer;
}

void SdMode::send_if_cond(u32 argument) {
  asked_interface_ = true;
  if ((argument >> 8 & 15) == 1) answer(8, argument & 0xfff);
}

void SdMode::send_csd(u32 argument) {
  if (chosen(argument)) answer_register(sd_csd(identity_.kind, identity_.megabytes));
}
void SdMode::send_cid(u32 argument) {
  if (chosen(argument)) answer_register(sd_cid(identity_.serial));
}
void SdMode::send_status(u32 argument) {
  if (chosen(argument)) answer_r1();
}

void SdMode::app_command(u32 argument) {
  if (mode_ > Mode::identification && !chosen(argument)) return;
  app_ = true;
  answer_r1();
}

void SdMode::set_block_length(u32 argument) {
  if (argument != SdBlocks::block && identity_.kind == SdKind::standard) errors_ |= block_len_error;
  answer_r1();
}

// 4.2.3.1; R3 has no check sum. Without a voltage it only says what it can do.
void SdMode::send_op_cond(u32 argument) {
  const bool high = identity_.kind == SdKind::high;
  const bool understood = argument & voltages && (!high || (asked_interface_ && argument & high_capacity));
  if (understood && !std::exchange(initialising_, true)) initialised_ = scheduler_.now() + initialising_time;
  const bool up = understood && scheduler_.now() >= initialised_;
  if (up) mode_ = Mode::ready;
  answer(no_index, voltages | (up ? powered_up | (high ? high_capacity : 0) : 0));
}

void SdMode::stop(u32) {
  next_.cancel();
  data_.out.clear();
  data_.in_block = false;
  pending_.clear();
  if (mode_ == Mode::receiving) be_busy(stop_time);
  mode_ = Mode::transfer;
  answer_r1();
}

// 5.6: version 2.00, one and four lines. 4.10.2: all zero but the width.
void SdMode::send_scr(u32) { send_register_block({0x02, 0x25, 0, 0, 0, 0, 0, 0}); }
void SdMode::sd_status(u32) { send_register_block(std::vector<u8>(64)); }

// ---- data

void SdMode::send_register_block(std::vector<u8> bytes) {
  answer_r1();
  mode_ = Mode::sending;
  many_ = false;
  pending_ = std::move(bytes);
  next_.after(register_time);
}

void SdMode::begin(u32 at, bool many, Mode way) {
  block_ = identity_.kind == SdKind::standard ? at / SdBlocks::block : at;
  if (block_ >= blocks_.count()) {
    errors_ |= out_of_range;
    return answer_r1();
  }
  answer_r1();
  mode_ = way;
  many_ = many;
  data_.in_block = false;
  if (way == Mode::sending) next_.after(access_time);
}

void SdMode::send_data() {
  std::vector<u8> bytes = std::exchange(pending_, {});
  if (bytes.empty()) {
    if (block_ >= blocks_.count()) {
      errors_ |= out_of_range;
      return;
    }
    const auto block = blocks_.read(block_++);
    bytes.assign(block.begin(), block.end());
  }
  data_.send(0, 1);
  for (const u8 byte : bytes) data_.send(byte, 8);
  data_.send(sd_crc16(bytes), 16);
  data_.send(1, 1);
}

void SdMode::sent() {
  if (many_) return next_.after(next_block_time);
  mode_ = Mode::transfer;
}

void SdMode::block_in() {
  const auto bytes = std::span<const u8>{data_.in}.first(SdBlocks::block);
  const u32 crc = u32{data_.in[SdBlocks::block]} << 8 | data_.in[SdBlocks::block + 1];
  const bool good = crc == sd_crc16(bytes) && block_ < blocks_.count();
  if (good) blocks_.write(block_++, bytes);
  data_.send(3, 2);
  data_.send(good ? accepted : rejected, 5);
  if (good) be_busy(write_time);
  if (!many_) mode_ = Mode::transfer;
}

void SdMode::be_busy(emulator::Duration time) {
  busy_ = true;
  done_.after(time);
}

void SdMode::serialize(emulator::State& state) {
  emulator::i64 initialised = initialised_.time_since_epoch().count();
  state(mode_, address_, errors_, index_, app_, asked_interface_, initialising_, many_, busy_, initialised, block_,
        pending_);
  state(command_.out, command_.in, command_.bits, data_.out, data_.in_block, data_.in, data_.bits, next_, done_);
  initialised_ = emulator::Time{emulator::Duration{initialised}};
}

}  // namespace parts
