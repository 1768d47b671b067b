// `vivarium parts`: which parts there are, and what one of them has.
#include <fmt/format.h>

#include <algorithm>

#include "boards/chips.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/near_names.hpp"
#include "peripherals/parts/part.hpp"

namespace cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

int list() {
  Rows rows;
  for (const auto& type : parts::PartCatalogue::all())
    rows.push_back({std::string{type.type}, std::string{type.summary}});
  fmt::print("{}", table(rows));
  return ok;
}

void section(const char* heading, const Rows& rows) {
  if (!rows.empty()) fmt::print("\n{}\n{}", heading, table(rows, "  "));
}

int show(const std::string& name) {
  const auto* type = parts::PartCatalogue::find(name);
  if (!type) {
    std::vector<std::string> types;
    for (const auto& known : parts::PartCatalogue::all()) types.emplace_back(known.type);
    throw Failure(bad_input, fmt::format("there is no part \"{}\"{}", name, emulator::did_you_mean(name, types)));
  }
  emulator::Machine machine{1};
  const auto chips = boards::built_in_chips();
  const auto chip = chips.back().make({machine, "chip", {}, {}, 3.3, {}});  // some parts look at their board's
  const parts::Part::Setup setup{.machine = machine, .name = name, .chip = chip.get(), .own_quantities = true};
  fmt::print("{}: {}\n", name, type->summary);
  std::unique_ptr<parts::Part> part;
  std::string needs;
  try {
    part = type->make(setup);
  } catch (const parts::PartError& error) { needs = error.what(); }
  Rows rows;
  if (part)
    for (const auto& terminal : part->terminal_names()) rows.push_back({terminal});
  section("Terminals", rows);
  rows.clear();
  for (const auto& asked : setup.attributes.asked())
    rows.push_back({asked.name, asked.kind + (asked.range.empty() ? "" : ", " + asked.range),
                    asked.otherwise.empty() ? "" : "if not given: " + asked.otherwise});
  section("Attributes", rows);
  if (!part) {
    fmt::print("\nIt needs to be told more before it can be built: {}\n", needs);
    return ok;
  }
  rows.clear();
  for (const auto* q : part->quantities())
    rows.push_back({q->name(), fmt::format("{:g} ... {:g} {}", q->range().low, q->range().high, q->unit()),
                    fmt::format("at the start {:g}", q->initial())});
  section("Quantities", rows);
  rows.clear();
  for (const auto& reading : part->readings()) rows.push_back({reading.name, reading.unit});
  if (part->text()) rows.push_back({"text"});
  section("Shows", rows);
  if (const auto picture = part->picture()) fmt::print("\nPicture: {} x {} points\n", picture->width, picture->height);
  if (part->console()) fmt::print("\nIt has a console.\n");
  return ok;
}

}  // namespace

void add_parts(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("parts", "List the parts that circuits can have; show one");
  explain(
      *app,
      "Without a name: every type of part. With one: its terminals, attributes, quantities of the world, and what it\n"
      "shows, as circuit and scenario files name them.");
  app->footer("Examples:\n  vivarium parts\n  vivarium parts led\n");
  const auto name = std::make_shared<std::string>();
  app->add_option("PART", *name, "A type of part")->type_name("");
  app->callback([name, &todo] { todo = [name] { return name->empty() ? list() : show(*name); }; });
}

}  // namespace cli
