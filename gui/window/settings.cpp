#include "gui/window/settings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gui {

void recall(const std::string& file, Frame& frame, Desk& desk) {
  std::string text;
  if (file.empty() || !desk.outside.read || !desk.outside.read(file, text).empty()) return;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  Frame::Sizes sizes = frame.sizes();
  const auto number = [&](const char* key, float otherwise) {
    return json.contains(key) && json[key].is_number() ? json[key].get<float>() : otherwise;
  };
  const auto flag = [&](const char* key, bool otherwise) {
    return json.contains(key) && json[key].is_boolean() ? json[key].get<bool>() : otherwise;
  };
  sizes.right = number("right", sizes.right), sizes.bottom = number("bottom", sizes.bottom);
  frame.set(sizes);
  Frame::Tabs tabs;
  if (json.contains("tabs") && json["tabs"].is_array())
    for (std::size_t i = 0; i < std::min(tabs.size(), json["tabs"].size()); ++i)
      if (json["tabs"][i].is_string()) tabs[i] = json["tabs"][i].get<std::string>();
  frame.show(tabs);
  desk.muted = flag("muted", desk.muted);
  const bool dark = flag("dark", desk.dark);
  if (dark != desk.dark) desk.turns_dark = dark;
}

void remember(const std::string& file, const Frame& frame, const Desk& desk) {
  if (file.empty() || !desk.outside.write) return;
  const nlohmann::json json{{"right", frame.sizes().right},
                            {"bottom", frame.sizes().bottom},
                            {"dark", desk.dark},
                            {"muted", desk.muted},
                            {"tabs", frame.tabs()}};
  desk.outside.write(file, json.dump(2) + "\n");
}

}  // namespace gui
