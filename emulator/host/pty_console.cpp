#include "emulator/host/pty_console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>

#include "emulator/host/console_client.hpp"
#include "emulator/host/error.hpp"
#include "emulator/host/terminal.hpp"

namespace emulator {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) { throw HostError(fmt::format("cannot {}: {}", what, std::strerror(errno))); }

struct Descriptor {
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  int number;
};

// A link of that name, taking the place of another link to a pty but never of anything else.
void make_link(const fs::path& link, const std::string& target) {
  std::error_code error;
  const auto status = fs::symlink_status(link, error);
  if (fs::exists(status)) {
    const bool ours = fs::is_symlink(status) && fs::read_symlink(link, error).string().starts_with("/dev/pts/");
    if (!ours) throw HostError(fmt::format("cannot make the link {}: something else has that name", link.string()));
    fs::remove(link, error);
  }
  fs::create_symlink(target, link, error);
  if (error) throw HostError(fmt::format("cannot make the link {}: {}", link.string(), error.message()));
}

}  // namespace

struct PtyConsole::Body : std::enable_shared_from_this<Body> {
  using Client = ConsoleClient<boost::asio::posix::stream_descriptor>;
  static constexpr auto look_every = std::chrono::milliseconds{10};

  Body(boost::asio::io_context& c, Console& con, Options o)
      : io(c),
        console(con),
        options(std::move(o)),
        master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)),
        look_timer(c),
        seen_output(con.total_output()) {
    if (master.number < 0 || grantpt(master.number) != 0 || unlockpt(master.number) != 0)
      fail("open a pseudo terminal");
    char name[128];
    if (ptsname_r(master.number, name, sizeof name) != 0) fail("name the pseudo terminal");
    path = name;
    make_ready();
    if (!options.link.empty()) make_link(options.link, path);
  }

  ~Body() {
    std::error_code ignored;
    if (!options.link.empty() && fs::read_symlink(options.link, ignored) == path) fs::remove(options.link, ignored);
  }

  // Opens and closes the port for a moment: nothing unread is left for the next program, and it finds a transparent
  // line. From then on, until somebody opens it, the master reports a hang-up.
  void make_ready() {
    const Descriptor slave{::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)};
    if (slave.number < 0) fail("open the pseudo terminal");
    tcflush(slave.number, TCIFLUSH);
    make_transparent(slave.number);
  }

  bool hung_up() const {
    pollfd state{master.number, 0, 0};
    return poll(&state, 1, 0) > 0 && (state.revents & POLLHUP);
  }

  void look() {
    pollfd state{master.number, POLLIN, 0};
    poll(&state, 1, 0);
    const bool is_open = !(state.revents & POLLHUP);
    const bool left_something = state.revents & POLLIN;  // opened, written and closed since we looked
    if (is_open || left_something) return opened();
    look_timer.expires_after(look_every);
    look_timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      const auto self = weak.lock();
      if (!error && self) self->look();
    });
  }

  void opened() {
    const int mine = fcntl(master.number, F_DUPFD_CLOEXEC, 3);
    if (mine < 0) fail("share the pseudo terminal");
    client = std::make_shared<Client>(
        boost::asio::posix::stream_descriptor{io, mine}, console,
        Client::Options{.name = name(), .drop_when_stalled = true, .patience = options.patience},
        Client::Hooks{.received =
                          [this](Client::Bytes bytes) {
                            tell_format();
                            console.input(bytes);
                          },
                      .encode = {},
                      .line_state = {},
                      .read_ended = [this](const auto&) { closed(); },
                      .write_failed = [this](const auto&) { closed(); },
                      .say = options.say});
    const auto scrollback = console.scrollback();
    const auto missed = std::min<std::uint64_t>(console.total_output() - seen_output, scrollback.size());
    tell_format();
    console.set_lines({.dtr = true, .rts = true});
    client->start(options.replay_missed ? scrollback.last(missed) : Client::Bytes{});
  }

  void closed() {
    tell_format();  // "1200 baud, then close" means something to some boards
    leave();
    if (hung_up()) make_ready();  // else the next program is there already, and may have set its modes
    look();
  }

  void leave() {
    if (!client) return;
    seen_output = console.total_output() - client->backlog();
    client->stop();
    client.reset();
    if (!console.in_use()) console.set_lines({});
  }

  // Not binding: a pty is at 38400 baud until its program says something else, which cannot be heard at once.
  void tell_format() {
    auto format = terminal_format(master.number);
    format.binding = false;
    console.set_host_format(format);
  }

  std::string name() const { return options.link.empty() ? path : options.link.string(); }

  boost::asio::io_context& io;
  Console& console;
  Options options;
  Descriptor master;
  std::string path;
  boost::asio::steady_timer look_timer;
  std::shared_ptr<Client> client;
  std::uint64_t seen_output;  // console output up to here was read, or came before this console
};

PtyConsole::PtyConsole(boost::asio::io_context& io, Console& console, Options options)
    : body_(std::make_shared<Body>(io, console, std::move(options))) {
  body_->look();
}

PtyConsole::~PtyConsole() {
  body_->look_timer.cancel();
  body_->leave();
}

const std::string& PtyConsole::path() const { return body_->path; }

bool PtyConsole::open() const { return body_->client != nullptr; }

}  // namespace emulator
