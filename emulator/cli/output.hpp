#pragma once
// Our own output: the script's words to standard output and error, the traces to files, the board's display as text.
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/time.hpp"

namespace cli {

// Gathers bytes for a standard stream; nothing is lost on the way to a slow reader.
class StandardStream {
 public:
  explicit StandardStream(int fd) : fd_(fd) {}
  void write(std::string_view bytes);
  void flush();  // on_gone is called once if the reader has gone
  std::function<void()> on_gone;

 private:
  static constexpr std::size_t enough = 64 * 1024;
  int fd_;
  std::string waiting_;
  bool gone_ = false;
};

// A trace's file; a Failure if it cannot be made or written.
class OutputFile {
 public:
  explicit OutputFile(std::string path);  // empty: standard error
  void write(std::string_view);
  void flush();
  void close() { flush(); }  // nothing more comes

 private:
  struct Close {
    void operator()(std::FILE* f) const {
      if (f && f != stderr) std::fclose(f);
    }
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

// Prints the board's display when what it shows has changed and stood for a moment, and at the end.
class DisplayPrinter {
 public:
  DisplayPrinter(boards::Board&, std::function<void(std::string_view)> print);
  void finish();  // what it shows now, if that was not printed yet

 private:
  void look();
  void print(const std::string& picture);

  boards::Board& board_;
  std::function<void(std::string_view)> print_;
  std::string printed_, seen_;
  emulator::Event event_;
};

// Prints what the board's supplies give, and to whom, when that has changed by a twentieth, and at the end.
class SupplyPrinter {
 public:
  SupplyPrinter(boards::Assembly&, std::function<void(std::string_view)> print);
  void finish();

 private:
  void look();
  void print();

  boards::Assembly& circuit_;
  std::function<void(std::string_view)> print_;
  std::vector<double> printed_;
  emulator::Event event_;
};

std::string picture_text(const parts::Picture&);  // ". - + #" by brightness, a line per row

}  // namespace cli
