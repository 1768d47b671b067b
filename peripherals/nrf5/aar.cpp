#include "peripherals/nrf5/aar.hpp"

#include <algorithm>

namespace nrf5 {

namespace {
// ADDRPTR is the received packet: S0, LENGTH and S1 lie before the address, one byte each.
constexpr u32 address_offset = 3;
}  // namespace

Aar::Aar(Scheduler& scheduler, Bus& bus, AesCore& core) : Peripheral("AAR", scheduler), memory_(bus), core_(core) {
  core_.add_user([this] { return done_.pending(); });
}

void Aar::begin() {
  if (!enabled()) return;
  core_.take();
  key_ = 0;
  done_.after(AesCore::block_time);
}

void Aar::abort() {
  if (!done_.pending()) return;
  done_.cancel();
  end.fire();
}

void Aar::try_key() {
  const bool match = key_ < nirk && matches(key_);
  if (!match && ++key_ < nirk) return done_.after(AesCore::block_time);
  if (match) status = key_;
  end.fire();
  (match ? resolved : not_resolved).fire();
}

// An address is three octets of hash and three of prand, least significant octet first; keys lie most significant
// octet first, 16 octets each.
bool Aar::matches(unsigned key) const {
  std::array<u8, 6> address{};
  memory_.read(addrptr + address_offset, address);
  AesBlock irk{}, prand{};
  memory_.read(irkptr + 16 * key, irk);
  std::reverse_copy(address.begin() + 3, address.end(), prand.begin() + 13);
  const AesBlock hash = aes128_encrypt(irk, prand);
  return std::equal(hash.rbegin(), hash.rbegin() + 3, address.begin());
}

void Aar::reset() {
  Peripheral::reset();
  done_.cancel();
}

void Aar::serialize(State& state) {
  Peripheral::serialize(state);
  state(key_, done_);
}

}  // namespace nrf5
