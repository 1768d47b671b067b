#include "emulator/cli/kept_part.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "emulator/cli/exit_code.hpp"
#include "emulator/host/file.hpp"

namespace cli {

namespace {
constexpr std::size_t most = 2048ull << 20;
}

KeptPart::KeptPart(boards::Assembly& circuit, const std::string& part, std::string file)
    : part_(dynamic_cast<parts::Lasting*>(&circuit.part(part))), file_(std::move(file)) {
  if (!part_) throw Failure(bad_input, fmt::format("--keep: {} holds nothing that could be kept", part));
  if (part_->capacity() > most)
    throw Failure(bad_input, fmt::format("--keep: {} is larger than the {} MB that can be kept", part, most >> 20));
  std::error_code error;
  if (!std::filesystem::exists(file_, error)) return;
  const auto bytes = emulator::read_file(file_);
  if (bytes.size() != part_->capacity())
    throw Failure(bad_input, fmt::format("{} has {} bytes; {} has {}", file_, bytes.size(), part, part_->capacity()));
  part_->fill(bytes);
}

void KeptPart::save() const { emulator::write_file_atomically(file_, part_->content()); }

}  // namespace cli
