#include "gui/window/terminal.hpp"

#include <vterm.h>

#include <array>

namespace gui {
namespace {

constexpr std::size_t most_history = 5000;

void append_utf8(std::string& to, std::uint32_t c) {
  if (c < 0x80)
    to += static_cast<char>(c);
  else if (c < 0x800)
    (to += static_cast<char>(0xc0 | c >> 6)) += static_cast<char>(0x80 | (c & 0x3f));
  else if (c < 0x10000)
    ((to += static_cast<char>(0xe0 | c >> 12)) += static_cast<char>(0x80 | (c >> 6 & 0x3f))) +=
        static_cast<char>(0x80 | (c & 0x3f));
  else
    (((to += static_cast<char>(0xf0 | c >> 18)) += static_cast<char>(0x80 | (c >> 12 & 0x3f))) +=
     static_cast<char>(0x80 | (c >> 6 & 0x3f))) += static_cast<char>(0x80 | (c & 0x3f));
}

}  // namespace

struct Terminal::Vterm {
  Vterm(Terminal& owner, int columns, int rows)
      : terminal(owner), vt(vterm_new(rows, columns)), screen(vterm_obtain_screen(vt)) {
    vterm_set_utf8(vt, 1);
    vterm_screen_set_callbacks(screen, &callbacks, this);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_reset(screen, 1);
  }
  Vterm(const Vterm&) = delete;
  ~Vterm() { vterm_free(vt); }

  Cell convert(VTermScreenCell cell) const {
    Cell out;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; ++i)
      if (cell.chars[i] != 0xffffffff) append_utf8(out.text, cell.chars[i]);
    out.bold = cell.attrs.bold;
    out.plain_paper = VTERM_COLOR_IS_DEFAULT_BG(&cell.bg) && !cell.attrs.reverse;
    vterm_screen_convert_color_to_rgb(screen, &cell.fg);
    vterm_screen_convert_color_to_rgb(screen, &cell.bg);
    out.ink = {cell.fg.rgb.red, cell.fg.rgb.green, cell.fg.rgb.blue};
    out.paper = {cell.bg.rgb.red, cell.bg.rgb.green, cell.bg.rgb.blue};
    if (cell.attrs.reverse) std::swap(out.ink, out.paper);
    return out;
  }

  static int moved(VTermPos to, VTermPos, int visible, void* user) {
    Terminal& t = static_cast<Vterm*>(user)->terminal;
    t.cursor_x_ = to.col, t.cursor_y_ = to.row, t.cursor_shown_ = visible != 0;
    return 1;
  }
  static int scrolled_away(int columns, const VTermScreenCell* cells, void* user) {
    auto& self = *static_cast<Vterm*>(user);
    Line line;
    for (int i = 0; i < columns; ++i) line.push_back(self.convert(cells[i]));
    while (!line.empty() && line.back().text.empty() && line.back().plain_paper) line.pop_back();
    self.terminal.history_.push_back(std::move(line));
    if (self.terminal.history_.size() > most_history) self.terminal.history_.pop_front();
    return 1;
  }
  static constexpr VTermScreenCallbacks callbacks{nullptr, nullptr, moved,         nullptr,
                                                  nullptr, nullptr, scrolled_away, nullptr};

  Terminal& terminal;
  VTerm* vt;
  VTermScreen* screen;
};

Terminal::Terminal(int columns, int rows) : columns_(columns), rows_(rows) {
  vterm_ = std::make_unique<Vterm>(*this, columns, rows);
}
Terminal::~Terminal() = default;

void Terminal::resize(int columns, int rows) {
  columns = std::max(columns, 2), rows = std::max(rows, 1);
  if (columns == columns_ && rows == rows_) return;
  columns_ = columns, rows_ = rows;
  vterm_set_size(vterm_->vt, rows, columns);
}

std::string Terminal::receive(std::string_view bytes) {
  vterm_input_write(vterm_->vt, bytes.data(), bytes.size());
  return take_output();
}

std::string Terminal::take_output() {
  std::array<char, 256> buffer;
  std::string out;
  while (const std::size_t n = vterm_output_read(vterm_->vt, buffer.data(), buffer.size()))
    out.append(buffer.data(), n);
  return out;
}

std::string Terminal::key(Key key) {
  constexpr VTermKey keys[] = {VTERM_KEY_ENTER, VTERM_KEY_BACKSPACE, VTERM_KEY_TAB,    VTERM_KEY_ESCAPE,  VTERM_KEY_UP,
                               VTERM_KEY_DOWN,  VTERM_KEY_LEFT,      VTERM_KEY_RIGHT,  VTERM_KEY_HOME,    VTERM_KEY_END,
                               VTERM_KEY_INS,   VTERM_KEY_DEL,       VTERM_KEY_PAGEUP, VTERM_KEY_PAGEDOWN};
  vterm_keyboard_key(vterm_->vt, keys[static_cast<int>(key)], VTERM_MOD_NONE);
  return take_output();
}

// Line ends as a keyboard makes them.
std::string Terminal::pasted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\n')
      out += text[i];
    else if (i == 0 || text[i - 1] != '\r')
      out += '\r';
  return out;
}

Terminal::Line Terminal::line(int row) const {
  Line line;
  for (int column = 0; column < columns_; ++column) {
    VTermScreenCell cell;
    vterm_screen_get_cell(vterm_->screen, {row, column}, &cell);
    line.push_back(vterm_->convert(cell));
  }
  return line;
}

Terminal::Line Terminal::any_line(int number) const {
  const int past = static_cast<int>(history_.size());
  return number < past ? history_[static_cast<std::size_t>(number)] : line(number - past);
}

std::string Terminal::text() const {
  const int past = static_cast<int>(history_.size());
  return text({past, 0}, {past + rows_, 0});
}

std::string Terminal::text(Place from, Place to) const {
  std::string all;
  for (int number = std::max(from.line, 0); number <= to.line && number < lines(); ++number) {
    const Line cells = any_line(number);
    const int begin = number == from.line ? from.column : 0;
    const int end = std::min(number == to.line ? to.column : columns_, static_cast<int>(cells.size()));
    std::string text;
    for (int i = begin; i < end; ++i) {
      const Cell& cell = cells[static_cast<std::size_t>(i)];
      text += cell.text.empty() ? " " : cell.text;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    all += text;
    if (number < to.line) all += '\n';
  }
  return all;
}

}  // namespace gui
