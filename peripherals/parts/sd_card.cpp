#include "peripherals/parts/sd_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "emulator/fat/layout.hpp"

namespace parts {

using namespace std::chrono_literals;
using emulator::u32, emulator::u8;

namespace {

constexpr emulator::Duration initialising_time = 100ms, access_time = 300us, register_time = 20us,
                             next_block_time = 50us, write_time = 1ms, stop_time = 100us;
// 7.3.2.1, R1
constexpr u8 in_idle_state = 0x01, illegal_command = 0x04, crc_error = 0x08, address_error = 0x20,
             parameter_error = 0x40;
// 7.3.3: control tokens
constexpr u8 start_block = 0xfe, start_block_of_many = 0xfc, stop_token = 0xfd, out_of_range = 0x08;
constexpr u8 accepted = 0xe5, crc_rejected = 0xeb, write_rejected = 0xed;
constexpr u32 most_standard = 2048, most_high = 32768, host_high_capacity = 1u << 30;

SdKind kind_of(const Attributes& attributes, u32 megabytes) {
  const std::string kind = attributes.text("kind", megabytes > most_standard ? "sdhc" : "sdsc");
  if (kind != "sdsc" && kind != "sdhc") throw PartError(fmt::format("\"kind\" must be sdsc or sdhc, not {}", kind));
  if (kind == "sdsc" && megabytes > most_standard)
    throw PartError(fmt::format("a card of kind sdsc has {} megabytes at most", most_standard));
  return kind == "sdhc" ? SdKind::high : SdKind::standard;
}

u32 size_of(const Attributes& attributes) {
  const std::string image = attributes.text("image", "");
  const double given = attributes.number("megabytes", 64, 1, most_high);
  if (given != std::floor(given)) throw PartError(fmt::format("\"megabytes\" must be a whole number, not {:g}", given));
  if (image.empty()) return static_cast<u32>(given);
  if (image.size() % SdBlocks::block)
    throw PartError(
        "\"image\" must be a card's content, a whole number of blocks of 512 bytes; a circuit file gives "
        "it as {\"file\": \"card.img\"}");
  return static_cast<u32>((image.size() + (1 << 20) - 1) >> 20);
}

}  // namespace

SdCard::SdCard(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      inserted_(quantity("inserted", "", 1, {0, 1})),
      kind_(kind_of(setup.attributes, size_of(setup.attributes))),
      megabytes_(size_of(setup.attributes)),
      serial_(static_cast<u32>(machine_.random(label_).next())),
      blocks_(std::make_unique<SdBlocks>(megabytes_ << 11)),
      data_(setup.machine.scheduler, label_ + ".data", [this] { send_data(); }),
      done_(setup.machine.scheduler, label_ + ".busy", [this] { busy_ = false; }),
      pins_(label_, *this, 0, setup.attributes.number("volts", setup.supply, 2.7, 3.6),
            [this](bool) {
              align();
              command_.clear();
            }),
      sd_mode_(setup.machine.scheduler, label_, {kind_, megabytes_, serial_}, *blocks_,
               [this] { return inserted() && !spi_mode_; }) {
  add(pins_.sck, "SCK");
  add(pins_.mosi, "MOSI");
  add(pins_.miso, "MISO");
  add(pins_.cs, "CS");
  const bool formatted = setup.attributes.flag("formatted", true);
  if (const std::string image = setup.attributes.text("image", ""); !image.empty())
    blocks_->fill({reinterpret_cast<const u8*>(image.data()), image.size()});
  else if (formatted)
    emulator::fat::format(*blocks_, {.serial = serial_});
  inserted_.watch([this](double) { power_on(); });
}

void SdCard::wired() {
  pins_.join(machine_.circuit);
  sd_mode_.join(machine_.circuit, pins_.mosi.net(), pins_.miso.net());
}

void SdCard::power_on() {
  spi_mode_ = app_ = checks_crc_ = asked_interface_ = initialising_ = busy_ = false;
  idle_ = true;
  block_length_ = SdBlocks::block;
  for (std::vector<u8>* bytes : {&command_, &out_, &received_, &pending_}) bytes->clear();
  transfer_ = Transfer::none;
  in_block_ = false;
  data_.cancel();
  done_.cancel();
  sd_mode_.reset();
}

u8 SdCard::reply() const { return !out_.empty() ? out_.back() : busy_ ? u8{0} : u8{0xff}; }

void SdCard::received(u8 byte) {
  if (!out_.empty()) {
    out_.pop_back();
    if (out_.empty() && in_block_ && transfer_ == Transfer::reads) {
      in_block_ = false;
      ++block_;
      many_ ? data_.after(next_block_time) : void(transfer_ = Transfer::none);
    }
  }
  if (in_block_ && transfer_ == Transfer::writes) {
    received_.push_back(byte);
    if (received_.size() == SdBlocks::block + 2) take_data();
    return;
  }
  if (busy_) return;
  if (command_.empty() && (byte & 0xc0) != 0x40) return token(byte);
  command_.push_back(byte);
  if (command_.size() == 6) execute();
}

const SdCard::Command* SdCard::look_up(u8 index, bool app) {
  static constexpr Command commands[] = {
      {0, false, true, &SdCard::go_idle},       {1, false, true, &SdCard::send_op_cond},
      {8, false, true, &SdCard::send_if_cond},  {9, false, false, &SdCard::send_csd},
      {10, false, false, &SdCard::send_cid},    {12, false, false, &SdCard::stop_transmission},
      {13, false, false, &SdCard::send_status}, {16, false, false, &SdCard::set_block_length},
      {17, false, false, &SdCard::read_block},  {18, false, false, &SdCard::read_blocks},
      {24, false, false, &SdCard::write_block}, {25, false, false, &SdCard::write_blocks},
      {5, false, true, &SdCard::refuse_io},     {13, true, false, &SdCard::sd_status},
      {51, true, false, &SdCard::send_scr},     {55, false, true, &SdCard::app_command},
      {58, false, true, &SdCard::read_ocr},     {59, false, true, &SdCard::crc_on_off},
      {23, true, false, &SdCard::pre_erase},    {41, true, true, &SdCard::send_op_cond},
  };
  const auto* at = std::ranges::find_if(commands, [&](const Command& c) { return c.index == index && c.app == app; });
  if (at != std::end(commands)) return at;
  return app ? look_up(index, false) : nullptr;  // 4.3.9.1: an ACMD that there is not is a CMD
}

void SdCard::execute() {
  const u8 index = command_[0] & 0x3f;
  const u32 argument = u32{command_[1]} << 24 | u32{command_[2]} << 16 | u32{command_[3]} << 8 | command_[4];
  const bool whole = sd_crc7(std::span{command_}.first(5)) == command_[5];
  command_.clear();
  if (!spi_mode_ && (index != 0 || !whole)) return;  // 7.2.1: in SD mode
  const bool app = std::exchange(app_, false);
  const bool checked = checks_crc_ || index == 8;  // 7.2.2
  if (checked && !whole) return answer_r1(crc_error);
  const Command* command = look_up(index, app);
  if (!command) {
    machine_.circuit_findings.tell(
        emulator::CircuitFinding::Kind::bad_signal, fmt::format("{}.{}CMD{}", label_, app ? "A" : "", index),
        fmt::format("{} gets {}CMD{}, which it does not know or is not modelled", label_, app ? "A" : "", index));
    return answer_r1(illegal_command);
  }
  if (idle_ && !command->idle) return answer_r1(illegal_command);
  (this->*command->run)(argument);
}

// A byte passes before the answer.
void SdCard::answer_r1(u8 errors, std::vector<u8> more) {
  out_.assign(more.rbegin(), more.rend());
  out_.push_back(static_cast<u8>(errors | (idle_ ? in_idle_state : 0)));
  out_.push_back(0xff);
}

void SdCard::be_busy(emulator::Duration time) {
  busy_ = true;
  done_.after(time);
}

void SdCard::go_idle(u32) {
  power_on();
  spi_mode_ = true;
  answer_r1();
}

// 7.2.1: a card of high capacity waits for a host that has asked for its version and can deal with it.
void SdCard::send_op_cond(u32 argument) {
  const bool understood = kind_ == SdKind::standard || (asked_interface_ && argument & host_high_capacity);
  if (understood && !std::exchange(initialising_, true)) initialised_ = machine_.now() + initialising_time;
  if (understood && machine_.now() >= initialised_) idle_ = false;
  answer_r1();
}

void SdCard::send_if_cond(u32 argument) {  // 4.3.13, R7
  asked_interface_ = true;
  const bool volts = (argument >> 8 & 15) == 1;
  answer_r1(0, {0, 0, volts ? u8{1} : u8{0}, static_cast<u8>(argument)});
}

void SdCard::read_ocr(u32) {  // 5.1
  const u8 status = static_cast<u8>((idle_ ? 0 : 0x80) | (!idle_ && kind_ == SdKind::high ? 0x40 : 0));
  answer_r1(0, {status, 0xff, 0x80, 0});
}

void SdCard::app_command(u32) {
  app_ = true;
  answer_r1();
}

void SdCard::crc_on_off(u32 argument) {
  checks_crc_ = argument & 1;
  answer_r1();
}

void SdCard::set_block_length(u32 argument) {
  const bool fits = argument >= 1 && argument <= SdBlocks::block;
  if (fits && kind_ == SdKind::standard) block_length_ = argument;
  answer_r1(fits ? u8{0} : parameter_error);
}

void SdCard::refuse_io(u32) { answer_r1(illegal_command); }  // CMD5 is of SDIO cards

// 5.6: version 2.00, one and four lines. 4.10.2: all zero but the width.
void SdCard::send_scr(u32) { send_register(std::array<u8, 8>{0x02, 0x25}); }
void SdCard::sd_status(u32) {
  send_register(std::array<u8, 64>{});
  answer_r1(0, {0});
}

void SdCard::send_register(std::span<const u8> value) {
  answer_r1();
  pending_.assign(value.begin(), value.end());
  transfer_ = Transfer::reads;
  many_ = false;
  data_.after(register_time);
}

bool SdCard::place(u32 argument, u32 length) {
  const bool bytes = kind_ == SdKind::standard;
  block_ = bytes ? argument / SdBlocks::block : argument;
  offset_ = bytes ? argument % SdBlocks::block : 0;
  if (offset_ + length > SdBlocks::block)
    answer_r1(address_error);
  else if (block_ >= blocks_->count())
    answer_r1(parameter_error);
  else
    return true;
  return false;
}

void SdCard::begin_read(u32 at, bool many) {
  if (!place(at, block_length_)) return;
  answer_r1();
  transfer_ = Transfer::reads;
  many_ = many;
  data_.after(access_time);
}

// 7.2.3: the block is behind its token, and its check sum behind the block.
void SdCard::send_data() {
  std::vector<u8> bytes = std::exchange(pending_, {});
  if (bytes.empty() && block_ >= blocks_->count()) {
    out_.insert(out_.begin(), out_of_range);
    transfer_ = Transfer::none;
    return;
  }
  if (bytes.empty()) {
    const auto block = blocks_->read(block_).subspan(offset_, block_length_);
    bytes.assign(block.begin(), block.end());
  }
  const emulator::u16 crc = sd_crc16(bytes);
  bytes.insert(bytes.begin(), start_block);
  bytes.push_back(static_cast<u8>(crc >> 8));
  bytes.push_back(static_cast<u8>(crc));
  out_.insert(out_.begin(), bytes.rbegin(), bytes.rend());
  in_block_ = true;
}

void SdCard::begin_write(u32 at, bool many) {
  if (!place(at, SdBlocks::block)) return;
  answer_r1();
  transfer_ = Transfer::writes;
  many_ = many;
}

void SdCard::token(u8 byte) {
  if (transfer_ != Transfer::writes) return;
  if (byte == (many_ ? start_block_of_many : start_block)) {
    received_.clear();
    in_block_ = true;
  } else if (byte == stop_token && many_) {
    transfer_ = Transfer::none;
    out_.assign(1, 0xff);
    be_busy(stop_time);
  }
}

void SdCard::take_data() {  // 7.3.3.1
  in_block_ = false;
  const auto data = std::span<const u8>{received_}.first(SdBlocks::block);
  const unsigned crc = received_[SdBlocks::block] << 8u | received_[SdBlocks::block + 1];
  u8 verdict = accepted;
  if (checks_crc_ && crc != sd_crc16(data))
    verdict = crc_rejected;
  else if (block_ >= blocks_->count())
    verdict = write_rejected;
  else
    blocks_->write(block_++, data);
  out_.assign(1, verdict);
  if (!many_) transfer_ = Transfer::none;
  if (verdict == accepted) be_busy(write_time);
}

void SdCard::stop_transmission(u32) {  // 7.2.3: what was being sent ends at once
  data_.cancel();
  in_block_ = false;
  transfer_ = Transfer::none;
  answer_r1();
  be_busy(stop_time);
}

void SdCard::serialize(emulator::State& state) {
  Part::serialize(state);
  SpiByteDevice::serialize(state);
  emulator::i64 initialised = initialised_.time_since_epoch().count();
  state(pins_, *blocks_, spi_mode_, idle_, app_, checks_crc_, asked_interface_, initialising_, initialised);
  state(block_length_, command_, out_, received_, pending_, transfer_, many_, in_block_, block_, offset_, busy_, data_,
        done_, sd_mode_);
  initialised_ = emulator::Time{emulator::Duration{initialised}};
}

}  // namespace parts
