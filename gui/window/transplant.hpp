#pragma once
// A running circuit goes on in another one: after a wire was drawn or a part was added, as at a table, where nobody
// switches the board off for it.
//
// Boards go on exactly where they are, with all that their memory holds; parts that were there before, too; what is new
// begins now. Then all hear of their nets, for these may have other voltages than before.
//
// Not carried over: transfers on a bus that are under way, charges of capacitors and currents of coils, and on nets
// what hardware draws.
#include "boards/assembly.hpp"

namespace gui {

// Both have the same boards, and `to` has been switched on. emulator::StateError if they do not fit.
void transplant(boards::Assembly& from, boards::Assembly& to);

}  // namespace gui
