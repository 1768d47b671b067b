#include "boards/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace boards {

namespace {

constexpr emulator::u32 most_board_id = 0xffff;

void read_file(PartDescription& part, const std::string& key, const std::string& path, ObjectReader& object,
               const FileReader& files) {
  if (!files) return object.mistake(key, "can be a file's content in a circuit file only");
  try {
    part.attributes.set(key, files(path));
  } catch (const std::exception& error) { object.mistake(key, error.what()); }
}

void read_attribute(PartDescription& part, const std::string& key, const Json& value, ObjectReader& object,
                    const FileReader& files) {
  if (value.is_object() && value.size() == 1 && value.contains("file") && value["file"].is_string())
    return read_file(part, key, value["file"].get<std::string>(), object, files);
  if (value.is_boolean()) return part.attributes.set(key, value.get<bool>());
  if (value.is_number()) return part.attributes.set(key, value.get<double>());
  if (value.is_string()) return part.attributes.set(key, value.get<std::string>());
  if (value.is_array()) return part.attributes.set(key, object.texts(key));
  object.mistake(key, "must be true or false, a number, a text, a list of texts, or a file: {\"file\": \"card.img\"}");
}

FirmwareEntry read_firmware(ObjectReader& object) {
  FirmwareEntry entry;
  entry.name = object.text("name", true);
  entry.version = object.text("version", true);
  entry.url = object.text("url");
  entry.sha256 = object.text("sha256");
  entry.file = object.text("file");
  entry.debian_package = object.text("debian_package");
  entry.debian_path = object.text("debian_path");
  entry.note = object.text("note");
  object.reject_rest();
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!entry.sha256.empty() && (entry.sha256.size() != 64 || !std::ranges::all_of(entry.sha256, is_hex)))
    object.mistake("sha256", "must be 64 hexadecimal digits in lower case");
  if (entry.debian_package.empty() != entry.debian_path.empty())
    object.mistake("debian_package", "and debian_path are needed together");
  return entry;
}

emulator::Supplies::Ability read_ability(ObjectReader& object) {
  emulator::Supplies::Ability ability;
  ability.most_milliamps = object.number("most_milliamps", ability.most_milliamps, 1, 1e6);
  ability.by = object.text("by");
  ability.own_milliamps = object.number("own_milliamps", 0, 0, 1e6);
  ability.from = object.text("from");
  ability.efficiency = object.number("efficiency", 1, 0.01, 10);
  object.reject_rest();
  return ability;
}

emulator::LoadOptions read_image_options(ObjectReader& object) {
  emulator::LoadOptions options;
  if (object.has("base")) options.base = object.word("base");
  options.families = object.words("families");
  if (object.has("board")) {
    const emulator::u32 board = object.word("board");
    if (board > most_board_id) object.mistake("board", "must be a number of 16 bits");
    options.board = static_cast<emulator::u16>(board);
  }
  object.reject_rest();
  return options;
}

MainScript read_main_script(ObjectReader& object) {
  MainScript script;
  script.method = object.text("method", true);
  const bool file = script.method == "usb" || script.method == "repl";
  if (!script.method.empty() && script.method != "microbit-append" && !file)
    object.mistake("method", fmt::format("\"{}\" is not known; there are \"microbit-append\", \"usb\" and \"repl\"",
                                         script.method));
  if (!file) {
    script.address = object.word("address");
    script.size = object.word("size");
  }
  object.reject_rest();
  return script;
}

}  // namespace

PartDescription read_part(const std::string& name, ObjectReader& object, const FileReader& files) {
  PartDescription part;
  part.name = name;
  part.type = object.text("type", true);
  part.wires = object.text_map("wires");
  for (const auto& [key, value] : object.rest()) read_attribute(part, key, *value, object, files);
  return part;
}

BoardDescription read_description(const Json& json, Mistakes& mistakes) {
  ObjectReader file{json, "", mistakes};
  BoardDescription board;
  board.name = file.text("name", true);
  board.title = file.text("title", true);
  board.summary = file.text("summary");
  board.chip = file.text("chip", true);
  board.variant = file.text("variant");
  board.flash = file.text("flash");
  board.supply = file.number("supply", board.supply, 0.5, 60);
  board.pins = file.text_map("pins");
  board.supplies = file.number_map("supplies");
  file.each_object("currents", [&](const std::string& name, ObjectReader& o) {
    board.currents[name] = read_ability(o);
    if (!board.supplies.contains(name)) file.mistake("currents", fmt::format("there is no supply \"{}\"", name));
    if (const std::string& from = board.currents[name].from;
        !from.empty() && (from == name || !board.supplies.contains(from)))
      o.mistake("from", fmt::format("\"{}\" is no other supply of the board", from));
  });
  board.nets = file.texts("nets");
  board.wires = file.text_map("wires");
  file.each_object("parts",
                   [&](const std::string& name, ObjectReader& o) { board.parts.push_back(read_part(name, o)); });
  board.reset = file.text("reset");
  board.consoles = file.texts("consoles");
  board.display = file.text("display");
  file.each_in_list("firmware", [&](ObjectReader& o) { board.firmware.push_back(read_firmware(o)); });
  if (auto image = file.object("image")) board.image = read_image_options(*image);
  if (auto script = file.object("main_script")) board.main_script = read_main_script(*script);
  board.not_modelled = file.texts("not_modelled");
  file.reject_rest();
  return board;
}

}  // namespace boards
