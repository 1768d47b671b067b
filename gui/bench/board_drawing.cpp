#include "gui/bench/board_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "gui/bench/drawings/embedded.hpp"
#include "gui/bench/looks.hpp"

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

Point point(const Json& json) { return {json.at(0), json.at(1)}; }
Rect rect(const Json& json) { return {json.at(0), json.at(1), json.at(2), json.at(3)}; }
Colour colour(const Json& json, const char* key, Colour otherwise) {
  if (!json.contains(key)) return otherwise;
  const std::string text = json.at(key);
  return rgb(static_cast<emulator::u32>(std::stoul(text.substr(1), nullptr, 16)));
}
Side side(const std::string& name) {
  return name == "left" ? Side::left : name == "right" ? Side::right : name == "up" ? Side::up : Side::down;
}

void read_pads(BoardDrawing& drawing, const Json& row) {
  Point at = point(row.at("at"));
  const Point step = point(row.at("step"));
  for (const std::string label : row.at("labels")) {
    const auto equals = label.find('=');
    if (!label.empty())
      drawing.pads.push_back({label.substr(0, equals), equals == label.npos ? label : label.substr(equals + 1), at,
                              side(row.at("side")), row.value("size", 3.2), row.value("print", 5.2)});
    at = at + step;
  }
}

BoardDrawing read(const Json& json) {
  BoardDrawing drawing;
  drawing.width = json.at("size").at(0), drawing.height = json.at("size").at(1);
  drawing.corner = json.value("corner", 4.0);
  drawing.colour = colour(json, "colour", ink::green_board);
  drawing.ink = colour(json, "ink", ink::silk);
  for (const Json& row : json.at("pads")) read_pads(drawing, row);
  for (const Json& thing : json.value("things", Json::array()))
    drawing.things.push_back(
        {thing.at("kind"), rect(thing.at("at")), colour(thing, "colour", ink::black), thing.value("text", "")});
  for (const Json& lamp : json.value("lamps", Json::array()))
    drawing.lamps.push_back(
        {lamp.at("pin"), lamp.value("colour", "green"), point(lamp.at("at")), lamp.value("active_low", false)});
  const Json parts = json.value("parts", Json::object());
  for (const auto& [name, place] : parts.items()) drawing.fixtures.push_back({name, point(place)});
  return drawing;
}

// "GP2" before "GP10"
std::pair<std::string, int> natural(const std::string& name) {
  const auto digits = name.find_last_not_of("0123456789") + 1;
  return {name.substr(0, digits), digits < name.size() ? std::stoi(name.substr(digits, 6)) : -1};
}

// Supplies on top, then the pins, each chip pin once under all of its names.
BoardDrawing plain(const boards::BoardDescription& board) {
  std::map<std::string, std::vector<std::string>> names;
  for (const auto& [name, chip_pin] : board.pins) names[chip_pin].push_back(name);
  std::vector<std::pair<std::string, std::string>> pads;  // label, pin
  for (const auto& [supply, volts] : board.supplies) pads.emplace_back(supply, supply);
  std::vector<std::pair<std::string, std::string>> pins;
  for (auto& [chip_pin, of] : names) {
    std::ranges::sort(of, {}, natural);
    pins.emplace_back(
        fmt::format("{}", fmt::join(of.begin(), of.begin() + std::min<std::ptrdiff_t>(2, std::ssize(of)), " ")),
        of.front());
  }
  std::ranges::sort(pins, {}, [](const auto& pin) { return natural(pin.second); });
  pads.insert(pads.end(), pins.begin(), pins.end());
  BoardDrawing drawing;
  const std::size_t left = (pads.size() + 1) / 2;
  drawing.width = 130, drawing.height = std::max(10. * static_cast<double>(left) + 30, 90.),
  drawing.colour = rgb(0x24476b);
  for (std::size_t i = 0; i < pads.size(); ++i) {
    const bool at_left = i < left;
    drawing.pads.push_back({pads[i].first,
                            pads[i].second,
                            {at_left ? 5. : 125., 20 + 10. * static_cast<double>(at_left ? i : i - left)},
                            at_left ? Side::left : Side::right});
  }
  drawing.things = {{"usb", {51, -4, 28, 20}, ink::metal, ""},
                    {"chip", {51, drawing.height / 2 - 14, 28, 28}, ink::black, board.chip}};
  if (board.pins.contains("LED")) drawing.lamps.push_back({"LED", "green", {65, 30}});
  double y = drawing.height / 2 + 22;
  for (const auto& part : board.parts)
    if ((part.type == "button" || part.type == "led") && y + 16 < drawing.height)
      drawing.fixtures.push_back({part.name, {58, y}}), y += 18;
  return drawing;
}

}  // namespace

BoardDrawing drawing_of(const boards::BoardDescription& board) {
  for (const EmbeddedFile& file : embedded_files())
    if (file.name == fmt::format("gui/bench/drawings/{}.json", board.name)) return read(Json::parse(file.text));
  return plain(board);
}

}  // namespace bench
