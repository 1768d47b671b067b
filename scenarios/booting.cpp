#include "scenarios/booting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "peripherals/parts/usb_host.hpp"

namespace scenarios {

namespace {

using namespace emulator;
using namespace std::chrono_literals;

constexpr Duration patience = 120s;

std::optional<std::string> boot(Stage& stage, const Scenario& scenario) {
  Machine& machine = stage.machine();
  std::size_t ready = 0;
  std::string failure;
  std::vector<std::unique_ptr<ScriptDriver>> drivers;
  for (const Script& script : scenario.scripts) {
    const auto ended = [&](const ScriptRun::End& end) {
      if (end.kind == ScriptRun::End::Kind::failed) failure = end.message;
      ++ready;
      machine.stop();
    };
    drivers.push_back(std::make_unique<ScriptDriver>(
        machine, stage.circuit().console(script.board), "", "boot",
        ScriptDriver::Callbacks{[](std::string_view) {}, [](std::string_view) {}, ended}));
    drivers.back()->start(RawRepl::From::power_on);
  }
  const Time give_up = machine.now() + patience;
  while (ready < drivers.size() && failure.empty() && machine.now() < give_up)
    if (machine.run_until(give_up) == Machine::Stop::lockup) failure = "a core is locked up";
  if (ready < drivers.size() && failure.empty()) failure = "no prompt came";
  return failure.empty() ? std::nullopt : std::optional{"the firmware did not boot: " + failure};
}

std::optional<std::string> put_files_of(Stage& stage, const Scenario& scenario, const std::string& board) {
  if (std::ranges::find(scenario.files, board, &BoardFile::board) == scenario.files.end()) return std::nullopt;
  usb::Drive* drive = nullptr;
  for (const auto& part : stage.circuit().board(board).parts())
    if (auto* computer = dynamic_cast<parts::UsbHost*>(part.get())) drive = &computer->drives().first();
  const auto failure = put_files(stage.machine(), stage.circuit().console(board), drive, board, scenario.files);
  if (!failure) return std::nullopt;
  return fmt::format("{}: its files could not be put on {}: {}", scenario.source, board, *failure);
}

}  // namespace

std::optional<std::string> bring_to_prompts(Stage& stage, const Scenario& scenario) {
  if (auto failure = boot(stage, scenario)) return failure;
  for (const Script& script : scenario.scripts)
    if (auto failure = put_files_of(stage, scenario, script.board)) return failure;
  return std::nullopt;
}

}  // namespace scenarios
