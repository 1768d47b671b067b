#include "boards/board.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"

namespace boards {

namespace {

constexpr double supply_ohms = 0.05;

std::unique_ptr<emulator::Chip> make_chip(const BoardDescription& board, const std::string& prefix,
                                          emulator::Machine& machine, const Chips& chips) {
  const auto type = std::ranges::find(chips, board.chip, &ChipType::name);
  if (type == chips.end()) throw BoardError(fmt::format("{}: there is no chip \"{}\"", board.name, board.chip));
  return type->make({machine, prefix + board.chip, board.variant, board.flash, board.supply, board.rom});
}

}  // namespace

Board::Board(BoardDescription description, emulator::Machine& machine, std::string prefix, const Chips& chips,
             Wiring wiring, emulator::Supplies* supplies)
    : description_(std::move(description)),
      machine_(machine),
      prefix_(std::move(prefix)),
      own_supplies_(supplies ? nullptr : std::make_unique<emulator::Supplies>(machine)),
      supply_currents_(supplies ? *supplies : *own_supplies_),
      chip_(make_chip(description_, prefix_, machine, chips)) {
  emulator::Nets& nets = machine_.circuit.nets;
  for (const std::string& name : chip_->pin_names())
    if (emulator::Terminal* pin = chip_->pin(name)) pin->connect(nets.net(prefix_ + name));
  for (const std::string& name : description_.nets) nets.net(prefix_ + name);
  add_supplies();
  for (const auto& [from, to] : description_.wires) nets.join(pin(from), pin(to));
  machine_.add(*chip_);
  for (const PartDescription& part : description_.parts) add_part(part);
  if (own_supplies_) machine_.add(*own_supplies_);
  if (wiring == Wiring::now) wired();
}

// The chip's pins take from the supply of its own voltage.
void Board::add_supplies() {
  std::string feeding;
  for (const auto& [name, volts] : description_.supplies) {
    emulator::Net& net = machine_.circuit.nets.net(prefix_ + name);
    auto& terminal = *supplies_.emplace_back(std::make_unique<emulator::Terminal>(prefix_ + name));
    terminal.rail = true;
    terminal.connect(net);
    terminal.drive(volts, supply_ohms);
    const auto known = description_.currents.find(name);
    emulator::Supplies::Ability ability =
        known == description_.currents.end() ? emulator::Supplies::Ability{} : known->second;
    if (!ability.from.empty()) ability.from = prefix_ + ability.from;
    supply_currents_.add(prefix_ + name, net, volts, std::move(ability));
    if (feeding.empty() && volts == description_.supply) feeding = prefix_ + name;
  }
  for (const std::string& name : chip_->pin_names())
    if (emulator::Terminal* pin = chip_->pin(name)) supply_currents_.feeds(feeding, prefix_ + description_.chip, *pin);
}

void Board::wired() {
  for (auto& part : parts_) part->feed(&supply_currents_);
  for (auto& part : parts_) part->wired();
  if (own_supplies_) own_supplies_->watch();
}

Board::~Board() = default;

void Board::add_part(const PartDescription& description) {
  parts::Part::Setup setup{machine_, description.name,    prefix_,    description.attributes,
                           {},       description_.supply, chip_.get()};
  for (const auto& [terminal, net] : description.wires) setup.wired.push_back(terminal);
  auto& part = *parts_.emplace_back(parts::PartCatalogue::make(description.type, setup));
  for (const auto& [name, net] : description.wires) {
    emulator::Terminal* terminal = part.terminal(name);
    if (!terminal) throw BoardError(fmt::format("{}: {} has no terminal \"{}\"", description_.name, part.name(), name));
    terminal->connect(pin(net));
  }
  machine_.add(part);
}

emulator::Console& Board::console() {
  if (description_.consoles.empty()) throw BoardError(fmt::format("{} has no console", description_.name));
  return console(description_.consoles.front());
}

emulator::Console& Board::console(std::string_view part) {
  if (emulator::Console* console = known_part(part).console()) return *console;
  throw BoardError(fmt::format("{}: the part {} has no console", description_.name, part));
}

parts::Part* Board::part(std::string_view name) {
  const auto it = std::ranges::find(parts_, name, [](const auto& p) -> const std::string& { return p->name(); });
  return it == parts_.end() ? nullptr : it->get();
}

parts::Part& Board::known_part(std::string_view name) {
  if (parts::Part* found = part(name)) return *found;
  std::vector<std::string> names;
  for (const auto& part : parts_) names.push_back(part->name());
  throw BoardError(
      fmt::format("{} has no part \"{}\"{}", description_.name, name, emulator::did_you_mean(name, names)));
}

emulator::Net& Board::pin(std::string_view name) {
  const auto named = description_.pins.find(std::string{name});
  const std::string target = named == description_.pins.end() ? std::string{name} : named->second;
  if (emulator::Terminal* terminal = chip_->pin(target); terminal && terminal->net()) return *terminal->net();
  if (emulator::Net* net = machine_.circuit.nets.find(prefix_ + target)) return *net;
  std::vector<std::string> names = description_.nets;
  for (const auto& [pin, chip_pin] : description_.pins) names.push_back(pin);
  for (const auto& [supply, volts] : description_.supplies) names.push_back(supply);
  throw BoardError(
      fmt::format("{} has no pin or net \"{}\"{}", description_.name, name, emulator::did_you_mean(name, names)));
}

std::optional<parts::Picture> Board::display() const {
  for (const auto& part : parts_)
    if (part->name() == description_.display) return part->picture();
  return std::nullopt;
}

void Board::load(const emulator::Image& image) { chip_->load(image); }

void Board::reset() { chip_->pin_reset(); }

}  // namespace boards
