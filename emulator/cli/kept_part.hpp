#pragma once
// What a part holds without power, in a file of the user's: read when the run begins, replaced at its end.
#include <string>

#include "boards/assembly.hpp"
#include "peripherals/parts/lasting.hpp"

namespace cli {

class KeptPart {
 public:
  // Fills the part if the file is there. A Failure if that part holds nothing, or the file does not fit it.
  KeptPart(boards::Assembly&, const std::string& part, std::string file);
  void save() const;

 private:
  parts::Lasting* part_;
  std::string file_;
};

}  // namespace cli
