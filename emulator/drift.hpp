#pragma once
// A clock of its own that need not be right: a chip's crystal, a clock chip's.

namespace emulator {

class Drifting {
 public:
  virtual void drift(double parts_per_million) = 0;  // from now on; 0: as it should be

 protected:
  ~Drifting() = default;
};

}  // namespace emulator
