#include "emulator/i2c.hpp"

#include <algorithm>

#include "emulator/i2c_levels.hpp"

namespace emulator {

I2cBus::I2cBus(Net& scl, Net& sda) : scl_(scl), sda_(sda) {}

I2cBus::~I2cBus() = default;

void I2cBus::attach(u8 address, I2cTarget& target, Lead scl, Lead sda) {
  targets_.push_back({address, &target, scl, sda, {}});
  if (!levels_ && &scl_ != &sda_) levels_ = std::make_unique<I2cLevels>(*this);
}

void I2cBus::detach(const I2cTarget& target) {
  if (std::erase_if(targets_, [&](const Entry& e) { return e.target == &target; }) == 0 || selected_ != &target) return;
  select(nullptr);
  ready();
}

bool I2cBus::has(const Terminal& leg) const {
  return std::ranges::any_of(targets_, [&](const Entry& e) { return e.scl.is(leg) || e.sda.is(leg); });
}

void I2cBus::afflict(const Terminal& leg, const I2cFault& fault) {
  for (Entry& e : targets_)
    if (e.scl.is(leg) || e.sda.is(leg)) e.fault = fault;
  ready();  // it may hold SCL no more
}

void I2cBus::ready() {
  if (levels_) levels_->ready();
}

const I2cBus::Entry* I2cBus::find(u8 address) const {
  const auto it = std::ranges::find_if(targets_, [&](const Entry& e) { return e.address == address && e.hears(); });
  return it == targets_.end() ? nullptr : &*it;
}

bool I2cBus::reachable() const {
  if (!selected_) return false;
  const Entry* const entry = find(address_);
  return entry && entry->target == selected_;
}

bool I2cBus::stretched() const { return reachable() && (selected_->stretches() || find(address_)->fault.hung); }

// Nobody there: nobody pulls the line down.
u8 I2cBus::read() {
  if (!reachable()) return 0xff;
  const u8 byte = selected_->read();
  const auto& garbles = find(address_)->fault.garbles;
  return garbles ? garbles(byte) : byte;
}

void I2cBus::select(const Entry* entry) {
  selected_ = entry ? entry->target : nullptr;
  address_ = entry ? entry->address : u8{0};
}

bool I2cBus::acknowledges(u8 address, bool reading) const {
  const Entry* const entry = find(address);
  return entry && entry->target->acknowledges(reading);
}

bool I2cBus::start(u8 address, bool reading) {
  ++starts_;
  const Entry* const entry = find(address);
  if (selected_ && (!entry || entry->target != selected_)) selected_->stop();
  select(entry && entry->target->acknowledges(reading) ? entry : nullptr);
  if (selected_) selected_->start(reading);
  return selected_ != nullptr;
}

bool I2cBus::write(u8 byte) {
  if (!accepts(byte)) return false;
  selected_->write(byte);
  return true;
}

void I2cBus::stop() {
  if (selected_) selected_->stop();
  select(nullptr);
}

void I2cBus::reset() {
  selected_ = nullptr;
  if (levels_) levels_->reset();
}

// Targets come and go in another order after a snapshot: the selected one is known by its address.
void I2cBus::serialize(State& state) {
  bool selected = selected_ != nullptr, decoded = levels_ != nullptr;
  state(selected, address_, starts_, decoded);
  if (state.loading()) select(selected ? find(address_) : nullptr);
  if (!decoded) return;
  if (!levels_) levels_ = std::make_unique<I2cLevels>(*this);
  levels_->serialize(state);
}

}  // namespace emulator
