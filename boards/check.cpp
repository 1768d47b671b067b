#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "boards/part_check.hpp"
#include "boards/read.hpp"
#include "emulator/machine.hpp"
#include "emulator/near_names.hpp"
#include "peripherals/parts/part.hpp"

namespace boards {

namespace {

using Names = std::vector<std::string>;

bool contains(const Names& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

class Checker {
 public:
  Checker(const BoardDescription& board, Mistakes& mistakes) : board_(board), mistakes_(mistakes) {}

  void check(const Chips& chips) {
    if (!check_chip(chips)) return;  // nothing that follows would make sense
    check_pins();
    for (const auto& [from, to] : board_.wires) check_wire(from, to);
    for (const PartDescription& part : board_.parts) check_part(part);
    if (!board_.reset.empty()) need_net("reset", board_.reset);
    for (std::size_t i = 0; i < board_.consoles.size(); ++i)
      if (const auto* part = need_part(fmt::format("consoles[{}]", i), board_.consoles[i]); part && !part->has_console)
        mistakes_.add(fmt::format("consoles[{}]", i), fmt::format("the part {} has no console", board_.consoles[i]));
    if (board_.display.empty()) return;
    if (const auto* part = need_part("display", board_.display); part && !part->has_picture)
      mistakes_.add("display", fmt::format("the part {} has no picture", board_.display));
  }

 private:
  struct Built {
    bool has_console, has_picture;
  };

  bool check_chip(const Chips& chips) {
    Names names;
    for (const ChipType& type : chips) names.push_back(type.name);
    const auto type = std::ranges::find(chips, board_.chip, &ChipType::name);
    if (type == chips.end()) {
      if (!board_.chip.empty())
        mistakes_.add(
            "chip", fmt::format("there is no chip \"{}\"{}", board_.chip, emulator::did_you_mean(board_.chip, names)));
      return false;
    }
    if (!board_.variant.empty() && !contains(type->variants, board_.variant)) {
      mistakes_.add("variant", fmt::format("{} has no variant \"{}\"{}", board_.chip, board_.variant,
                                           emulator::did_you_mean(board_.variant, type->variants)));
      return false;
    }
    if (!board_.flash.empty() && !contains(type->flashes, board_.flash)) {
      mistakes_.add("flash", fmt::format("{} does not run from a \"{}\"{}", board_.chip, board_.flash,
                                         emulator::did_you_mean(board_.flash, type->flashes)));
      return false;
    }
    chip_ = type->make({scratch_, "chip", board_.variant, board_.flash, board_.supply, {}});
    chip_pins_ = chip_->pin_names();
    nets_ = board_.nets;
    for (const auto& [name, volts] : board_.supplies) nets_.push_back(name);
    for (const auto& [name, pin] : board_.pins) nets_.push_back(name);
    return true;
  }

  void check_pins() {
    for (const auto& [name, pin] : board_.pins)
      if (!contains(chip_pins_, pin))
        mistakes_.add(join_path("pins", name),
                      fmt::format("{} has no pin \"{}\"{}", board_.chip, pin, emulator::did_you_mean(pin, chip_pins_)));
    for (const std::string& net : board_.nets)
      if (std::ranges::count(nets_, net) > 1)
        mistakes_.add("nets", fmt::format("{} is a pin or a supply as well", net));
    for (const auto& [name, volts] : board_.supplies)
      if (board_.pins.contains(name)) mistakes_.add(join_path("supplies", name), "is a pin as well");
  }

  void check_wire(const std::string& from, const std::string& to) {
    const std::string path = join_path("wires", from);
    need_net(path, to);
    need_net(path, from);
    if ((contains(nets_, from) && !board_.pins.contains(from)) || from == to)
      mistakes_.add(path, fmt::format("a wire goes from a pin to something else; {} is {}", from,
                                      from == to ? "the same" : "no pin"));
  }

  void check_part(const PartDescription& part) {
    const std::string path = join_path("parts", part.name);
    if (part.type.empty()) return;
    parts::Part::Setup setup{scratch_, part.name, {}, part.attributes, {}, board_.supply, chip_.get()};
    for (const auto& [terminal, net] : part.wires) setup.wired.push_back(terminal);
    const auto built = try_part(part, setup, path, mistakes_);
    for (const auto& [terminal, net] : part.wires) {
      const std::string wire = join_path(join_path(path, "wires"), terminal);
      if (built) need_terminal(*built, part.type, terminal, wire, mistakes_);
      need_net(wire, net);
    }
    if (built) built_[part.name] = {built->console() != nullptr, built->picture().has_value()};
  }

  void need_net(const std::string& path, const std::string& name) {
    if (contains(nets_, name) || contains(chip_pins_, name)) return;
    Names all = nets_;
    all.insert(all.end(), chip_pins_.begin(), chip_pins_.end());
    const Names& offered = emulator::near_names(name, all).empty() ? nets_ : all;
    mistakes_.add(path, fmt::format("there is no pin or net \"{}\"{}", name, emulator::did_you_mean(name, offered)));
  }

  const Built* need_part(const std::string& path, const std::string& name) {
    if (const auto it = built_.find(name); it != built_.end()) return &it->second;
    Names names;
    for (const PartDescription& part : board_.parts) names.push_back(part.name);
    if (!contains(names, name))
      mistakes_.add(path, fmt::format("there is no part \"{}\"{}", name, emulator::did_you_mean(name, names)));
    return nullptr;
  }

  const BoardDescription& board_;
  Mistakes& mistakes_;
  emulator::Machine scratch_{0};
  std::unique_ptr<emulator::Chip> chip_;
  Names chip_pins_, nets_;
  std::map<std::string, Built> built_;
};

}  // namespace

void check_description(const BoardDescription& board, const Chips& chips, Mistakes& mistakes) {
  Checker{board, mistakes}.check(chips);
}

}  // namespace boards
