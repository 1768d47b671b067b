#pragma once
// Which RP2040 this is: errata were mended from one stepping to the next. RP2040 Datasheet, Appendix B "Errata".
#include "emulator/types.hpp"

namespace rp2040 {

enum class Stepping : emulator::u8 { b0, b1, b2 };

}  // namespace rp2040
