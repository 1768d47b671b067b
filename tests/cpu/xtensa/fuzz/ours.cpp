#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "cpu/xtensa/core.hpp"
#include "tests/cpu/xtensa/fuzz/sides.hpp"

namespace xtensa_fuzz {

std::vector<u8> run_ours(const Program& program, std::string_view) {
  Scheduler scheduler;
  Bus bus;
  const auto image = program.image(false);
  Memory ram{"ram", (image.size() + 0xf'ffff) & ~0xf'ffffu};
  std::ranges::copy(image, ram.bytes().begin());
  bus.map_ram(program.model.base, ram);
  cpu::xtensa::Core core{"core", scheduler, bus, program.model.config, Clock{80'000'000}, 0, {}};
  core.reset();
  core.jump(program.entry());
  const i64 enough = 1'000'000 + 2'000 * static_cast<i64>(program.cases);
  while (core.pc() != program.finish()) {
    if (core.cycles() > enough || core.sleeping())
      throw NoEnd{core.pc(), fmt::format("our core does not come to the end of the batch: it {} at {:#x}",
                                         core.sleeping() ? "sleeps" : "is", core.pc())};
    core.run(core.cycles() + 10'000);
  }
  const auto data = ram.bytes().subspan(program.data() - program.model.base, program.data_size());
  return {data.begin(), data.end()};
}

}  // namespace xtensa_fuzz
