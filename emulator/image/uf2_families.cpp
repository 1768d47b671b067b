// The public list of UF2 families: utils/uf2families.json of github.com/microsoft/uf2, as of commit 90e9741.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "emulator/image/uf2.hpp"

namespace emulator {

namespace {

struct Family {
  std::uint32_t id;
  std::string_view name;
};

// Sorted by identifier.
// clang-format off
constexpr std::array kFamilies{
    Family{0x00ff6919, "STM32L4"}, Family{0x04240bdf, "STM32L5"}, Family{0x06d1097b, "STM32F411xC"},
    Family{0x11de784a, "M0SENSE"}, Family{0x16573617, "ATMEGA32"}, Family{0x1851780a, "SAML21"},
    Family{0x1b57745f, "NRF52"}, Family{0x1c5f21b0, "ESP32"}, Family{0x1e1f432d, "STM32L1"},
    Family{0x202e3a91, "STM32L0"}, Family{0x21460ff0, "STM32WL"}, Family{0x22e0d6fc, "RTL8710B"},
    Family{0x2abc77ec, "LPC55"}, Family{0x2b88d29c, "ESP32C2"}, Family{0x2dc309c5, "STM32F411xE"},
    Family{0x300f5633, "STM32G0"}, Family{0x3101f7c1, "ESP32S31"}, Family{0x31d228c6, "GD32F350"},
    Family{0x332726f6, "ESP32H2"}, Family{0x3379cfe2, "RTL8720D"}, Family{0x3d308e94, "ESP32P4"},
    Family{0x4b684d71, "MaixPlay-U4"}, Family{0x4c71240a, "STM32G4"}, Family{0x4e8f1c5d, "STM32H5"},
    Family{0x4f6ace52, "CSK4"}, Family{0x4fb2d5bd, "MIMXRT10XX"}, Family{0x51e903a8, "XR809"},
    Family{0x53b80f00, "STM32F7"}, Family{0x540ddf62, "ESP32C6"}, Family{0x55114460, "SAMD51"},
    Family{0x57755a57, "STM32F4"}, Family{0x5a18069b, "FX2"}, Family{0x5d1a0a2e, "STM32F2"},
    Family{0x5ee21072, "STM32F1"}, Family{0x621e937a, "NRF52833"}, Family{0x647824b6, "STM32F0"},
    Family{0x675a40b0, "BK7231U"}, Family{0x68ed2b88, "SAMD21"}, Family{0x699b62ec, "CH32V"},
    Family{0x6a82cc42, "BK7251"}, Family{0x6b846188, "STM32F3"}, Family{0x6d0922fa, "STM32F407"},
    Family{0x6db66082, "STM32H7"}, Family{0x6e7348a8, "CSK6"}, Family{0x6f752678, "NRF52832xxAB"},
    Family{0x70d16653, "STM32WB"}, Family{0x72721d4e, "NRF52832xxAA"}, Family{0x7410520a, "MAX32690"},
    Family{0x77d850c4, "ESP32C61"}, Family{0x7b3ef230, "BK7231N"}, Family{0x7be8976d, "RA4M1"},
    Family{0x7d7a66ef, "PY32F071-UVK5-V3"}, Family{0x7eab61ed, "ESP8266"}, Family{0x7f83e793, "KL32L2"},
    Family{0x820d9a5f, "NRF52820"}, Family{0x8fb060fe, "STM32F407VG"}, Family{0x91d3fd18, "MAX78002"},
    Family{0x9517422f, "RZA1LU"}, Family{0x9af03e33, "GD32VF103"}, Family{0x9e0baa8a, "ESP32H4"},
    Family{0x9fffd543, "RTL8710A"}, Family{0xa0c97b8e, "AT32F415"}, Family{0xada52840, "NRF52840"},
    Family{0xb6dd00af, "ESP32H21"}, Family{0xbfdd4eee, "ESP32S2"}, Family{0xc47e5767, "ESP32S3"},
    Family{0xd42ba06c, "ESP32C3"}, Family{0xd63f8632, "MAX32650"}, Family{0xde1270b7, "BL602"},
    Family{0xe08f7564, "RTL8720C"}, Family{0xe48bff56, "RP2040"}, Family{0xe48bff57, "RP2XXX_ABSOLUTE"},
    Family{0xe48bff58, "RP2XXX_DATA"}, Family{0xe48bff59, "RP2350_ARM_S"}, Family{0xe48bff5a, "RP2350_RISCV"},
    Family{0xe48bff5b, "RP2350_ARM_NS"}, Family{0xf0c30d71, "MAX32666"}, Family{0xf71c0343, "ESP32C5"},
};
// clang-format on

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

static_assert(std::is_sorted(kFamilies.begin(), kFamilies.end(),
                             [](const Family& a, const Family& b) { return a.id < b.id; }));

std::optional<std::string_view> uf2_family_name(std::uint32_t family) {
  const auto found = std::lower_bound(kFamilies.begin(), kFamilies.end(), family,
                                      [](const Family& entry, std::uint32_t id) { return entry.id < id; });
  if (found == kFamilies.end() || found->id != family) return std::nullopt;
  return found->name;
}

std::optional<std::uint32_t> uf2_family_id(std::string_view name) {
  for (const Family& family : kFamilies) {
    if (same_name(family.name, name)) return family.id;
  }
  const bool prefixed = name.size() > 2 && name[0] == '0' && (name[1] == 'x' || name[1] == 'X');
  if (!prefixed) return std::nullopt;
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(name.data() + 2, name.data() + name.size(), id, 16);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return id;
}

}  // namespace emulator
