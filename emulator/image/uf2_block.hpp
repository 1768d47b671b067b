// The layout of a UF2 block (github.com/microsoft/uf2, README.md, "File format" and "Flags"), for its reader and
// writer.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emulator::uf2 {

inline constexpr std::size_t kBlockSize = 512;
inline constexpr std::size_t kDataSize = 476;
inline constexpr std::size_t kMd5Size = 24;  // start, length, digest, at the end of the data
inline constexpr std::uint32_t kMagicStart0 = 0x0a324655;
inline constexpr std::uint32_t kMagicStart1 = 0x9e5d5157;
inline constexpr std::uint32_t kMagicEnd = 0x0ab16f30;

inline constexpr std::uint32_t kNotMainFlash = 0x0000'0001;
inline constexpr std::uint32_t kFileContainer = 0x0000'1000;
inline constexpr std::uint32_t kFamilyPresent = 0x0000'2000;
inline constexpr std::uint32_t kMd5Present = 0x0000'4000;
inline constexpr std::uint32_t kExtensionTags = 0x0000'8000;

inline constexpr std::uint32_t kTagVersion = 0x9fc7bc;
inline constexpr std::uint32_t kTagDevice = 0x650d9d;

inline constexpr std::uint32_t kAbsoluteFamily = 0xe48bff57;

}  // namespace emulator::uf2
