#include "cpu/xtensa/core.hpp"

#include "cpu/interpreter/interpreter.hpp"

namespace cpu::xtensa {

Core::Core(std::string name, Scheduler& scheduler, Bus& bus, const Config& config, Clock clock, u32 prid,
           const EngineFactory& engine)
    : TranslatedCore(std::move(name), scheduler, bus, clock, 1), config_(config), reset_vector_(config.reset_vector) {
  static_cast<void>(prid);
  set_engine(engine ? engine(*this, bus) : std::make_unique<Interpreter>(*this, bus));
}

Core::~Core() = default;

void Core::interrupt(unsigned, bool) {}
void Core::run_stall(bool on) {
  stalled_ = on;
  context.attention |= asleep;
}
void Core::observe(AccessObserver* observer) { observer_ = observer; }
void Core::reset() {
  for (u32& r : context.r) r = 0;
  context.r[ir::Context::pc] = reset_vector_;
}
u32 Core::get(unsigned) const { return 0; }
void Core::set(unsigned, u32) {}
std::string Core::disassemble(u32, unsigned& size) const { return size = 0, std::string{}; }
void Core::serialize(State& state) { Cpu::serialize(state); }
void Core::translate(ir::Builder& builder, u32 pc, unsigned) {
  builder.instruction(pc, 3, 1);
  builder.end(ir::Code::system, 0, 0, 0, builder.next(), 1);
}
bool Core::load(u32 address, unsigned width, u32& value) { return bus_.read(address, width, value); }
bool Core::store(u32 address, unsigned width, u32 value) { return bus_.write(address, width, value); }
void Core::system(u32) {}
bool Core::help(const ir::Op&) { return true; }
void Core::jump(u32 target) { context.r[ir::Context::pc] = target; }
bool Core::attend() {
  if (!watchpoint_passed() || !attended_to_stops()) return false;
  context.attention = 0;
  return true;
}

void Core::clock_changed() {}

}  // namespace cpu::xtensa
