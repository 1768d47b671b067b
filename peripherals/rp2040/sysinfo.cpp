#include "peripherals/rp2040/sysinfo.hpp"

namespace rp2040 {

Sysinfo::Sysinfo(std::string name, u32 revision) : Peripheral(std::move(name)) {
  chip_id_.reset_value |= revision << 28;
  reset();
}

}  // namespace rp2040
