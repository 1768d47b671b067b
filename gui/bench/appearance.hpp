#pragma once
// Whether two moments of a bench look alike: a number that is another one when something else is to be seen.
#include "gui/bench/sample.hpp"

namespace bench {

emulator::u64 appearance(const Scene&);       // what stands where, and its wires
emulator::u64 appearance(const SceneState&);  // light, pictures, texts, hands; not volts, which are not drawn

}  // namespace bench
