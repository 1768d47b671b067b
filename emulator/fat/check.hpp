#pragma once
// Looks a whole volume over, as fsck does, and changes nothing.
#include <string>
#include <vector>

#include "emulator/fat/volume.hpp"

namespace emulator::fat {

struct CheckResult {
  std::vector<std::string> damage;  // sentences
  u32 lost_clusters = 0;            // taken, but by no file: space that a crash cost
  u32 files = 0, directories = 0;
};
CheckResult check(Sectors&);

}  // namespace emulator::fat
