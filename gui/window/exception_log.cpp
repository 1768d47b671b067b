#include "gui/window/exception_log.hpp"

#include <algorithm>

#include "boards/assembly.hpp"
#include "cpu/translated_core.hpp"
#include "emulator/chip_words.hpp"

namespace gui {

using namespace emulator;

namespace {

constexpr std::size_t most = 500;

cpu::TranslatedCore* heard(Cpu* core) { return dynamic_cast<cpu::TranslatedCore*>(core); }

// "TIMER 1": who is behind it, as the chip says it, or by its table. Cortex-M counts its own exceptions too.
std::string source_of(const Chip& chip, unsigned core, unsigned number, std::string_view exception) {
  constexpr std::string_view external = "IRQ ";
  constexpr unsigned first_external = 16;
  if (exception.starts_with(external)) number -= first_external;
  const bool own = !exception.starts_with(external) && !exception.starts_with("interrupt ");
  if (own) return {};
  if (const auto* words = dynamic_cast<const ChipWords*>(&chip))
    if (std::string name = words->interrupt_name(core, number); !name.empty()) return name;
  std::string names;
  for (const Chip::Block& block : chip.blocks())
    if (block.irq == static_cast<int>(number)) names += (names.empty() ? "" : ", ") + block.device->name();
  return names;
}

}  // namespace

void ExceptionLog::listen(bool on) {
  if (on == listens_) return;
  listens_ = on;
  fresh_.clear();
  const auto& cores = circuit_.machine().cores();
  for (std::size_t i = 0; i < cores.size(); ++i) {
    cpu::TranslatedCore* core = heard(cores[i]);
    if (!core) continue;
    core->on_exception = nullptr;
    if (!on) continue;
    core->on_exception = [this, core, i](unsigned number) {
      if (fresh_.size() >= 2 * most) fresh_.erase(fresh_.begin(), fresh_.begin() + most);
      fresh_.push_back({core->now(), i, number});
    };
  }
}

std::string ExceptionLog::name_of(std::size_t index, unsigned number) const {
  Cpu* core = circuit_.machine().cores()[index];
  std::string name = heard(core)->exception_name(number), of;
  for (Chip* chip : circuit_.machine().chips()) {
    const auto own = std::ranges::find(chip->cores(), core);
    if (own == chip->cores().end()) continue;
    of = source_of(*chip, static_cast<unsigned>(own - chip->cores().begin()), number, name);
  }
  return of.empty() ? name : name + ": " + of;
}

std::vector<ExceptionView> ExceptionLog::take() {
  std::vector<ExceptionView> views;
  std::map<std::pair<std::size_t, unsigned>, std::string> names;
  const std::size_t skipped = fresh_.size() - std::min(fresh_.size(), most);
  for (std::size_t i = skipped; i < fresh_.size(); ++i) {
    const Taken& taken = fresh_[i];
    const auto [name, unknown] = names.try_emplace({taken.core, taken.number});
    if (unknown) name->second = name_of(taken.core, taken.number);
    views.push_back({taken.time, circuit_.machine().cores()[taken.core]->name(), name->second});
  }
  fresh_.clear();
  return views;
}

void keep_newest(std::vector<ExceptionView>& views) {
  if (views.size() > most) views.erase(views.begin(), views.end() - most);
}

}  // namespace gui
