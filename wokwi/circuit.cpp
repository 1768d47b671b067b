#include "wokwi/circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "emulator/near_names.hpp"
#include "wokwi/breadboard.hpp"

namespace wokwi {

namespace {

using boards::Json;

constexpr std::string_view monitor_id = "$serialMonitor";

bool is_supply(const DiagramPart& part) { return part.type == "wokwi-gnd" || part.type == "wokwi-vcc"; }

const Ignored* find_ignored(std::string_view wokwi) {
  const auto it = std::ranges::find(ignored_types(), wokwi, &Ignored::wokwi);
  return it == ignored_types().end() ? nullptr : &*it;
}
class Maker {
 public:
  Maker(DiagramFile& file, const Shelves& shelves, const CircuitOptions& options)
      : file_(file), diagram_(file.diagram()), shelves_(shelves), options_(options) {
    made_.diagram = &diagram_;
  }

  Circuit make() {
    sort_out();
    if (made_.board.empty()) {
      if (made_.lacking.empty()) file_.mistakes().add("parts", "there is no board among them");
      tell_lacking();
      return std::move(made_);
    }
    join_nets();
    for (const DiagramPart& part : diagram_.parts)
      if (const auto it = kinds_.find(part.id); it != kinds_.end()) make_part(part, *it->second);
    tell_lacking();
    wire();
    write();
    return std::move(made_);
  }

 private:
  // ---- what each part is
  void sort_out() {
    for (const DiagramPart& part : diagram_.parts) {
      if (const BoardType* board = find_board_type(part.type)) {
        std::string type{board->ours};
        if (!shelves_.has_board(type)) {
          lack(part);
          type = board->nearest;
          has_stand_in_ |= !type.empty();
          if (!options_.leave_out || type.empty()) continue;
          lacking_.erase(part.id);
          made_.lacking.back() = fmt::format("{} (line {}; a {} in its place)", part.type, part.line, type);
          remark(part.line, fmt::format("{}: a {} stands for it, without {}", part.id, type, board->without));
        }
        const std::string name = unique(part.id);
        if (made_.board.empty()) made_.board = name, first_board_ = board;
        made_.boards[part.id] = name;
        boards_json_[name] = type;
        made_.lines.try_emplace("boards", part.line);
      } else if (const Ignored* ignored = find_ignored(part.type)) {
        ignored_.insert(part.id);
        if (!ignored->reason.empty()) remark(part.line, fmt::format("{}: {}", part.id, ignored->reason));
      } else if (is_breadboard(part.type) || is_supply(part)) {
        continue;
      } else if (const PartType* type = find_part_type(part.type); type) {
        kinds_[part.id] = type;
      } else {
        lack(part);
      }
    }
  }

  void lack(const DiagramPart& part) {
    made_.lacking.push_back(fmt::format("{} (line {})", part.type, part.line));
    lacking_.insert(part.id);
  }

  void tell_lacking() {
    if (made_.lacking.empty()) return;
    const std::string list = fmt::format("{}", fmt::join(made_.lacking, ", "));
    if (options_.leave_out && !made_.board.empty())
      made_.remarks.push_back(fmt::format("{}: not had here yet, and left out: {}", diagram_.source, list));
    else
      file_.mistakes().add("parts",
                           fmt::format("not had here yet: {}{}", list,
                                       made_.board.empty() && !has_stand_in_ ? "" : "; --leave-out goes on without"));
  }

  void remark(unsigned line, const std::string& sentence) {
    made_.remarks.push_back(fmt::format("{}:{}: {}", diagram_.source, line, sentence));
  }

  std::string unique(std::string name) {
    std::ranges::replace_if(
        name, [](char c) { return c == ':' || c == '.' || c == ' ' || c == '\t'; }, '_');
    while (!names_.insert(name).second) name += "_";
    return name;
  }

  // ---- nets
  void join_nets() {
    for (const Connection& wire : diagram_.connections) {
      const bool from = known(wire, wire.from), to = known(wire, wire.to);
      if (from && to) made_.nets.join(wire.from, wire.to);
    }
    for (const auto& [id, type] : kinds_)
      for (const Pin& pin : type->pins)
        for (const Pin& other : type->pins)
          if (&pin < &other && one_inside(pin, other))
            made_.nets.join({id, std::string{pin.wokwi}}, {id, std::string{other.wokwi}});
  }

  // GND and GND.2 of a module; the two legs of one contact of a button.
  static bool one_inside(const Pin& a, const Pin& b) {
    if (!a.ours.empty() || !b.ours.empty()) return a.ours == b.ours;
    return a.wokwi.substr(0, a.wokwi.find('.')) == b.wokwi.substr(0, b.wokwi.find('.'));
  }

  // Whether the end of a wire is one that means something here; joins it with its strip if it is a hole.
  bool known(const Connection& wire, const PinName& end) {
    if (end.part == monitor_id) return true;
    const DiagramPart* part = diagram_.find(end.part);
    if (!part) {
      std::vector<std::string> ids;
      for (const DiagramPart& each : diagram_.parts) ids.push_back(each.id);
      file_.mistakes().add(wire.path,
                           fmt::format("there is no part \"{}\"{}", end.part, emulator::did_you_mean(end.part, ids)));
      return false;
    }
    if (ignored_.contains(end.part) || lacking_.contains(end.part)) return false;
    if (is_breadboard(part->type)) {
      const auto strip = strip_of(end.pin);
      if (strip)
        made_.nets.join(end, {end.part, *strip});
      else
        file_.mistakes().add(wire.path,
                             fmt::format("{} has no hole \"{}\"; they are like 12t.c and tp.5", end.part, end.pin));
      return strip.has_value();
    }
    if (made_.boards.contains(end.part) || is_supply(*part)) return true;  // checked by the circuit's reader
    return has_pin(wire, *part, end.pin);
  }

  bool has_pin(const Connection& wire, const DiagramPart& part, const std::string& pin) {
    // Some parts' pins depend on their attributes: ask a part made on trial.
    const Translation made = translate(*kinds_.at(part.id), surroundings(part), part.id);
    if (made.pins.contains(pin)) return true;
    std::vector<std::string> pins;
    for (const auto& [name, ours] : made.pins) pins.push_back(name);
    file_.mistakes().add(wire.path,
                         fmt::format("{} has no pin \"{}\"{}", part.id, pin, emulator::did_you_mean(pin, pins)));
    return false;
  }

  // ---- parts
  std::optional<std::string> rail(const PinName& pin) const {  // as the first board names it: "3V3", "VBUS", "GND"
    const DiagramPart* part = diagram_.find(pin.part);
    if (!part) return std::nullopt;
    if (part->type == "wokwi-gnd") return "GND";
    if (part->type == "wokwi-vcc")
      return parse_number(part->attribute("voltage", "5")).value_or(5) < 4 ? std::string{first_board_->supply}
                                                                           : std::string{first_board_->five_volts};
    if (!made_.boards.contains(pin.part)) return std::nullopt;
    const BoardType& board = *find_board_type(part->type);
    const std::string name = board_pin(board, pin.pin);
    if (name == "GND") return name;
    if (name == board.supply) return std::string{first_board_->supply};
    if (name == board.five_volts) return std::string{first_board_->five_volts};
    return std::nullopt;
  }

  Surroundings surroundings(const DiagramPart& part) const {
    return {part,
            made_.nets,
            [this, &part](const std::string& pin) -> std::optional<double> {
              for (const PinName& other : made_.nets.with({part.id, pin}))
                if (const auto found = rail(other))
                  return *found == "GND" ? 0 : *found == first_board_->supply ? 3.3 : 5;
              return std::nullopt;
            },
            [this, &part](const std::string& pin) {
              return made_.nets.with({part.id, pin}).size() > 1;
            },
            fmt::format("{}:{}", made_.board, first_board_->supply),
            made_.board + ":GND"};
  }

  void make_part(const DiagramPart& part, const PartType& type) {
    Translation made = translate(type, surroundings(part), unique(part.id));
    const bool had = std::ranges::all_of(made.parts, [&](const Translation::Made& each) {
      return shelves_.has_part(each.json["type"].get<std::string>());
    });
    if (!had) return lack(part);
    for (const auto& [path, sentence] : made.mistakes) file_.mistakes().add(part.path + "." + path, sentence);
    for (const std::string& sentence : made.remarks) remark(part.line, fmt::format("{}: {}", part.id, sentence));
    for (const auto& [name, json] : made.parts) {
      parts_json_[name] = json;
      made_.lines["parts." + name] = part.line;
    }
    for (const auto& [from, to] : made.wires)
      if (!from.empty() && !to.empty()) add_wire(from, to, "", part.line);
    made_.parts[part.id] = std::move(made);
  }

  // ---- wires
  // Ours, of an end: empty if it is none of our pins.
  std::string ours(const PinName& pin) const {
    if (const auto it = made_.parts.find(pin.part); it != made_.parts.end()) {
      const auto name = it->second.pins.find(pin.pin);
      return name == it->second.pins.end() ? "" : name->second;
    }
    if (const auto found = rail(pin); found && !made_.boards.contains(pin.part)) return made_.board + ":" + *found;
    const auto board = made_.boards.find(pin.part);
    if (board == made_.boards.end()) return {};
    const std::string name = board_pin(*find_board_type(diagram_.find(pin.part)->type), pin.pin);
    return name.empty() ? "" : board->second + ":" + name;
  }

  void wire() {
    std::map<PinName, unsigned> first;  // where an end is first named
    for (const Connection& wire : diagram_.connections) {
      for (const PinName& end : {wire.from, wire.to}) first.try_emplace(end, wire.line);
      const std::string from = ours(wire.from), to = ours(wire.to);
      if (!from.empty() && !to.empty()) add_wire(from, to, wire.color, wire.line);
    }
    // What meets in a breadboard's strip, or at a pin that is none of ours, is joined with one of them.
    for (const Connection& wire : diagram_.connections)
      for (const PinName& end : {wire.from, wire.to}) join_through(end, first);
  }

  void join_through(const PinName& end, const std::map<PinName, unsigned>& first) {
    if (const std::string pin = ours(end); !pin.empty()) {
      std::string center;
      for (const PinName& other : made_.nets.with(end))
        if (const std::string name = ours(other);
            !name.empty() && (center.empty() || (on_board(name) && !on_board(center))))
          center = name;
      add_wire(center, pin, "", first.at(end));
    }
  }
  bool on_board(const std::string& pin) const {
    return std::ranges::any_of(made_.boards, [&](const auto& b) { return pin.starts_with(b.second + ":"); });
  }

  void add_wire(const std::string& from, const std::string& to, const std::string& color, unsigned line) {
    const PinName a{from, ""}, b{to, ""};
    if (from == to || joined_.joined(a, b)) return;
    joined_.join(a, b);
    Json wire{from, to};
    if (!color.empty()) wire.push_back(color);
    wires_.emplace_back(line, std::move(wire));
  }

  // ---- the file
  void write() {
    if (options_.monitor) add_monitor();
    made_.json["boards"] = boards_json_;
    if (!parts_json_.empty()) made_.json["parts"] = parts_json_;
    std::ranges::stable_sort(wires_, {}, &std::pair<unsigned, Json>::first);
    if (wires_.empty()) return;
    Json& wires = made_.json["wires"] = Json::array();
    for (auto& [line, wire] : wires_) {
      made_.lines[fmt::format("wires[{}]", wires.size())] = line;
      wires.push_back(std::move(wire));
    }
  }

  // Wokwi's serial monitor where it is wired to pins: an adapter at the board, whose console comes first.
  void add_monitor() {
    Json wires = Json::object();
    for (const char* pin : {"RX", "TX"})
      for (const PinName& other : made_.nets.with({std::string{monitor_id}, pin}))
        if (const auto name = ours(other); name.starts_with(made_.board + ":"))
          wires[pin] = name.substr(made_.board.size() + 1);
    if (wires.empty()) return;
    boards_json_[made_.board] = {{"type", boards_json_[made_.board]},
                                 {"parts", {{"monitor", {{"type", "usb_serial"}, {"wires", wires}}}}},
                                 {"consoles", {"monitor"}}};
  }

  DiagramFile& file_;
  const Diagram& diagram_;
  const Shelves& shelves_;
  const CircuitOptions& options_;
  Circuit made_;
  Json boards_json_ = Json::object(), parts_json_ = Json::object();
  std::vector<std::pair<unsigned, Json>> wires_;
  Nets joined_;  // of our pins
  std::map<std::string, const PartType*> kinds_;
  std::set<std::string> names_, ignored_, lacking_;
  const BoardType* first_board_ = nullptr;
  bool has_stand_in_ = false;  // for a board that is lacking
};

}  // namespace

Circuit make_circuit(DiagramFile& file, const Shelves& shelves, const CircuitOptions& options) {
  return Maker{file, shelves, options}.make();
}

}  // namespace wokwi
