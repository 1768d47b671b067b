#include "wokwi/steps.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <regex>

#include "boards/description.hpp"
#include "emulator/near_names.hpp"

namespace wokwi {

namespace {

using boards::Json;
using Names = std::vector<std::string>;

unsigned line_of(const YAML::Node& node) { return static_cast<unsigned>(std::max(node.Mark().line, 0)) + 1; }

class Reader {
 public:
  Reader(const std::string& source, const Circuit& circuit) : source_(source), circuit_(circuit) {}

  ScenarioText read(const YAML::Node& file) {
    if (!file.IsMap()) fail(1, "a scenario", "must have a name and steps");
    if (file["name"] && file["name"].IsScalar()) text_.name = file["name"].Scalar();
    if (file["version"] && file["version"].as<std::string>("") != "1")
      fail(line_of(file["version"]), "version", "must be 1");
    const YAML::Node steps = file["steps"];
    if (!steps || !steps.IsSequence()) {
      fail(1, "steps", "is missing: a list of what is done and expected");
    } else {
      for (std::size_t i = 0; i < steps.size(); ++i) read_step(steps[i], fmt::format("steps[{}]", i));
    }
    if (!mistakes_.empty()) throw boards::BoardError(fmt::format("{}", fmt::join(mistakes_, "\n")));
    return std::move(text_);
  }

 private:
  struct Command {
    std::string_view key;
    void (Reader::*read)(const YAML::Node&);
  };
  static const std::array<Command, 13> commands;

  void fail(unsigned line, const std::string& path, const std::string& sentence) {
    mistakes_.push_back(fmt::format("{}:{}: {}: {}", source_, line, path, sentence));
  }
  void mistake(const YAML::Node& at, const std::string& sentence) { fail(line_of(at), place_, sentence); }

  void read_step(const YAML::Node& step, const std::string& path) {
    place_ = path;
    line_ = line_of(step);
    if (!step.IsMap()) return fail(line_, path, "must be a mapping with one command");
    const Command* chosen = nullptr;
    note_.clear();
    Names keys{"name"};
    for (const Command& command : commands) keys.emplace_back(command.key);
    for (const auto& entry : step) {
      const std::string key = entry.first.as<std::string>("");
      const auto command = std::ranges::find(commands, key, &Command::key);
      if (key == "name")
        note_ = entry.second.as<std::string>("");
      else if (command == commands.end())
        return fail(line_of(entry.first), path,
                    fmt::format("there is no \"{}\"{}", key, emulator::did_you_mean(key, keys)));
      else if (chosen)
        return fail(line_of(entry.first), path,
                    fmt::format("{} and {} are two commands; Wokwi would do one of them only", chosen->key, key));
      else
        chosen = &*command;
    }
    if (!chosen) return fail(line_, path, "is an empty step");
    place_ = fmt::format("{}.{}", path, chosen->key);
    (this->*chosen->read)(step[std::string{chosen->key}]);
  }

  void add(Json step) {
    if (!note_.empty()) step["note"] = note_;
    text_.lines[fmt::format("steps[{}]", text_.steps.size())] = line_;
    text_.steps.push_back(std::move(step));
  }

  void delay(const YAML::Node& node) {
    static const std::regex form{R"((\d+(\.\d*)?)\s*(ns|us|ms|s)|0(\.?0*))", std::regex::icase};
    std::smatch match;
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    if (!std::regex_match(text, match, form))
      return mistake(node, fmt::format("must be a time with its unit, like 200ms, not \"{}\"", text));
    std::string unit = match[3].matched ? match[3].str() : "s";
    std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::tolower(c); });
    const double number = match[1].matched ? std::stod(match[1].str()) : 0;
    text_.seconds += number * (unit == "s" ? 1 : unit == "ms" ? 1e-3 : unit == "us" ? 1e-6 : 1e-9);
    add({{"wait", fmt::format("{} {}", number, unit)}});
  }

  void wait_serial(const YAML::Node& node) {
    if (!node.IsScalar() || node.Scalar().empty()) return mistake(node, "must be the text that is waited for");
    add({{"wait_for", {{"serial", node.Scalar()}}}});
  }

  void write_serial(const YAML::Node& node) {
    if (node.IsScalar()) return add({{"write", node.Scalar()}});
    Json bytes = Json::array();
    if (node.IsSequence())
      for (const YAML::Node& byte : node) {
        const int value = byte.as<int>(-1);
        if (value < 0 || value > 255) return mistake(byte, "must be a number from 0 to 255");
        bytes.push_back(value);
      }
    if (bytes.empty()) return mistake(node, "must be a text or a list of bytes");
    add({{"write", bytes}});
  }

  // The keys that a command may have, in a mapping; false and a mistake if there are others or one is missing.
  bool fields(const YAML::Node& node, const Names& needed, const Names& others) {
    if (!node.IsMap()) {
      mistake(node, "must be a mapping");
      return false;
    }
    Names all = needed;
    all.insert(all.end(), others.begin(), others.end());
    for (const auto& entry : node) {
      const std::string key = entry.first.as<std::string>("");
      if (std::ranges::find(all, key) != all.end()) continue;
      mistake(entry.first, fmt::format("there is no \"{}\"{}", key,
                                       key == "expected" ? "; write value" : emulator::did_you_mean(key, all)));
      return false;
    }
    for (const std::string& key : needed)
      if (!node[key] || !node[key].IsScalar()) {
        mistake(node, fmt::format("{} is missing", key));
        return false;
      }
    return true;
  }

  // "name", or as it was called before.
  std::optional<std::string> named(const YAML::Node& node, const char* before) {
    for (const char* key : {"name", before})
      if (node[key] && node[key].IsScalar()) return node[key].Scalar();
    mistake(node, fmt::format("{} is missing", before));
    return std::nullopt;
  }

  bool has_part(const YAML::Node& node, const std::string& id) {
    if (circuit_.diagram->find(id)) return true;
    Names ids;
    for (const DiagramPart& part : circuit_.diagram->parts) ids.push_back(part.id);
    mistake(node["part-id"], fmt::format("there is no part \"{}\"{}", id, emulator::did_you_mean(id, ids)));
    return false;
  }

  std::optional<std::string> net_of(const YAML::Node& node) {
    const auto pin = named(node, "pin");
    const std::string id = node["part-id"].Scalar();
    if (!pin || !has_part(node, id)) return std::nullopt;
    const auto net = circuit_.level_of({id, *pin});
    if (!net) mistake(node, fmt::format("{} has no pin \"{}\" here", id, *pin));
    return net;
  }

  std::optional<int> level_of(const YAML::Node& node) {
    const std::string value = node.Scalar();
    if (value == "0" || value == "1") return value == "1";
    mistake(node, fmt::format("must be 0 or 1, not {}", value));
    return std::nullopt;
  }

  void expect_pin(const YAML::Node& node) {
    if (!fields(node, {"part-id", "value"}, {"name", "pin"})) return;
    const auto net = net_of(node);
    const auto level = level_of(node["value"]);
    if (net && level) add({{"expect", {{"pin", *net}, {"level", *level}}}});
  }

  // wait-pin-change and wait-pin are of a variant of the CLI that Insper's courses use (github.com/insper-embarcados).
  void wait_pin_change(const YAML::Node& node) {
    if (fields(node, {"part-id"}, {"name", "pin"}))
      if (const auto net = net_of(node)) add({{"wait_for", {{"pin", *net}, {"edges", {{"above", 0}}}}}});
  }
  void wait_pin(const YAML::Node& node) {
    if (!fields(node, {"part-id", "value"}, {"name", "pin"})) return;
    const auto net = net_of(node);
    const auto level = level_of(node["value"]);
    if (net && level) add({{"wait_for", {{"pin", *net}, {"level", *level}}}});
  }

  void set_control(const YAML::Node& node) {
    if (!fields(node, {"part-id", "value"}, {"name", "control"})) return;
    const auto control = named(node, "control");
    const std::string id = node["part-id"].Scalar(), value = node["value"].Scalar();
    if (!control || !has_part(node, id)) return;
    const auto part = circuit_.parts.find(id);
    if (part == circuit_.parts.end()) return mistake(node, fmt::format("{} has no controls here", id));
    const auto knob = part->second.knobs.find(*control);
    if (knob == part->second.knobs.end()) {
      Names controls;
      for (const auto& [name, ours] : part->second.knobs) controls.push_back(name);
      return mistake(node, controls.empty() ? fmt::format("{} has no controls here", id)
                                            : fmt::format("{} has no control \"{}\"{}", id, *control,
                                                          emulator::did_you_mean(*control, controls)));
    }
    auto number = value == "true" ? 1.0 : value == "false" ? 0.0 : parse_number(value);
    if (number && *control == "pressed") number = *number != 0;
    if (!number) return mistake(node["value"], fmt::format("must be a number, not \"{}\"", value));
    add({{"set", {{knob->second.quantity, *number * knob->second.scale + knob->second.offset}}}});
  }

  void screenshot(const YAML::Node& node) {
    if (!fields(node, {"part-id"}, {"save-to", "compare-with"})) return;
    const std::string id = node["part-id"].Scalar();
    if (!has_part(node, id)) return;
    if (node["compare-with"]) {
      const auto part = circuit_.parts.find(id);
      if (part == circuit_.parts.end()) return mistake(node, fmt::format("{} has no picture here", id));
      text_.pictures.push_back(text_.steps.size());
      return add({{"expect", {{"picture", node["compare-with"].as<std::string>("")}, {"of", part->second.name}}}});
    }
    text_.remarks.push_back(
        fmt::format("{}:{}: {}: no picture is saved yet; the step does nothing", source_, line_of(node), place_));
  }
  void touch(const YAML::Node& node) { mistake(node, "no part here can be touched yet"); }
  void chip_output(const YAML::Node& node) { mistake(node, "custom chips are not had here"); }

  const std::string& source_;
  const Circuit& circuit_;
  ScenarioText text_;
  Names mistakes_;
  std::string place_, note_;
  unsigned line_ = 1;
};

// In the order in which Wokwi's CLI looks for them.
const std::array<Reader::Command, 13> Reader::commands{{
    {"delay", &Reader::delay},
    {"expect-chip-output", &Reader::chip_output},
    {"expect-pin", &Reader::expect_pin},
    {"set-control", &Reader::set_control},
    {"wait-serial", &Reader::wait_serial},
    {"write-serial", &Reader::write_serial},
    {"take-screenshot", &Reader::screenshot},
    {"touch", &Reader::touch},
    {"touch-press", &Reader::touch},
    {"touch-release", &Reader::touch},
    {"touch-move", &Reader::touch},
    {"wait-pin-change", &Reader::wait_pin_change},
    {"wait-pin", &Reader::wait_pin},
}};

}  // namespace

ScenarioText read_scenario(std::string_view yaml, const std::string& source, const Circuit& circuit) {
  try {
    return Reader{source, circuit}.read(YAML::Load(std::string{yaml}));
  } catch (const YAML::Exception& error) {
    throw boards::BoardError(fmt::format("{}:{}: {}", source, error.mark.line + 1, error.msg));
  }
}

bool looks_like_scenario(std::string_view yaml) {
  static constexpr std::string_view words[] = {
      "delay:", "wait-serial:", "write-serial:", "expect-pin:", "set-control:"};
  const bool steps = yaml.starts_with("steps:") || yaml.find("\nsteps:") != yaml.npos;
  return steps && std::ranges::any_of(words, [&](std::string_view word) {
           const auto at = yaml.find(word);
           return at != yaml.npos && at > 0 && (yaml[at - 1] == ' ' || yaml[at - 1] == '-');
         });
}

}  // namespace wokwi
