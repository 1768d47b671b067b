// Events and frames: nothing is lost, nothing changes places, however many come within one frame.
#include "gui/window/input.hpp"

#include <catch2/catch.hpp>

using namespace gui;

namespace {

SDL_Event key(SDL_Scancode code, SDL_Keycode sym, bool down, int mod = KMOD_NONE) {
  SDL_Event event{};
  event.type = down ? SDL_KEYDOWN : SDL_KEYUP;
  event.key.keysym = {code, sym, static_cast<Uint16>(mod), 0};
  return event;
}
SDL_Event letter(char c, bool down, int mod = KMOD_NONE) {
  return key(static_cast<SDL_Scancode>(SDL_SCANCODE_A + (c - 'a')), c, down, mod);
}
SDL_Event text(const char* what) {
  SDL_Event event{};
  event.type = SDL_TEXTINPUT;
  SDL_strlcpy(event.text.text, what, sizeof event.text.text);
  return event;
}
SDL_Event motion(int x, int y) {
  SDL_Event event{};
  event.type = SDL_MOUSEMOTION;
  event.motion.x = x, event.motion.y = y;
  return event;
}
SDL_Event button(bool down, int x, int y, Uint8 clicks = 1) {
  SDL_Event event{};
  event.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
  event.button.button = SDL_BUTTON_LEFT, event.button.clicks = clicks;
  event.button.x = x, event.button.y = y;
  return event;
}

// What ImGui sees in each frame.
struct Frames {
  Frames() : context(ImGui::CreateContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {800, 600};
    io.Fonts->AddFontDefault();
    io.Fonts->Build();
  }
  ~Frames() { ImGui::DestroyContext(context); }
  template <typename See>
  void all(See see) {
    for (int frame = 0; frame < 100 && (input.waits() || frame == 0); ++frame) {
      const Input::Heard heard = input.next_frame(ImGui::GetIO());
      for (const Typed& typed : heard.typed) typed_ += typed.text;
      input.place_mouse(ImGui::GetIO());
      ImGui::GetIO().DeltaTime = 0.3F;  // a slow computer
      ImGui::NewFrame();
      see(ImGui::GetIO());
      ImGui::EndFrame();
    }
  }
  ImGuiContext* context;
  Input input;
  std::string typed_;
};

}  // namespace

TEST_CASE("input: a click within one frame is a click, at its place", "[gui]") {
  Frames frames;
  // On to something else before the frame has begun.
  for (const SDL_Event& event : {motion(10, 10), button(true, 100, 50), button(false, 101, 50), motion(700, 500)})
    frames.input.add(event);
  std::vector<ImVec2> clicks, releases;
  frames.all([&](const ImGuiIO& io) {
    if (ImGui::IsMouseClicked(0)) clicks.push_back(io.MousePos);
    if (ImGui::IsMouseReleased(0)) releases.push_back(io.MousePos);
  });
  REQUIRE(clicks.size() == 1);
  CHECK(clicks[0].x == 100);
  REQUIRE(releases.size() == 1);
  CHECK(releases[0].x == 101);
  CHECK(ImGui::GetIO().MousePos.x == 700);
}

TEST_CASE("input: Ctrl-S within one frame is Ctrl-S", "[gui]") {
  Frames frames;
  for (const SDL_Event& event :
       {key(SDL_SCANCODE_LCTRL, SDLK_LCTRL, true, KMOD_LCTRL), letter('s', true, KMOD_LCTRL),
        letter('s', false, KMOD_LCTRL), key(SDL_SCANCODE_LCTRL, SDLK_LCTRL, false), letter('f', true), text("f"),
        letter('f', false), letter('f', true), text("f"), letter('f', false)})
    frames.input.add(event);
  int saved = 0, fitted = 0;
  frames.all([&](const ImGuiIO& io) {
    saved += io.KeyCtrl && ImGui::IsKeyPressed(SDL_SCANCODE_S);
    fitted += !io.KeyCtrl && ImGui::IsKeyPressed(SDL_SCANCODE_F, false);
  });
  CHECK(saved == 1);
  CHECK(fitted == 2);
  CHECK(frames.typed_ == std::string{"\x13"} + "ff");
}

TEST_CASE("input: what is typed before a click is for where the keyboard was", "[gui]") {
  Frames frames;
  frames.input.add(text("abc"));
  frames.input.add(button(true, 5, 5));
  frames.input.add(button(false, 5, 5));
  frames.input.add(text("def"));
  std::string before;
  bool clicked = false;
  frames.all([&](const ImGuiIO&) {
    clicked |= ImGui::IsMouseClicked(0);
    if (!clicked) before = frames.typed_;
    if (ImGui::IsMouseClicked(0)) CHECK(frames.typed_ == "abc");
  });
  CHECK(before == "abc");
  CHECK(frames.typed_ == "abcdef");
}

TEST_CASE("input: a drag rests at its end before it is let go", "[gui]") {
  Frames frames;
  for (const SDL_Event& event : {button(true, 10, 10), motion(50, 10), motion(300, 200), button(false, 300, 200)})
    frames.input.add(event);
  int there = 0;
  frames.all([&](const ImGuiIO& io) { there += io.MouseDown[0] && io.MousePos.x == 300; });
  CHECK(there >= 3);
}

TEST_CASE("input: two clicks are a double click when they were one, however long frames take", "[gui]") {
  Frames frames;
  for (const Uint8 clicks : {Uint8{1}, Uint8{2}, Uint8{1}}) {
    frames.input.add(button(true, 10, 10, clicks));
    frames.input.add(button(false, 10, 10, clicks));
  }
  int clicks = 0, doubles = 0;
  frames.all([&](const ImGuiIO&) {
    clicks += ImGui::IsMouseClicked(0);
    doubles += ImGui::IsMouseDoubleClicked(0);
  });
  CHECK(clicks == 3);
  CHECK(doubles == 1);
}

// Fields take the keyboard, dialogs open, parts are dragged: all with ImGui's own widgets, in as few frames as it gets.
TEST_CASE("input: a popup that opens hears what is typed at once", "[gui]") {
  Frames frames;
  char field[16] = "";
  const auto see = [&](const ImGuiIO&) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({400, 300});
    ImGui::Begin("w", nullptr, ImGuiWindowFlags_NoTitleBar);
    if (ImGui::Button("open", {60, 60})) ImGui::OpenPopup("ask");
    if (ImGui::BeginPopup("ask")) {
      if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
      ImGui::InputText("##it", field, sizeof field);
      ImGui::EndPopup();
    }
    ImGui::End();
  };
  frames.all(see);  // the window is there before the hand is
  for (const SDL_Event& event : {motion(20, 20), button(true, 20, 20), button(false, 20, 20), letter('x', true),
                                 text("x"), letter('x', false), text("yz")})
    frames.input.add(event);
  frames.all(see);
  CHECK(std::string{field} == "xyz");
}

TEST_CASE("input: a tab is clicked by a mouse that comes from elsewhere at once", "[gui]") {
  Frames frames;
  bool second = false;
  const auto see = [&](const ImGuiIO&) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({400, 300});
    ImGui::Begin("w", nullptr, ImGuiWindowFlags_NoDecoration);
    if (ImGui::BeginTabBar("tabs")) {
      if (ImGui::BeginTabItem("first")) ImGui::EndTabItem();
      if (ImGui::BeginTabItem("second")) second = true, ImGui::EndTabItem();
      ImGui::EndTabBar();
    }
    ImGui::Button("below", {300, 200});
    ImGui::End();
  };
  frames.input.add(motion(100, 100));
  frames.all(see);
  frames.all(see);
  for (const SDL_Event& event : {motion(70, 15), button(true, 70, 15), button(false, 70, 15)}) frames.input.add(event);
  frames.all(see);
  frames.all(see);
  CHECK(second);
}

TEST_CASE("input: a drag that took no time drops what it carries", "[gui]") {
  Frames frames;
  int dropped = 0;
  const auto part = [](const char* name, float y) {
    ImGui::SetNextWindowPos({0, y});
    ImGui::SetNextWindowSize({300, 150});
    ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration);
    ImGui::InvisibleButton(name, {280, 130});
  };
  const auto see = [&](const ImGuiIO&) {
    part("bench", 0);
    if (ImGui::BeginDragDropTarget()) {
      dropped += ImGui::AcceptDragDropPayload("part") != nullptr;
      ImGui::EndDragDropTarget();
    }
    ImGui::End();
    part("palette", 180);
    if (ImGui::BeginDragDropSource()) {
      ImGui::SetDragDropPayload("part", "led", 4);
      ImGui::EndDragDropSource();
    }
    ImGui::End();
  };
  frames.all(see);  // the windows are there before the hand is
  for (const SDL_Event& event :
       {motion(20, 220), button(true, 20, 220), motion(60, 100), motion(100, 50), button(false, 100, 50)})
    frames.input.add(event);
  frames.all(see);
  CHECK(dropped == 1);
}
