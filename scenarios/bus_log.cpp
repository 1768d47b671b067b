#include "scenarios/bus_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/bus_text.hpp"

namespace scenarios {

using emulator::decode::Frame;
using Kind = Frame::Kind;
using Protocol = boards::BusDescription::Protocol;

BusLog::BusLog(boards::Assembly& circuit, boards::BusDescription description)
    : description_(std::move(description)), tap_(boards::tap(circuit, description_)) {
  tap_->decoder().sink = [this](const Frame& frame) { heard(frame); };
}

BusLog::~BusLog() = default;

void BusLog::reset() {
  read_ = end();
  coming_.reset();
  apart_ = true;
  tap_->reset();
}

void BusLog::heard(const Frame& frame) {
  switch (description_.protocol) {
    case Protocol::i2c: return heard_i2c(frame);
    case Protocol::neopixel: return heard_pixels(frame);
    default: return heard_bytes(frame);
  }
}

// A repeated START goes on with the transaction, unless it is for another address.
void BusLog::heard_i2c(const Frame& frame) {
  if (frame.kind == Kind::stop && coming_) return add(*std::exchange(coming_, std::nullopt));
  if (frame.kind == Kind::address) {
    const unsigned address = frame.bytes[0] >> 1;
    if (coming_ && coming_->address != address) add(*std::exchange(coming_, std::nullopt));
    if (!coming_) coming_ = Transfer{.out = {}, .in = {}, .address = address};
    coming_->answered &= frame.acknowledged;
    reading_ = frame.bytes[0] & 1;
  } else if (frame.kind == Kind::data && coming_) {
    (reading_ ? coming_->in : coming_->out).push_back(frame.bytes[0]);
  }
}

void BusLog::heard_pixels(const Frame& frame) {
  if (frame.kind == Kind::stop) {
    if (coming_) add(*std::exchange(coming_, std::nullopt));
  } else if (frame.kind == Kind::data) {
    if (!coming_) coming_ = Transfer{};
    coming_->out.insert(coming_->out.end(), frame.bytes.begin(), frame.bytes.end());
  }
}

void BusLog::heard_bytes(const Frame& frame) {
  if (frame.kind == Kind::data) {
    add({.out = frame.bytes, .in = frame.answer, .apart = std::exchange(apart_, false)});
  } else {
    apart_ = true;
    if (frame.kind == Kind::error || frame.kind == Kind::reset)
      add({.out = {}, .in = {}, .apart = true, .text = frame.text});
  }
}

void BusLog::add(Transfer transfer) {
  transfers_.push_back(std::move(transfer));
  if (transfers_.size() > kept) {
    transfers_.pop_front();
    ++first_;
  }
  for (std::size_t i = 0; i < listeners.size(); ++i) (*listeners[i])();
}

std::string BusLog::last() const {
  const bool whole = description_.protocol == Protocol::i2c || description_.protocol == Protocol::neopixel;
  const u64 shown = whole ? 6 : 32;
  const u64 from = std::max(read(), end() > shown ? end() - shown : 0);
  if (from == end()) return {};
  return fmt::format("{}{}", from > read() ? "… " : "", bus_text(*this, from));
}

}  // namespace scenarios
