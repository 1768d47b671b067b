#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "boards/assembly.hpp"
#include "boards/bus_read.hpp"
#include "boards/circuit.hpp"
#include "boards/json_lines.hpp"
#include "boards/part_check.hpp"
#include "boards/read.hpp"
#include "emulator/near_names.hpp"

namespace boards {

namespace {

using Names = std::vector<std::string>;

std::string in_folder_of(const std::string& source, const std::string& path) {
  const auto slash = source.find_last_of('/');
  return path.starts_with('/') || slash == source.npos ? path : source.substr(0, slash + 1) + path;
}

class CircuitReader {
 public:
  CircuitReader(const std::string& source, Library library,
                const std::function<std::string(const std::string&)>& read_file, const Chips& chips, Mistakes& mistakes)
      : library_(std::move(library)), read_file_(read_file), chips_(chips), mistakes_(mistakes) {
    circuit_.source = source;
  }

  CircuitDescription read(const Json& json) {
    ObjectReader file{json, "", mistakes_};
    file.text("$schema");
    circuit_.title = file.text("title");
    if (const Json* boards = file.value("boards"))
      read_boards(*boards);
    else
      file.mistake("boards", "is missing: a circuit has one board at least");
    file.each_object("parts", [&](const std::string& name, ObjectReader& o) { read_part_of_circuit(name, o); });
    join_parts();
    if (const Json* wires = file.value("wires")) read_wires(*wires);
    if (const Json* nets = file.value("nets")) read_nets(*nets);
    for (const auto& [name, pin] : file.text_map("pins"))
      if (const auto found = need_pin(join_path("pins", name), pin)) circuit_.pins[name] = *found;
    file.each_object("buses", [&](const std::string& name, ObjectReader& o) { read_bus_of_circuit(name, o); });
    if (const Json* layout = file.value("layout")) drawing_["places"] = *layout;
    if (!drawing_.empty()) circuit_.layout = drawing_.dump();
    file.reject_rest();
    return std::move(circuit_);
  }

 private:
  void read_boards(const Json& boards) {
    if (!boards.is_object() || boards.empty())
      return mistakes_.add("boards", "must be an object with one board at least: {\"pico\": \"pico\"}");
    for (const auto& [name, value] : boards.items()) {
      const std::string path = join_path("boards", name);
      if (!usable_name(path, name)) continue;
      if (value.is_string())
        add_board(name, value.get<std::string>(), Json::object(), path);
      else if (value.is_object() && value.contains("type") && value["type"].is_string())
        add_board(name, value["type"].get<std::string>(), value, join_path(path, "type"));
      else
        mistakes_.add(path, "must be a board's name, or an object with its \"type\" and what is changed");
    }
  }

  // Everything besides the type changes the board's description, as "extends" does.
  void add_board(const std::string& name, std::string type, Json changes, const std::string& path) {
    try {
      if (type.ends_with(".json")) {
        const std::string file = in_folder_of(circuit_.source, type);
        type = library_.add(read_file_(file), file);
      }
      changes.erase("type");
      if (!changes.empty()) {
        changes["extends"] = type;
        changes["name"] = type = fmt::format("{} ({})", type, name);
        library_.add(changes.dump(), circuit_.source);
      }
      circuit_.boards.push_back({name, library_.describe(type)});
    } catch (const std::exception& error) { return mistakes_.add(path, error.what()); }
    const BoardDescription& board = circuit_.boards.back().board;
    Names& pins = pins_[name];
    for (const auto& [pin, chip_pin] : board.pins) pins.push_back(pin);
    for (const auto& [supply, volts] : board.supplies) pins.push_back(supply);
    pins.insert(pins.end(), board.nets.begin(), board.nets.end());
    const auto chip = std::ranges::find(chips_, board.chip, &ChipType::name);
    hidden_pins_[name] = chip->make({scratch_, name, board.variant, board.flash, board.supply, {}})->pin_names();
  }

  void read_part_of_circuit(const std::string& name, ObjectReader& object) {
    const std::string path = join_path("parts", name);
    PartDescription part = read_part(
        name, object, [this](const std::string& file) { return read_file_(in_folder_of(circuit_.source, file)); });
    if (!usable_name(path, name)) return;
    const std::map<std::string, std::string> wires = std::exchange(part.wires, {});
    parts::Part::Setup setup{.machine = scratch_, .name = name, .attributes = part.attributes, .own_quantities = true};
    if (const auto built = try_part(part, setup, path, mistakes_)) pins_[name] = built->terminal_names();
    circuit_.parts.push_back(std::move(part));
    for (const auto& [terminal, to] : wires)
      later_.push_back({join_path(join_path(path, "wires"), terminal), {name, terminal}, to});
  }

  void read_wires(const Json& wires) {
    if (!wires.is_array()) return mistakes_.add("wires", "must be a list of pairs: [\"pico:GP15\", \"led:anode\"]");
    for (std::size_t i = 0; i < wires.size(); ++i) {
      const std::string path = fmt::format("wires[{}]", i);
      const Json& wire = wires[i];
      const bool texts = wire.is_array() && std::ranges::all_of(wire, [](const Json& end) { return end.is_string(); });
      if (!texts || wire.size() < 2 || wire.size() > 3) {
        mistakes_.add(path,
                      "must be a list of two pins and perhaps a colour: [\"pico:GP15\", \"led:anode\", \"green\"]");
        continue;
      }
      join(path, {}, {wire[0].get<std::string>(), wire[1].get<std::string>()});
      if (wire.size() == 3 && circuit_.nets.back().pins.size() == 2)
        drawing_["colours"][circuit_.nets.back().pins.front().text()] = wire[2];
    }
  }

  void read_nets(const Json& nets) {
    if (!nets.is_object()) return mistakes_.add("nets", "must be an object: {\"sda\": [\"pico:GP4\", \"sensor:SDA\"]}");
    for (const auto& [name, pins] : nets.items()) {
      const std::string path = join_path("nets", name);
      if (!usable_name(path, name)) continue;
      const bool texts = pins.is_array() && std::ranges::all_of(pins, [](const Json& pin) { return pin.is_string(); });
      if (!texts || pins.empty())
        mistakes_.add(path, "must be a list of pins: [\"pico:GP4\", \"sensor:SDA\"]");
      else
        join(path, name, pins.get<Names>());
    }
  }

  // Its lines are pins, or names that the circuit gives to nets and pins.
  void read_bus_of_circuit(const std::string& name, ObjectReader& object) {
    if (name.empty() || name.find_first_of(":. \t") != name.npos)
      return mistakes_.add(object.path(), "a name has letters, digits, _ and -");
    const auto bus = read_bus(name, object, [this](const std::string& path, const std::string& pin) {
      if (circuit_.pins.contains(pin)) return true;
      if (std::ranges::find(circuit_.nets, pin, &CircuitNet::name) != circuit_.nets.end()) return true;
      return need_pin(path, pin).has_value();
    });
    if (bus) circuit_.buses.push_back(*bus);
  }

  void join_parts() {
    for (const auto& [path, pin, to] : std::exchange(later_, {}))
      if (need_pin(path, pin.text()))
        if (const auto other = need_pin(path, to)) circuit_.nets.push_back({{}, {pin, *other}});
  }

  void join(const std::string& path, const std::string& name, const Names& pins) {
    CircuitNet net{name, {}};
    for (std::size_t i = 0; i < pins.size(); ++i)
      if (const auto pin = need_pin(fmt::format("{}[{}]", path, i), pins[i])) {
        if (std::ranges::find(net.pins, *pin) != net.pins.end())
          mistakes_.add(path, fmt::format("{} is joined with itself", pins[i]));
        net.pins.push_back(*pin);
      }
    circuit_.nets.push_back(std::move(net));
  }

  // "pico:GP15"; "GP15" will do where there is one board.
  std::optional<CircuitPin> need_pin(const std::string& path, const std::string& text) {
    CircuitPin pin = parse_pin(text);
    if (pin.of.empty()) {
      if (circuit_.boards.size() != 1) {
        mistakes_.add(path, fmt::format("\"{}\" must say of what it is a pin: \"pico:GP15\", \"led:anode\"", text));
        return std::nullopt;
      }
      pin.of = circuit_.boards.front().name;
    }
    const auto owner = pins_.find(pin.of);
    if (owner == pins_.end()) {
      if (!names_.contains(pin.of))  // else it has been told why it cannot be built
        mistakes_.add(path, fmt::format("there is no board or part \"{}\"{}", pin.of,
                                        emulator::did_you_mean(pin.of, {names_.begin(), names_.end()})));
      return std::nullopt;
    }
    const Names& hidden = hidden_pins_[pin.of];
    if (std::ranges::find(owner->second, pin.name) == owner->second.end() &&
        std::ranges::find(hidden, pin.name) == hidden.end()) {
      const Names& offered = emulator::near_names(pin.name, hidden).empty() ? owner->second : hidden;
      mistakes_.add(path,
                    fmt::format("{} has no pin \"{}\"{}", pin.of, pin.name, emulator::did_you_mean(pin.name, offered)));
      return std::nullopt;
    }
    return pin;
  }

  bool usable_name(const std::string& path, const std::string& name) {
    if (name.empty() || name.find_first_of(":. \t") != name.npos) {
      mistakes_.add(path, "a name has letters, digits, _ and -");
      return false;
    }
    if (names_.insert(name).second) return true;
    mistakes_.add(path, fmt::format("something else is named \"{}\" already", name));
    return false;
  }

  struct Later {
    std::string path;
    CircuitPin pin;
    std::string to;
  };

  CircuitDescription circuit_;
  Library library_;
  const std::function<std::string(const std::string&)>& read_file_;
  const Chips& chips_;
  Mistakes& mistakes_;
  emulator::Machine scratch_{0};
  std::set<std::string> names_;
  std::map<std::string, Names> pins_, hidden_pins_;
  std::vector<Later> later_;
  Json drawing_;  // {"places": as the file has it, "colours": {a pin on the wire: its colour}}
};

}  // namespace

CircuitPin parse_pin(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return {{}, std::string{text}};
  return {std::string{text.substr(0, colon)}, std::string{text.substr(colon + 1)}};
}

CircuitDescription read_circuit(std::string_view text, const std::string& source, Library library,
                                const std::function<std::string(const std::string&)>& read_file, const Chips& chips) {
  const Json json = parse_json(text, source, "a circuit file");
  const JsonLines lines{text};
  Mistakes mistakes{[&](const std::string& path) { return fmt::format("{}:{}", source, lines.line(path)); }};
  CircuitDescription circuit = CircuitReader{source, std::move(library), read_file, chips, mistakes}.read(json);
  mistakes.throw_if_any();
  return circuit;
}

CircuitDescription circuit_of(BoardDescription board) {
  CircuitDescription circuit;
  circuit.title = board.title;
  circuit.source = board.source;
  std::string name = board.name;
  circuit.boards.push_back({std::move(name), std::move(board)});
  return circuit;
}

}  // namespace boards
