#include "emulator/host/stdio_console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

#include "emulator/host/console_client.hpp"
#include "emulator/host/error.hpp"
#include "emulator/host/signals.hpp"
#include "emulator/host/terminal.hpp"

namespace emulator {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

// A descriptor for the same terminal, pipe or file that can be made non-blocking. Our standard descriptors are shared
// with the shell and with our own stderr, and those would become non-blocking too; so terminals and pipes are opened
// again. A file's position is shared on purpose; it never blocks.
int own(int fd, int access, const char* what) {
  const bool again = isatty(fd) || lseek(fd, 0, SEEK_CUR) < 0;
  int mine = again ? open(fmt::format("/proc/self/fd/{}", fd).c_str(), access | O_NOCTTY | O_CLOEXEC | O_NONBLOCK) : -1;
  if (mine < 0) mine = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  if (mine < 0) throw HostError(fmt::format("cannot use standard {}: {}", what, std::strerror(errno)));
  return mine;
}

// Standard input and output as one stream.
class Duplex {
 public:
  static constexpr auto wait_write = Descriptor::wait_write;

  Duplex(Descriptor in, Descriptor out) : in_(std::move(in)), out_(std::move(out)) {}
  auto get_executor() { return in_.get_executor(); }
  void non_blocking(bool on) { in_.non_blocking(on), out_.non_blocking(on); }
  template <typename Buffer, typename Handler>
  void async_read_some(const Buffer& buffer, Handler&& handler) {
    in_.async_read_some(buffer, std::forward<Handler>(handler));
  }
  template <typename Buffer>
  std::size_t write_some(const Buffer& buffer, boost::system::error_code& error) {
    return out_.write_some(buffer, error);
  }
  template <typename Handler>
  void async_wait(Descriptor::wait_type what, Handler&& handler) {
    out_.async_wait(what, std::forward<Handler>(handler));
  }
  void close(boost::system::error_code& error) { in_.close(error), out_.close(error); }
  int output() { return out_.native_handle(); }

 private:
  Descriptor in_;
  Descriptor out_;
};

bool in_foreground(int fd) { return tcgetpgrp(fd) < 0 || tcgetpgrp(fd) == getpgrp(); }

void to_stderr(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

}  // namespace

struct StdioConsole::Body : std::enable_shared_from_this<Body> {
  using Client = ConsoleClient<Duplex>;

  Body(boost::asio::io_context& io, Console& c, Options o, Callbacks cb)
      : console(c), options(std::move(o)), callbacks(std::move(cb)), signals(io) {
    if (!callbacks.say) callbacks.say = to_stderr;
    Descriptor in{io, own(options.input, O_RDONLY, "input")};
    Descriptor out{io, own(options.output, O_WRONLY, "output")};
    client =
        std::make_shared<Client>(Duplex{std::move(in), std::move(out)}, console, Client::Options{"stdio"}, hooks());
    if (isatty(options.input) && in_foreground(options.input)) terminal.emplace(options.input);
  }

  Client::Hooks hooks() {
    return {.received = [this](Client::Bytes b) { received(b); },
            .encode = {},
            .line_state = {},
            .read_ended = [this](const auto&) { tell(callbacks.on_end); },
            .write_failed =
                [this](const auto& error) {
                  if (callbacks.on_gone)
                    callbacks.on_gone(fmt::format("standard output was closed: {}", error.message()));
                },
            .say = {}};
  }

  void start() {
    if (options.signals) take_signals();
    if (terminal) {
      terminal->enter();
      callbacks.say(fmt::format("Connected to {}. Press Ctrl-] to leave.", options.board));
    }
    client->start();
    console.set_lines({.dtr = true, .rts = true});
  }

  void end() {
    drain(std::chrono::seconds{1});
    client->stop();
    boost::system::error_code ignored;
    signals.cancel(ignored);
    signals.clear(ignored);
    terminal.reset();
    if (!console.in_use()) console.set_lines({});
  }

  static void tell(const std::function<void()>& callback) {
    if (callback) callback();
  }

  void received(Client::Bytes bytes) {
    const auto stop = terminal ? std::ranges::find(bytes, leave_key) : bytes.end();
    console.input({bytes.begin(), stop});
    if (stop != bytes.end()) tell(callbacks.on_leave);
  }

  void take_signals() {
    for (const int signal : ending_signals()) signals.add(signal);
    for (const int signal : {SIGTSTP, SIGCONT, SIGPIPE})
      if (!is_ignored(signal)) signals.add(signal);
    next_signal();
  }

  void next_signal() {
    signals.async_wait([weak = weak_from_this()](const boost::system::error_code& error, int signal) {
      const auto self = weak.lock();
      if (error || !self) return;
      self->next_signal();
      self->signalled(signal);
    });
  }

  void signalled(int signal) {
    switch (signal) {
      case SIGPIPE: break;  // the failed write tells
      case SIGTSTP:
        if (terminal) terminal->restore();
        raise(SIGSTOP);  // returns when continued; SIGCONT is told next
        break;
      case SIGCONT:
        if (terminal) terminal->enter();  // the shell has had the terminal
        tell(callbacks.on_resume);
        break;
      default:
        if (callbacks.on_signal) callbacks.on_signal(signal);
    }
  }

  // Writes what waits, without the io_context, until done or too late.
  void drain(std::optional<std::chrono::milliseconds> limit) {
    const auto begin = std::chrono::steady_clock::now();
    for (client->write(); client->backlog() > 0; client->write()) {
      int wait = -1;
      if (limit) {
        const auto spent = std::chrono::steady_clock::now() - begin;
        if (spent >= *limit) return;
        wait = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(*limit - spent).count());
      }
      pollfd out{client->stream().output(), POLLOUT, 0};
      if (poll(&out, 1, wait) < 0 && errno != EINTR) return;
    }
  }

  Console& console;
  Options options;
  Callbacks callbacks;
  boost::asio::signal_set signals;
  std::shared_ptr<Client> client;
  std::optional<RawTerminal> terminal;
};

StdioConsole::StdioConsole(boost::asio::io_context& io, Console& console, Options options, Callbacks callbacks)
    : body_(std::make_shared<Body>(io, console, std::move(options), std::move(callbacks))) {
  body_->start();
}

StdioConsole::~StdioConsole() { body_->end(); }

bool StdioConsole::interactive() const { return body_->terminal.has_value(); }

void StdioConsole::flush() { body_->drain(std::nullopt); }

}  // namespace emulator
