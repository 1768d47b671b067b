#pragma once
// The wires of a circuit file, whichever way it writes them: a list of pairs, nets with a name, "wires" of a part.
#include <functional>
#include <string>
#include <vector>

#include "boards/json.hpp"

namespace bench {

// One pin under one name: "GP15" and "pico:GPIO15" are "pico:GPIO15".
using Canonical = std::function<std::string(const std::string& pin)>;

// Takes every wire off a pin. What was joined by way of it stays joined.
void take_off(boards::Json& circuit, const std::string& pin, const Canonical&);
// Every connection among these pins is gone.
void take_apart(boards::Json& circuit, const std::vector<std::string>& pins, const Canonical&);
// Whether a wire of the file joins just these two.
bool joined(const boards::Json& circuit, const std::string& a, const std::string& b, const Canonical&);
// Nothing in the file names this part any more.
void forget(boards::Json& circuit, const std::string& part, const Canonical&);

}  // namespace bench
