#pragma once
// The one AES core that ECB, CCM and AAR share. ECB has the lowest priority: it is thrown out when another begins, and
// not let in while another is at work. nRF51 Series Reference Manual v3.0.1, chapter 23.
#include <functional>
#include <vector>

#include "emulator/time.hpp"

namespace nrf5 {
using namespace emulator;

class AesCore {
 public:
  // In doubt: the product specification gives 8.5 us as typical for one block; all three are reckoned with it.
  static constexpr Duration block_time = std::chrono::nanoseconds{8500};

  // CCM and AAR: whether they are at work now.
  void add_user(std::function<bool()> busy) { users_.push_back(std::move(busy)); }
  bool taken() const {
    for (const auto& busy : users_)
      if (busy()) return true;
    return false;
  }
  void take() const {
    if (on_take) on_take();
  }
  std::function<void()> on_take;  // of ECB

 private:
  std::vector<std::function<bool()>> users_;
};

}  // namespace nrf5
