#include "peripherals/nrf5/ficr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace nrf5 {

const Variant& variant(std::string_view name) {
  static constexpr std::array<Variant, 3> variants{{
      {"QFAA", 256 * 1024, 16 * 1024, 0x0072},  // H0
      {"QFAB", 128 * 1024, 16 * 1024, 0x007b},  // C0
      {"QFAC", 256 * 1024, 32 * 1024, 0x0084},  // A1
  }};
  const auto found = std::ranges::find(variants, name, &Variant::name);
  if (found == variants.end())
    throw std::runtime_error(fmt::format("there is no nRF51822 variant {}: it can be QFAA, QFAB or QFAC", name));
  return *found;
}

Ficr::Ficr(std::string name, const Variant& v, Random random) : RegisterFile(std::move(name)) {
  set(codesize_, v.flash_size / codepagesize_.value);
  set(numramblock_, v.ram_size / ram_block_size);
  for (u32 i = 0; i < numramblock_.value; ++i) set(sizeramblock_[i], ram_block_size);
  set(configid_, 0xffff'0000 | v.hwid);  // no SoftDevice from the factory
  const auto fill = [&](auto& registers) {
    for (std::size_t i = 0; i < registers.size(); ++i) set(registers[i], static_cast<u32>(random.next() >> 32));
  };
  fill(deviceid_);
  fill(er_);
  fill(ir_);
  fill(deviceaddr_);
  set(deviceaddr_[1], 0xffff'0000 | deviceaddr_[1].value);  // 48 bits
}

void Ficr::set(Register& r, u32 value) { r.value = r.reset_value = value; }

}  // namespace nrf5
