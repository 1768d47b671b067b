// `vivarium disassemble`: an image's instructions, as the chip's own decoder reads them.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/host/file.hpp"

namespace cli {
namespace {

using namespace emulator;

struct Options {
  std::string image, board = "microbit";
  std::optional<u32> from, to;
};

class Listing {
 public:
  Listing(Chip& chip, const Image& image) : cpu_(*chip.cores().front()), bus_(chip.bus()), image_(image) {}

  void range(u32 from, u64 to) {
    for (u64 at = from; at < to;) at += line(static_cast<u32>(at));
    flush();
  }
  void flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }

 private:
  unsigned line(u32 at) {
    if (const Symbol* symbol = image_.symbol_at(at);
        symbol && symbol->address == at && symbol->kind != SymbolKind::Mapping)
      add(fmt::format("\n{}:\n", symbol->name));
    unsigned size = 0;
    const std::string text = cpu_.disassemble(at, size);
    if (size == 0) size = 2;
    std::string bytes;
    for (unsigned i = 0; i < size; i += 2) {
      u8 pair[2] = {};
      bus_.peek(at + i, pair);
      bytes += fmt::format("{}{:02x}{:02x}", i ? " " : "", pair[1], pair[0]);
    }
    add(fmt::format("{:08x}  {:<9}  {}\n", at, bytes, text));
    return size;
  }
  void add(std::string_view text) {
    text_ += text;
    if (text_.size() > enough) flush();
  }

  static constexpr std::size_t enough = 64 * 1024;
  Cpu& cpu_;
  Bus& bus_;
  const Image& image_;
  std::string text_;
};

int disassemble(const Options& options) {
  Machine machine{1};
  boards::Board board{describe_board(options.board), machine};
  const Image image = load_image(read_file(options.image), options.image, board.description().image);
  board.load(image);
  Listing listing{board.chip(), image};
  const u64 from = options.from.value_or(0), to = options.to ? *options.to : u64{1} << 32;
  bool any = false;
  for (const Segment& segment : image.segments) {
    const u64 begin = std::max<u64>(segment.address, from), end = std::min(segment.end(), to);
    if (begin >= end) continue;
    listing.range(static_cast<u32>(begin & ~u64{1}), end);
    any = true;
  }
  if (!any) throw Failure(bad_input, fmt::format("{} has nothing between {:#x} and {:#x}", options.image, from, to));
  return ok;
}

}  // namespace

void add_disassemble(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("disassemble", "Print an image's instructions");
  app->description(
      "Prints what the chip's decoder makes of an image, address by address; data between the code is read as\n"
      "instructions too. Names come from the image if it has some (ELF).");
  app->footer(
      "Examples:\n  vivarium disassemble firmware.hex --from 0x1a2b4 --to 0x1a300\n"
      "  vivarium disassemble firmware.elf --board microbit\n");
  const auto options = std::make_shared<Options>();
  const auto number = [](std::optional<u32>& to, const char* name) {
    return [&to, name](const std::string& text) {
      try {
        to = parse_number(text);
      } catch (const std::invalid_argument& e) { throw CLI::ValidationError(name, e.what()); }
    };
  };
  app->add_option("IMAGE", options->image, "Intel HEX, UF2, ELF, DfuSe or binary")->required()->type_name("");
  app->add_option("--board", options->board, "The board it is for; microbit by default")->type_name("BOARD");
  app->add_option_function<std::string>("--from", number(options->from, "--from"), "First address")
      ->type_name("ADDRESS");
  app->add_option_function<std::string>("--to", number(options->to, "--to"), "Address behind the last one")
      ->type_name("ADDRESS");
  app->callback([options, &todo] { todo = [options] { return disassemble(*options); }; });
}

}  // namespace cli
