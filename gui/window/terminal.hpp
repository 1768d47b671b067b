#pragma once
// A terminal's screen, by libvterm: what a console has said, as cells. No display is needed.
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gui/bench/geometry.hpp"

namespace gui {

class Terminal {
 public:
  struct Cell {
    std::string text;  // UTF-8; empty: blank
    bench::Colour ink, paper;
    bool bold = false, plain_paper = true;
    bool operator==(const Cell&) const = default;
  };
  using Line = std::vector<Cell>;
  enum class Key { enter, backspace, tab, escape, up, down, left, right, home, end, insert, del, page_up, page_down };

  Terminal(int columns, int rows);
  ~Terminal();
  Terminal(const Terminal&) = delete;

  void resize(int columns, int rows);
  int columns() const { return columns_; }
  int rows() const { return rows_; }
  std::string receive(std::string_view bytes);  // the answer to what it asked the terminal: "where is the cursor?"
  // What the board shall get for a key; Ctrl with a letter is a control character.
  std::string key(Key);
  std::string pasted(std::string_view text);

  const std::deque<Line>& history() const { return history_; }  // what has scrolled away, the oldest first
  Line line(int row) const;                                     // of the screen
  std::string text() const;                                     // of the screen, lines without blanks at their ends
  struct Place {
    int line, column;  // lines from the oldest that is kept
    auto operator<=>(const Place&) const = default;
  };
  std::string text(Place from, Place to) const;  // up to, and without, `to`
  Line any_line(int line) const;
  int lines() const { return static_cast<int>(history_.size()) + rows_; }
  int cursor_column() const { return cursor_x_; }
  int cursor_row() const { return cursor_y_; }
  bool cursor_shown() const { return cursor_shown_; }

 private:
  struct Vterm;
  friend struct Vterm;
  std::string take_output();
  std::unique_ptr<Vterm> vterm_;
  int columns_, rows_;
  int cursor_x_ = 0, cursor_y_ = 0;
  bool cursor_shown_ = true;
  std::deque<Line> history_;
};

}  // namespace gui
