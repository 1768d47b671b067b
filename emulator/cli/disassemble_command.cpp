// `vivarium disassemble`: an image's instructions, as the chip's own decoder reads them.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/xtensa_listing.hpp"
#include "emulator/host/file.hpp"
#include "emulator/image/elf.hpp"
#include "emulator/image/esp.hpp"
#include "emulator/image/load.hpp"

namespace cli {
namespace {

using namespace emulator;

struct Options {
  std::string image, board = "microbit", chip, part;
  std::vector<std::string> symbols;
  std::optional<u32> from, to, base;
};

// Text in large pieces.
class Out {
 public:
  ~Out() { flush(); }
  void add(std::string_view text) {
    text_ += text;
    if (text_.size() > enough) flush();
  }

 private:
  void flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }
  static constexpr std::size_t enough = 64 * 1024;
  std::string text_;
};

class Listing {
 public:
  Listing(Chip& chip, const Image& image, Out& out)
      : cpu_(*chip.cores().front()), bus_(chip.bus()), image_(image), out_(out) {}

  void range(u32 from, u64 to) {
    for (u64 at = from; at < to;) at += line(static_cast<u32>(at));
  }

 private:
  unsigned line(u32 at) {
    if (const Symbol* symbol = image_.symbol_at(at);
        symbol && symbol->address == at && symbol->kind != SymbolKind::Mapping)
      out_.add(fmt::format("\n{}:\n", symbol->name));
    unsigned size = 0;
    const std::string text = cpu_.disassemble(at, size);
    if (size == 0) size = 2;
    std::string bytes;
    for (unsigned i = 0; i < size; i += 2) {
      u8 pair[2] = {};
      bus_.peek(at + i, pair);
      bytes += fmt::format("{}{:02x}{:02x}", i ? " " : "", pair[1], pair[0]);
    }
    out_.add(fmt::format("{:08x}  {:<9}  {}\n", at, bytes, text));
    return size;
  }
  Cpu& cpu_;
  Bus& bus_;
  const Image& image_;
  Out& out_;
};

// Where instructions are fetched from on all of these chips; data lies elsewhere.
constexpr u32 instruction_bus = 0x4000'0000, instruction_bus_end = 0x5000'0000;

// Of a program for an Xtensa core: its code, or whatever lies between --from and --to.
class XtensaProgram {
 public:
  XtensaProgram(const Options& options, const cpu::xtensa::Config& core, std::vector<const Image*> names, Out& out)
      : options_(options), core_(core), names_(std::move(names)), out_(out) {}

  bool print(const std::vector<XtensaCode>& all, const std::string& title) const {
    std::vector<XtensaCode> code;
    for (const XtensaCode& c : all)
      if (asked(c)) code.push_back(c);
    const XtensaListing listing{core_, code, names_};
    bool titled = title.empty();
    return listing.range(options_.from.value_or(0), to(), [&](std::string_view line) {
      if (!std::exchange(titled, true)) out_.add(title);
      out_.add(line);
    });
  }

 private:
  u64 to() const { return options_.to ? *options_.to : u64{1} << 32; }
  bool asked(const XtensaCode& c) const {
    if (options_.from || options_.to) return c.address < to() && c.address + c.bytes.size() > options_.from.value_or(0);
    return c.address >= instruction_bus && c.address < instruction_bus_end;
  }

  const Options& options_;
  const cpu::xtensa::Config& core_;
  std::vector<const Image*> names_;
  Out& out_;
};

std::string part_of(const EspProgram& p) { return p.partition.empty() ? "bootloader" : p.partition; }

// The programs of a flash image, each where it is copied or mapped to: they may overlap.
bool print_programs(const Options& options, const Image& image, const XtensaProgram& printer) {
  bool any = false, known = options.part.empty();
  std::string parts;
  for (const EspProgram& p : image.esp->programs) {
    const std::string part = part_of(p);
    parts += fmt::format("{}{}", parts.empty() ? "" : ", ", part);
    if (!options.part.empty() && options.part != part) continue;
    known = true;
    std::vector<XtensaCode> code;
    for (const EspSegment& s : p.segments)
      if (const auto bytes = image.bytes_at(s.flash, s.size)) code.push_back({s.address, *bytes});
    any |= printer.print(code, fmt::format("{}{}: at {:#x} of the flash, starts at {:#010x}\n", any ? "\n" : "", part,
                                           p.flash, p.entry));
  }
  if (!known)
    throw Failure(bad_input, fmt::format("{} has no part \"{}\"; it has: {}", options.image, options.part, parts));
  return any;
}

const cpu::xtensa::Config& core_of(const std::string& chip, const std::string& source) {
  if (const auto* core = xtensa_core(chip)) return *core;
  throw Failure(bad_input, fmt::format("{}: the {} has no Xtensa processor, or none that is known here; these have: {}",
                                       source, chip, xtensa_chips()));
}

int disassemble_xtensa(const Options& options, const Image& image) {
  std::vector<Image> named;
  for (const std::string& file : options.symbols) named.push_back(load_image(read_file(file), file));
  std::vector<const Image*> names{&image};
  for (const Image& n : named) names.push_back(&n);
  const std::string chip = !options.chip.empty() ? options.chip : image.esp ? image.esp->chip : "ESP32";
  Out out;
  const XtensaProgram printer{options, core_of(chip, options.image), names, out};
  bool any = false;
  if (image.esp) {
    any = print_programs(options, image, printer);
  } else {
    std::vector<XtensaCode> code;
    for (const Segment& s : image.segments) code.push_back({s.address, s.bytes});
    any = printer.print(code, "");
  }
  if (!any)
    throw Failure(bad_input, fmt::format("{} has no instructions{}", options.image,
                                         options.from || options.to ? " between these addresses" : ""));
  return ok;
}

int disassemble_for_board(const Options& options, std::span<const u8> bytes) {
  Machine machine{1};
  boards::Board board{describe_board(options.board), machine};
  const Image image = load_image(bytes, options.image, board.description().image);
  board.load(image);
  Out out;
  Listing listing{board.chip(), image, out};
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

// The image says which processor it is for, or --chip does; else the board's chip decodes it.
int disassemble(const Options& options) {
  const auto bytes = read_file(options.image);
  if (is_esp(bytes) || is_elf(bytes) || !options.chip.empty()) {
    const Image image = load_image(bytes, options.image, {.base = options.base});
    if (image.esp || image.machine == ElfMachine::Xtensa || !options.chip.empty())
      return disassemble_xtensa(options, image);
  }
  return disassemble_for_board(options, bytes);
}

}  // namespace

void add_disassemble(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("disassemble", "Print an image's instructions");
  explain(
      *app,
      "Prints what the chip's decoder makes of an image, address by address; on Cortex-M, data between the code is\n"
      "read as instructions too. Names come from the image if it has some (ELF), and from --symbols.\n\n"
      "Xtensa: ELF files (an ESP32's mask ROM too) and flash images of the ESP32, ESP32-S2, ESP32-S3 and ESP8266, the\n"
      "boot loader and each application where it is copied or mapped to. Words that an instruction loads are shown as\n"
      "words; what L32R loads and what is called is named.");
  app->footer(
      "Examples:\n  vivarium disassemble firmware.hex --from 0x1a2b4 --to 0x1a300\n"
      "  vivarium disassemble firmware.elf --board microbit\n"
      "  vivarium disassemble esp32_rev300_rom.elf --from 0x40000400 --to 0x40000600\n"
      "  vivarium disassemble ESP32_GENERIC.bin --part bootloader --symbols esp32_rev300_rom.elf\n"
      "  vivarium disassemble application.bin --base 0x10000\n");
  const auto options = std::make_shared<Options>();
  const auto number = [](std::optional<u32>& to, const char* name) {
    return [&to, name](const std::string& text) {
      try {
        to = parse_number(text);
      } catch (const std::invalid_argument& e) { throw CLI::ValidationError(name, e.what()); }
    };
  };
  app->add_option("IMAGE", options->image, "Intel HEX, UF2, ELF, DfuSe, ESP flash image or binary")
      ->required()
      ->type_name("");
  app->add_option("--board", options->board, "The board it is for; microbit by default")->type_name("BOARD");
  app->add_option("--chip", options->chip, "Whose Xtensa instructions an ELF or binary has; ESP32 by default for ELF")
      ->type_name("CHIP")
      ->check([](const std::string& chip) {
        return xtensa_core(chip) ? "" : fmt::format("{} is none of: {}", chip, xtensa_chips());
      });
  app->add_option("--part", options->part, "Of an ESP flash image: only bootloader, or the application of a partition")
      ->type_name("NAME");
  app->add_option("--symbols", options->symbols, "Names from this ELF file too (Xtensa); may be given several times")
      ->type_name("FILE");
  app->add_option_function<std::string>("--base", number(options->base, "--base"),
                                        "Where a part of an ESP flash lies in it, or a binary in memory")
      ->type_name("ADDRESS");
  app->add_option_function<std::string>("--from", number(options->from, "--from"), "First address")
      ->type_name("ADDRESS");
  app->add_option_function<std::string>("--to", number(options->to, "--to"), "Address behind the last one")
      ->type_name("ADDRESS");
  app->callback([options, &todo] { todo = [options] { return disassemble(*options); }; });
}

}  // namespace cli
