#include "boards/assembly.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"

namespace boards {

namespace {

using Names = std::vector<std::string>;

[[noreturn]] void unknown(std::string_view kind, std::string_view name, const Names& known) {
  throw BoardError(fmt::format("the circuit has no {} \"{}\"{}", kind, name, emulator::did_you_mean(name, known)));
}

}  // namespace

Assembly::Assembly(CircuitDescription description, emulator::Machine& machine, const Chips& chips)
    : description_(std::move(description)), machine_(machine), supplies_(machine) {
  const bool one = description_.boards.size() == 1;
  for (const auto& [name, board] : description_.boards)
    boards_.push_back(std::make_unique<Board>(board, machine_, one ? std::string{} : name + ".", chips,
                                              Board::Wiring::later, &supplies_));
  emulator::Nets& nets = machine_.circuit.nets;
  for (const PartDescription& part : description_.parts) {
    const parts::Part::Setup setup{.machine = machine_,
                                   .name = part.name,
                                   .attributes = part.attributes,
                                   .supply = description_.boards.front().board.supply,
                                   .own_quantities = true};
    auto& built = *parts_.emplace_back(parts::PartCatalogue::make(part.type, setup));
    for (const std::string& terminal : built.terminal_names())
      built.terminal(terminal)->connect(nets.net(part.name + ":" + terminal));
    machine_.add(built);
  }
  for (const CircuitNet& net : description_.nets) {
    // A net without a name of its own has a board's name for it, if a board is on it. A part's has a colon.
    const auto on_board = std::ranges::find_if(
        net.pins, [&](const CircuitPin& pin) { return find(pin)->name().find(':') == std::string::npos; });
    const CircuitPin& namer = on_board == net.pins.end() ? net.pins.front() : *on_board;
    emulator::Net* joined = net.name.empty() ? find(namer) : &nets.net(net.name);
    for (const CircuitPin& pin : net.pins) nets.join(*find(pin), *joined);
  }
  for (auto& board : boards_) board->wired();
  for (auto& part : parts_) part->feed(&supplies_);
  for (auto& part : parts_) part->wired();
  supplies_.watch();
  machine_.add(supplies_);
}

Assembly::~Assembly() = default;

Board& Assembly::board(std::string_view name) {
  if (name.empty()) return *boards_.front();
  Names known;
  for (std::size_t i = 0; i < boards_.size(); ++i) {
    known.push_back(description_.boards[i].name);
    if (known.back() == name) return *boards_[i];
  }
  unknown("board", name, known);
}

parts::Part& Assembly::part(std::string_view name) {
  Names known;
  for (const auto& part : parts_) {
    if (part->name() == name) return *part;
    known.push_back(part->name());
  }
  const CircuitPin on_board = parse_pin(name);
  for (std::size_t i = 0; i < boards_.size(); ++i)
    for (const auto& part : boards_[i]->parts()) {
      known.push_back(description_.boards[i].name + ":" + part->name());
      if (known.back() == name || (on_board.of.empty() && boards_.size() == 1 && part->name() == name)) return *part;
    }
  unknown("part", name, known);
}

emulator::Net* Assembly::find(const CircuitPin& pin) {
  for (std::size_t i = 0; i < boards_.size(); ++i)
    if (description_.boards[i].name == pin.of) return &boards_[i]->pin(pin.name);
  for (const auto& part : parts_)
    if (part->name() == pin.of)
      if (emulator::Terminal* terminal = part->terminal(pin.name)) return terminal->net();
  return nullptr;
}

emulator::Net& Assembly::net(std::string_view name) {
  if (const auto named = description_.pins.find(std::string{name}); named != description_.pins.end())
    return *find(named->second);
  CircuitPin pin = parse_pin(name);
  if (pin.of.empty()) {
    if (emulator::Net* net = machine_.circuit.nets.find(pin.name)) return *net;
    if (boards_.size() == 1) return boards_.front()->pin(pin.name);
  } else if (emulator::Net* net = find(pin))
    return *net;
  Names known;
  for (const auto& [of, board] : description_.boards)
    for (const auto& [board_pin, chip_pin] : board.pins) known.push_back(of + ":" + board_pin);
  for (const auto& part : parts_)
    for (const std::string& terminal : part->terminal_names()) known.push_back(part->name() + ":" + terminal);
  unknown("pin or net", name, known);
}

void Assembly::power_cycle(std::string_view name) {
  Board& off = board(name);
  off.chip().power_on();
  for (const auto& part : off.parts()) part->power_on();
  if (boards_.size() > 1) return;
  for (const auto& part : parts_) part->power_on();
}

emulator::Console& Assembly::console(std::string_view name) {
  const CircuitPin pin = parse_pin(name);
  if (pin.of.empty()) return board(pin.name).console();
  return board(pin.of).console(pin.name);
}

}  // namespace boards
