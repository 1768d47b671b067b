#include "emulator/cli/trace_file.hpp"

namespace cli {

TraceFile::TraceFile(const TraceRequest& request, boards::Board& board)
    : file_(request.file), writer_([this](std::string_view text) { file_.write(text); }) {
  switch (request.kind) {
    case TraceRequest::Kind::registers: registers_.emplace(board.machine(), writer_); break;
    case TraceRequest::Kind::instructions: instructions_.emplace(board.machine(), writer_); break;
    case TraceRequest::Kind::serial: serial_.emplace(board.machine(), board.console(), writer_); break;
  }
}

void TraceFile::flush() {
  writer_.flush();
  file_.flush();
}

void TraceFile::finish() {
  registers_.reset();
  instructions_.reset();
  serial_.reset();
  writer_.flush();
  file_.close();
}

}  // namespace cli
