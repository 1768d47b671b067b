#include "gui/window/terminal.hpp"

#include <catch2/catch.hpp>

using gui::Terminal;

TEST_CASE("terminal: text, colours, moving about", "[gui]") {
  Terminal t{20, 4};
  t.receive("one\r\n\x1b[31mred\x1b[0m\r\n\x1b[5;1Hlast\x1b[2;2Hi");
  CHECK(t.text() == "one\nrid\n\nlast\n");
  CHECK(t.line(1)[0].ink.r > t.line(1)[0].ink.g);
  CHECK(t.cursor_column() == 2);
  CHECK(t.cursor_row() == 1);
}

TEST_CASE("terminal: what scrolls away is kept", "[gui]") {
  Terminal t{10, 2};
  t.receive("a\r\nb\r\nc\r\nd");
  CHECK(t.text() == "c\nd\n");
  REQUIRE(t.history().size() == 2);
  CHECK(t.history()[0][0].text == "a");
}

TEST_CASE("terminal: keys as a board hears them", "[gui]") {
  Terminal t{10, 2};
  CHECK(t.key(Terminal::Key::enter) == "\r");
  CHECK(t.key(Terminal::Key::backspace) == "\x7f");
  CHECK(t.key(Terminal::Key::up) == "\x1b[A");
  CHECK(t.pasted("a\nb\r\n") == "a\rb\r");
}

TEST_CASE("terminal: letters of several bytes", "[gui]") {
  Terminal t{10, 2};
  t.receive("21 \xc2\xb0");
  t.receive("C");
  CHECK(t.text() == "21 °C\n\n");
}

TEST_CASE("terminal: it answers what a program asks of it", "[gui]") {
  Terminal t{20, 4};
  CHECK(t.receive("ab\x1b[6n") == "\x1b[1;3R");
  CHECK(t.receive("plain").empty());
}

TEST_CASE("terminal: a piece of text, from what has scrolled away on", "[gui]") {
  Terminal t{10, 2};
  t.receive("one\r\ntwo\r\nthree\r\nfour");
  REQUIRE(t.lines() == 4);
  CHECK(t.text({0, 1}, {2, 3}) == "ne\ntwo\nthr");
  CHECK(t.text({3, 0}, {3, 10}) == "four");
  CHECK(t.text() == "three\nfour\n");
}
