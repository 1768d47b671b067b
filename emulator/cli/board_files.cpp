#include "emulator/cli/board_files.hpp"

#include <fmt/format.h>

#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/usb_side.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;
using Answer = ReplClient::Answer;

namespace {
constexpr Duration until_drive = 10s;
constexpr Duration one_program = 10min;             // a listing has all files in it
constexpr std::string_view bootloader = "RPI RP2";  // INQUIRY, RP2040 Datasheet 2.8.4
}  // namespace

BoardFiles::BoardFiles(const Options& options)
    : board_(describe_board(options.board), machine_), flash_(board_, options.flash), usb_(usb_host(board_)) {
  fill_memory(options);
  machine_.power_on();
  find();
}

BoardFiles::~BoardFiles() = default;

void BoardFiles::fill_memory(const Options& options) {
  const bool kept = flash_.load();
  if (!kept && !options.may_create)
    throw Failure(bad_input, fmt::format("there is no file {}; `vivarium run {} --flash {}` makes one", options.flash,
                                         options.board, options.flash));
  if (!kept || options.firmware)
    load_firmware(board_, find_firmware(board_.description(), options.firmware, FirmwareStore::of_this_user()));
}

bool BoardFiles::run(Duration limit, const std::function<bool()>& until) {
  const Time end = machine_.now() + limit;
  while (!until() && machine_.now() < end) machine_.run_until(machine_.now() + 1ms);
  return until();
}

void BoardFiles::find() {
  if (!usb_ || usb_->console() != &board_.console()) return find_repl(RawRepl::From::power_on);
  if (!usb_appears(machine_, *usb_)) throw Failure(firmware_fault, nothing_on_usb());
  return has_drive(*usb_) ? find_drive() : find_repl(RawRepl::From::running);
}

void BoardFiles::find_drive() {
  usb::Drive& drive = usb_->drives().first();
  if (!run(until_drive, [&] { return drive.present(); }))
    throw Failure(firmware_fault, fmt::format("the board's drive has no medium within {:g} s", seconds(until_drive)));
  if (drive.label.starts_with(bootloader))
    throw Failure(firmware_fault, "the board is in its bootloader: there is no firmware that starts in its flash");
  sectors_ = std::make_unique<DriveSectors>(machine_, drive);
  volume_.emplace(*sectors_);
}

void BoardFiles::find_repl(RawRepl::From from) {
  repl_ = std::make_unique<ReplClient>(machine_, board_.console());
  Answer ready;
  repl_->start(from, [&](const Answer& a) { ready = a; });
  run(one_program, [this] { return !repl_->busy(); });
  if (!ready.ok()) throw Failure(firmware_fault, ready.failure);
  tree_.emplace(parse_listing(ask(python_that_lists({}))));
}

std::string BoardFiles::ask(const std::string& program) {
  Answer answer;
  repl_->execute(program, [&](const Answer& a) { answer = a; });
  if (!run(one_program, [this] { return !repl_->busy(); })) throw Failure(firmware_fault, "the board needs too long");
  if (!answer.failure.empty()) throw Failure(firmware_fault, answer.failure);
  if (!answer.traceback.empty()) throw fat::FatError(reason_of(answer.traceback));
  return answer.output;
}

fat::Files& BoardFiles::files() {
  if (volume_) return *volume_;
  return tree_->files;
}

void BoardFiles::save() {
  if (sectors_) sectors_->finish();
  if (tree_)
    for (const auto& change : tree_->files.changes()) try {
        for (const auto& program : python_that_makes(change, *tree_)) ask(program);
      } catch (const fat::FatError& e) { throw fat::FatError(fmt::format("{}: {}", change.path, e.what())); }
  flash_.save();
}

}  // namespace cli
