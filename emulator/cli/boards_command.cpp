// `vivarium boards`: which boards there are, and what one is made of.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

#include "boards/board.hpp"
#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/device.hpp"
#include "emulator/registers.hpp"

namespace cli {
namespace {

using namespace emulator;
using Rows = std::vector<std::vector<std::string>>;

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void heading(std::string_view text) { print(fmt::format("\n{}\n", text)); }

int list() {
  Rows rows;
  for (const auto& name : boards::names()) {
    const auto board = describe_board(name);
    rows.push_back({board.name, board.title, board.summary});
  }
  print(table(rows));
  return 0;
}

void print_parts(const boards::BoardDescription& description) {
  heading("Parts");
  Rows rows;
  for (const auto& part : description.parts) {
    const auto* type = parts::PartCatalogue::find(part.type);
    rows.push_back({part.name, part.type, type ? std::string{type->summary} : ""});
  }
  print(table(rows, "  "));
}

void print_quantities(const World& world) {
  heading("Quantities (--set NAME=VALUE@TIME, --press NAME@TIME)");
  Rows rows;
  for (const auto& [name, q] : world.all())
    rows.push_back({name, fmt::format("{:g} ... {:g} {}", q->range().low, q->range().high, q->unit()),
                    fmt::format("at the start {:g}", q->initial())});
  print(table(rows, "  "));
}

void print_firmware(const boards::BoardDescription& description) {
  heading("Firmware");
  Rows rows;
  for (const auto& entry : description.firmware) {
    std::string from = entry.url.empty() ? "" : "vivarium firmware fetch";
    if (!entry.debian_package.empty()) from = "Debian package " + entry.debian_package;
    rows.push_back({entry.name, entry.version, from, entry.note});
  }
  print(table(rows, "  "));
}

// What the board file says is missing, and what every block of the chip says of itself.
void print_not_modelled(const boards::BoardDescription& description, Chip& chip) {
  heading("Not modelled");
  for (const auto& gap : description.not_modelled) print(wrapped("- " + gap, "  "));
  for (const Chip::Block& block : chip.blocks()) {
    if (dynamic_cast<const Unimplemented*>(block.device))
      print(wrapped(fmt::format("- {}: the whole block", block.device->name()), "  "));
    else if (const auto* registers = dynamic_cast<const RegisterFile*>(block.device)) {
      const auto missing = registers->unmodelled();
      if (!missing.empty())
        print(wrapped(fmt::format("- {}: {}", block.device->name(), fmt::join(missing, ", ")), "  "));
    }
  }
}

int show(const std::string& name) {
  Machine machine{1};
  boards::Board board{describe_board(name), machine};
  const auto& description = board.description();
  print(fmt::format("{}: {}\n{}\n", description.name, description.title, description.summary));
  print(fmt::format("\nChip  {}{}{}\n", description.chip, description.variant.empty() ? "" : " " + description.variant,
                    description.flash.empty() ? "" : ", flash " + description.flash));
  heading("Pins");
  Rows rows;
  for (const auto& [pin, chip_pin] : description.pins) rows.push_back({pin, chip_pin});
  std::ranges::sort(rows, [](const auto& a, const auto& b) {
    return strverscmp(a[0].c_str(), b[0].c_str()) < 0;
  });  // GP2 before GP10
  print(table(rows, "  "));
  print_parts(description);
  print_quantities(machine.world);
  print_firmware(description);
  print_not_modelled(description, board.chip());
  return 0;
}

}  // namespace

void add_boards(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("boards", "List the boards, or tell what one has and lacks");
  app->footer("Examples:\n  vivarium boards\n  vivarium boards microbit\n");
  const auto board = std::make_shared<std::string>();
  app->add_option("BOARD", *board, "Tell of this board: pins, parts, quantities, firmware known, what is not modelled")
      ->type_name("");
  app->callback([board, &todo] { todo = [board] { return board->empty() ? list() : show(*board); }; });
}

}  // namespace cli
