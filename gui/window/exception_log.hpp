#pragma once
// Hears which interrupts and other exceptions cores take, as long as somebody looks.
#include <map>
#include <vector>

#include "gui/window/snapshot.hpp"

namespace boards {
class Assembly;
}

namespace gui {

class ExceptionLog {
 public:
  explicit ExceptionLog(boards::Assembly& circuit) : circuit_(circuit) {}
  ~ExceptionLog() { listen(false); }
  ExceptionLog(const ExceptionLog&) = delete;

  void listen(bool);
  std::vector<ExceptionView> take();  // what came since; the oldest are dropped where there are very many

 private:
  struct Taken {
    emulator::Time time;
    std::size_t core;
    unsigned number;
  };
  std::string name_of(std::size_t core, unsigned number) const;

  boards::Assembly& circuit_;
  bool listens_ = false;
  std::vector<Taken> fresh_;
};

// The oldest go where there are too many.
void keep_newest(std::vector<ExceptionView>&);

}  // namespace gui
