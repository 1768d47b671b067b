// The panels without a display: ImGui draws into the void, and the mouse is what the test says it is.
#include "gui/window/frame.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "../bench.hpp"
#include "gui/bench/editing/editor.hpp"
#include "gui/window/keys.hpp"
#include "gui/window/saving.hpp"

using namespace gui;
using bench::Point;

namespace {

struct NoTextures final : Textures {
  ImTextureID texture(std::string_view, unsigned, unsigned, std::span<const u8>) override { return nullptr; }
};

struct Headless {
  explicit Headless(bool editable = false) : on(testing::lamp_circuit), context(ImGui::CreateContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1200, 800};
    for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = 300 + key;
    ImFont* font = io.Fonts->AddFontDefault();
    io.Fonts->Build();
    desk.emplace(Desk{.scene = on.scene,
                      .fonts = {font, font, font, font, font},
                      .textures = textures,
                      .theme = {},
                      .chosen = {},
                      .script_name = {},
                      .script = {},
                      .board = {}});
    if (editable) desk->editor = std::make_shared<bench::Editor>(testing::lamp_circuit, "lamp.json");
    desk->outside.write = [this](const std::string& path, std::string_view bytes) {
      written[path] = std::string{bytes};
      return std::string{};
    };
    frame.emplace(*desk);
    feed();
    for (int i = 0; i < 3; ++i) step();
  }
  ~Headless() {
    frame.reset();
    ImGui::DestroyContext(context);
  }
  void feed(const std::string& said = {}) {
    auto snapshot = std::make_unique<Snapshot>();
    snapshot->scene = on.sampler.sample();
    for (const auto& [name, q] : on.machine.world.all())
      snapshot->quantities.push_back({name, q->unit(), q->value(), q->range().low, q->range().high});
    snapshot->consoles.push_back({"usb", said});
    frame->hear(std::move(snapshot));
  }
  Commands step() {
    ImGui::GetIO().DeltaTime = 1 / 60.F;
    ImGui::NewFrame();
    Commands commands = frame->draw();
    ImGui::Render();
    return commands;
  }
  Commands click(Point at, bool down) {
    ImGui::GetIO().MousePos = vec(at);
    step();
    ImGui::GetIO().MouseDown[0] = down;
    return step();
  }
  // Where a point of the bench is in the window: the panel fits all of it in.
  Point in_window(Point p) const {
    const float gap = 5, bar = ImGui::GetFrameHeight() + 16;
    const double width = 1200 - 360 - gap, height = 800 - bar - 230 - gap;
    auto view = bench::fitting(on.scene.extent(), width, height);
    view.scale = std::min(view.scale, 5.0);
    const Point middle = on.scene.extent().centre();
    return Point{width / 2, bar + height / 2} + (p - middle) * view.scale;
  }

  void press_key(int key, bool ctrl = false) {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = ctrl, io.KeysDown[key] = true;
    step();
    io.KeyCtrl = false, io.KeysDown[key] = false;
    step();
  }

  std::map<std::string, std::string> written;
  testing::OnBench on;
  NoTextures textures;
  ImGuiContext* context;
  std::optional<Desk> desk;
  std::optional<Frame> frame;
};

template <typename T>
const T* find(const Commands& commands) {
  for (const Command& command : commands)
    if (const T* found = std::get_if<T>(&command)) return found;
  return nullptr;
}

}  // namespace

TEST_CASE("window: the mouse presses a button on the bench", "[gui]") {
  Headless w;
  const bench::Device& bell = w.on.device("bell");
  const Point at = w.in_window(bell.at + bell.shape.controls.front().at.centre());
  const Commands down = w.click(at, true);
  const auto* pressed = find<command::Set>(down);
  REQUIRE(pressed);
  CHECK(pressed->quantity == "bell");
  CHECK(pressed->value == 1);
  CHECK(w.desk->chosen.device == "bell");
  const Commands up = w.click(at, false);
  const auto* released = find<command::Set>(up);
  REQUIRE(released);
  CHECK(released->value == 0);
}

TEST_CASE("window: the mouse turns a knob", "[gui]") {
  Headless w;
  const bench::Device& knob = w.on.device("knob");
  const Point at = w.in_window(knob.at + knob.shape.controls.front().at.centre());
  w.click(at, true);
  const Commands moved = w.click(at + Point{50, 0}, true);
  Commands more = w.step();
  more.insert(more.end(), moved.begin(), moved.end());
  const auto* set = find<command::Set>(more);
  REQUIRE(set);
  CHECK(set->quantity == "knob");
  CHECK(set->value > 0.5);
  w.click(at, false);
}

TEST_CASE("window: a wire is drawn with the mouse, and the circuit that runs becomes another one", "[gui]") {
  Headless w{true};
  const bench::Device &led = w.on.device("led"), &knob = w.on.device("knob");
  const Point from = w.in_window(led.at + led.shape.legs[0].at), to = w.in_window(knob.at + knob.shape.legs[1].at);
  w.click(from, true);
  w.click(from + Point{20, 5}, true);
  w.click(to, true);
  ImGui::GetIO().MouseDown[0] = false;
  const Commands done = w.step();
  const auto* rebuild = find<command::Rebuild>(done);
  REQUIRE(rebuild);
  CHECK(rebuild->circuit->nets.size() == 9);  // one more
  CHECK(w.desk->editor->dirty());

  SECTION("undo takes it back") {
    w.press_key(key::letter('z'), true);
    CHECK_FALSE(w.desk->editor->dirty());
    w.press_key(key::letter('y'), true);
    CHECK(w.desk->editor->dirty());
  }
  SECTION("it is saved where it came from") {
    w.press_key(key::letter('s'), true);
    CHECK_FALSE(w.desk->editor->dirty());
    CHECK(w.written["lamp.json"] == w.desk->editor->text());
  }
  SECTION("closing asks, and a file is written only if one says so") {
    w.desk->wants_to_leave = true;
    w.step();
    CHECK_FALSE(w.desk->leaves);
    w.press_key(key::letter('s'), true);
    w.step();
    CHECK(w.desk->leaves);
  }
}

TEST_CASE("window: without changes closing asks nothing", "[gui]") {
  Headless w{true};
  w.desk->wants_to_leave = true;
  w.step();
  CHECK(w.desk->leaves);
}

TEST_CASE("window: changes of a script are not lost without a question", "[gui]") {
  Headless w{true};
  w.desk->script = "print(1)", w.desk->script_name = "mine.py";
  SECTION("by opening another one") {
    open_script(*w.desk, "other.py", "pass");
    w.step();
    CHECK(w.desk->script == "print(1)");
    REQUIRE(w.desk->opening);
    CHECK(save_script(*w.desk));
    CHECK(w.written["mine.py"] == "print(1)");
    open_script(*w.desk, "other.py", "pass");
    CHECK(w.desk->script == "pass");
    CHECK_FALSE(script_is_dirty(*w.desk));
  }
  SECTION("by closing") {
    w.desk->wants_to_leave = true;
    w.step();
    CHECK_FALSE(w.desk->leaves);
    w.desk->saved_script = w.desk->script;
    w.step();
    CHECK(w.desk->leaves);
  }
}

TEST_CASE("window: a button is found and pressed without a mouse", "[gui]") {
  Headless w{true};
  w.press_key(key::f2);
  for (int i = 0; i < 10 && w.desk->chosen.device != "bell"; ++i) w.press_key(key::right);
  REQUIRE(w.desk->chosen.device == "bell");
  ImGuiIO& io = ImGui::GetIO();
  io.KeysDown[key::space] = true;
  const Commands down = w.step();
  REQUIRE(find<command::Set>(down));
  CHECK(find<command::Set>(down)->quantity == "bell");
  CHECK(find<command::Set>(down)->value == 1);
  CHECK_FALSE(find<command::Set>(w.step()));
  io.KeysDown[key::space] = false;
  const Commands up = w.step();
  REQUIRE(find<command::Set>(up));
  CHECK(find<command::Set>(up)->value == 0);
}

TEST_CASE("window: a place that is asked for comes into sight", "[gui]") {
  Headless w{true};
  w.desk->shown_place = "led";
  w.step();
  CHECK(w.desk->shown_place.empty());
}

TEST_CASE("window: hovering a pin asks what it is used for", "[gui]") {
  Headless w{true};
  const bench::Device& pico = w.on.device("pico");
  std::size_t leg = 0;
  while (pico.shape.legs[leg].name != "GP15") ++leg;
  ImGui::GetIO().MousePos = vec(w.in_window(pico.at + pico.shape.legs[leg].at));
  w.step();
  w.step();
  CHECK(w.desk->wants.pin == "pico:GP15");
}

TEST_CASE("saving: files name each other as they are seen from one another", "[gui]") {
  CHECK(seen_from("lesson/recorded.json", "lesson/main.py") == "main.py");
  CHECK(seen_from("recorded.json", "lesson/main.py") == "lesson/main.py");
  CHECK(seen_from("/a/b/recorded.json", "/a/main.py") == "../main.py");
  CHECK(seen_from("/a/b/recorded.json", "main.py") == "main.py");
}

TEST_CASE("inside: a pin's function, and ohms between two pins", "[gui]") {
  testing::OnBench on{testing::lamp_circuit};
  CHECK(look_inside(on.assembly, {.pin = "pico:GP15"}).pin_function == "no function, pull-down");
  CHECK(look_inside(on.assembly, {.pin = "pico:3V3"}).pin_function.empty());
  CHECK(look_inside(on.assembly, {.pin = "led:anode"}).pin_function.empty());
  const auto ohms = [&](const char* red, const char* black) {
    return look_inside(on.assembly, {.ohms = std::pair<std::string, std::string>{red, black}}).ohms;
  };
  CHECK(ohms("pico:GP15", "led:anode").value() == Approx(330));
  CHECK(ohms("knob:a", "knob:b").value() == Approx(10'000).epsilon(0.01));
  CHECK(std::isinf(ohms("pico:GP15", "pico:GND").value()));
  CHECK_FALSE(ohms("pico:GP15", "nobody:x"));
}

TEST_CASE("window: a part is moved by its body, and removed by a key", "[gui]") {
  Headless w{true};
  const bench::Device& led = w.on.device("led");
  const Point at = w.in_window(led.body().centre()), was = led.at;
  w.click(at, true);
  w.click(at + Point{60, 30}, true);
  ImGui::GetIO().MouseDown[0] = false;
  const Commands done = w.step();
  CHECK_FALSE(find<command::Rebuild>(done));  // nothing is wired otherwise
  CHECK_FALSE(w.desk->scene.find("led")->at == was);
  CHECK(w.desk->editor->json()["layout"].contains("led"));
  w.press_key(key::del);
  CHECK_FALSE(w.desk->editor->json()["parts"].contains("led"));
}

TEST_CASE("window: every panel is drawn", "[gui]") {
  Headless w{true};
  w.desk->recorded = {"GPIO15"};
  for (const auto& panel : all_panels(*w.desk)) {
    if (panel->dock() != Dock::right && panel->dock() != Dock::bottom) continue;
    w.desk->wanted_tab = panel->title();
    w.step();
    w.step();
  }
  CHECK(ImGui::GetDrawData()->TotalVtxCount > 1000);
}

TEST_CASE("window: it is drawn dark and light, with nothing and with something chosen", "[gui]") {
  Headless w;
  for (const bool dark : {true, false})
    for (const char* chosen : {"", "led", "knob", "pico", "pico:button_bootsel", "nothing there"}) {
      w.desk->dark = dark;
      w.desk->chosen = {chosen};
      w.feed("\x1b[31mTraceback\r\n");
      w.step();
      w.step();
    }
  CHECK(ImGui::GetDrawData()->TotalVtxCount > 1000);
}
