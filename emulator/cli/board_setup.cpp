#include "emulator/cli/board_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "boards/json.hpp"
#include "boards/library.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/hash.hpp"
#include "emulator/host/file.hpp"

namespace cli {

using namespace emulator;

namespace {

void find_rom(boards::BoardDescription& board, const FirmwareStore& store) {
  const auto rom = board.rom.empty() ? boards::rom_of(board.chip) : std::nullopt;
  if (!rom) return;
  if (const auto path = store.rom(rom->file); !path.empty()) board.rom = read_file(path.string());
}

boards::BoardDescription read_board(const std::string& name_or_file) {
  if (!name_or_file.ends_with(".json")) return boards::describe(name_or_file);
  boards::Library library;
  return library.describe(library.add(read_text(name_or_file), name_or_file));
}

boards::CircuitDescription read_circuit(const std::string& board_or_file) {
  if (!board_or_file.ends_with(".json")) return boards::circuit_of(boards::describe(board_or_file));
  const std::string text = read_text(board_or_file);
  if (!boards::parse_json(text, board_or_file, "a board or circuit file").contains("boards"))
    return boards::circuit_of(read_board(board_or_file));
  return boards::read_circuit(text, board_or_file, boards::Library{},
                              [](const std::string& path) { return read_text(path); });
}

}  // namespace

boards::BoardDescription describe_board(const std::string& name_or_file) {
  boards::BoardDescription board = read_board(name_or_file);
  find_rom(board, FirmwareStore::of_this_user());
  return board;
}

boards::CircuitDescription describe_circuit(const std::string& board_or_file) {
  boards::CircuitDescription circuit = read_circuit(board_or_file);
  find_roms(circuit);
  return circuit;
}

void find_roms(boards::CircuitDescription& circuit) {
  const auto store = FirmwareStore::of_this_user();
  for (auto& [name, board] : circuit.boards) find_rom(board, store);
}

std::string find_firmware(const boards::BoardDescription& board, const std::optional<std::string>& given,
                          const FirmwareStore& store) {
  if (given) return *given;
  const auto found = store.look(board);
  if (!found.empty()) return found.front().path.string();
  throw Failure(bad_input, fmt::format("no firmware for {} was found; `vivarium firmware {}` says where images are "
                                       "looked for, `vivarium firmware fetch {}` downloads one",
                                       board.name, board.name, board.name));
}

LoadedImage load_firmware(boards::Board& board, const std::string& path) {
  const auto bytes = read_file(path);
  LoadedImage loaded{path, load_image(bytes, path, board.description().image), sha256(bytes)};
  board.load(loaded.image);
  return loaded;
}

FlashFile::FlashFile(boards::Board& board, std::string path)
    : memories_(board.chip().persistent()), board_(board.description().name), path_(std::move(path)) {}

std::size_t FlashFile::size() const {
  std::size_t size = 0;
  for (const Memory* memory : memories_) size += memory->size();
  return size;
}

std::string FlashFile::sizes() const {
  std::string text;
  for (const Memory* memory : memories_)
    text += fmt::format("{}{} {}", text.empty() ? "" : " + ", memory->name(), memory->size());
  return text;
}

bool FlashFile::load() {
  std::error_code error;
  if (!std::filesystem::exists(path_, error)) return false;
  const auto bytes = read_file(path_);
  if (bytes.size() != size())
    throw Failure(bad_input, fmt::format("{} has {} bytes; the persistent memory of {} has {} ({})", path_,
                                         bytes.size(), board_, size(), sizes()));
  auto at = bytes.begin();
  for (Memory* memory : memories_) {
    std::copy_n(at, memory->size(), memory->bytes().begin());
    at += memory->size();
  }
  return true;
}

void FlashFile::save() const {
  std::vector<u8> bytes;
  for (const Memory* memory : memories_) bytes.insert(bytes.end(), memory->bytes().begin(), memory->bytes().end());
  write_file_atomically(path_, bytes);
}

// How MicroPython for the micro:bit finds a main program: "MP", the length in 16 bits, the script (appended_script_t in
// its source/microbit/main.cpp); uflash and the editors write it so. Erased flash behind it.
static void append_for_microbit(boards::Board& board, const std::string& script, const Image& image) {
  const auto& place = board.description().main_script;
  constexpr std::size_t header = 4;
  const std::size_t most = std::min<std::size_t>(place.size - header, 0xffff);
  if (script.size() > most)
    throw Failure(bad_input, fmt::format("the script has {} bytes; {} has room for {} as its main program",
                                         script.size(), board.description().name, most));
  for (const Segment& segment : image.segments)
    if (segment.address < place.address + place.size && segment.end() > place.address)
      throw Failure(bad_input,
                    fmt::format("{} fills the place of the main program, {:#x}", image.source, place.address));
  std::vector<u8> bytes{'M', 'P', static_cast<u8>(script.size()), static_cast<u8>(script.size() >> 8)};
  bytes.insert(bytes.end(), script.begin(), script.end());
  bytes.resize(place.size, 0xff);
  if (!board.chip().bus().poke(place.address, bytes))
    throw Failure(bad_input, fmt::format("{} has no flash at {:#x}", board.description().name, place.address));
}

void store_main(boards::Board& board, const std::string& script, const Image& image) {
  const auto& [method, address, size] = board.description().main_script;
  if (method == "usb" || method == "repl") return;  // once the board runs: StoredMain
  if (method == "microbit-append") return append_for_microbit(board, script, image);
  throw Failure(bad_input, fmt::format("--as-main is not possible on {}: {}", board.description().name,
                                       method.empty() ? "its main program is a file, not a part of the flash image"
                                                      : fmt::format("the method {} is not known", method)));
}

std::string read_script(const std::optional<std::string>& path) {
  const bool from_input = !path || *path == "-";
  const auto bytes = read_file(from_input ? "/dev/stdin" : *path);
  return {bytes.begin(), bytes.end()};
}

}  // namespace cli
