#pragma once
// One client of a console over one asio stream: a socket, a pty, the terminal. Used by the consoles of this folder.
//
// In: bytes are read for as long as the console is not congested. Out: the console's output is gathered and written
// when the io_context runs next; when more than `high_water` waits, the client holds the console (Console::held()).
// A client that takes nothing for `patience` is reported once; with `drop_when_stalled` its output is dropped from then
// on until it reads again, as a serial line would do, otherwise the machine goes on waiting.
//
// Owned by shared_ptr, for handlers under way keep it alive; stop() ends it: no hook is called afterwards.
#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/console.hpp"

namespace emulator {

using Say = std::function<void(const std::string&)>;  // takes one sentence for the user

template <typename Stream>
class ConsoleClient : public std::enable_shared_from_this<ConsoleClient<Stream>> {
 public:
  using Bytes = std::span<const std::uint8_t>;
  using Error = boost::system::error_code;
  static constexpr std::size_t high_water = 64 * 1024;
  static constexpr std::size_t low_water = 16 * 1024;

  struct Options {
    std::string name;
    bool drop_when_stalled = false;
    std::chrono::milliseconds patience{10'000};
  };
  struct Hooks {
    std::function<void(Bytes)> received;                            // default: into the console
    std::function<void(Bytes, std::vector<std::uint8_t>&)> encode;  // console's output -> bytes to send; default: as is
    std::function<void(const SerialFormat&, const GuestLines&)> line_state;
    std::function<void(const Error&)> read_ended;
    std::function<void(const Error&)> write_failed;
    Say say;
  };

  ConsoleClient(Stream stream, Console& console, Options options, Hooks hooks)
      : stream_(std::move(stream)),
        stall_timer_(stream_.get_executor()),
        console_(console),
        options_(std::move(options)),
        hooks_(std::move(hooks)) {}

  // Begins to listen and to read; `missed` is output to send first.
  void start(Bytes missed = {}) {
    stream_.non_blocking(true);
    attachment_.emplace(console_, options_.name,
                        Console::Attachment::Callbacks{[this](Bytes b) { output(b); },
                                                       [this](const SerialFormat& f, const GuestLines& l) {
                                                         if (hooks_.line_state) hooks_.line_state(f, l);
                                                       },
                                                       [this] { read(); }});
    output(missed);
    read();
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    attachment_.reset();
    stall_timer_.cancel();
    Error ignored;
    stream_.close(ignored);
  }

  // Sends protocol bytes, before the console's output that still waits.
  void send(Bytes bytes) {
    control_.insert(control_.end(), bytes.begin(), bytes.end());
    write_soon();
  }
  void purge_output() {
    data_.clear();
    write_soon();  // which lets go of the console
  }
  // While suspended only protocol bytes are sent.
  void suspend(bool on) {
    suspended_ = on;
    write_soon();
  }

  std::size_t backlog() const { return data_.size() + control_.size() + chunk_.size() - sent_; }
  std::uint64_t dropped() const { return dropped_; }
  Stream& stream() { return stream_; }

  // Writes what can be written now.
  void write() {
    if (stopped_ || write_failed_) return;
    Error error;
    while (!error && fill()) {
      const auto n = stream_.write_some(boost::asio::buffer(chunk_.data() + sent_, chunk_.size() - sent_), error);
      if (error) break;
      sent_ += n;
      progressed();
      read();
    }
    if (error == boost::asio::error::would_block || error == boost::asio::error::try_again) {
      wait_writable();
    } else if (error == boost::asio::error::interrupted) {
      write_soon();
    } else if (error) {
      fail(error);
      return;
    }
    hold();
  }

 private:
  using Clock = std::chrono::steady_clock;

  void read() {
    if (stopped_ || reading_ || read_ended_ || console_.congested()) return;
    if (control_.size() > high_water) return;  // asks more than it listens to the answers
    reading_ = true;
    stream_.async_read_some(boost::asio::buffer(incoming_),
                            [self = this->shared_from_this()](const Error& error, std::size_t n) {
                              self->reading_ = false;
                              if (!self->stopped_) self->read_done(error, n);
                            });
  }

  void read_done(const Error& error, std::size_t n) {
    if (n > 0) received(Bytes{incoming_}.first(n));
    if (stopped_) return;
    if (!error || error == boost::asio::error::interrupted) return read();
    read_ended_ = true;
    if (hooks_.read_ended) hooks_.read_ended(error);
  }

  void received(Bytes bytes) {
    if (hooks_.received)
      hooks_.received(bytes);
    else
      console_.input(bytes);
  }

  void output(Bytes bytes) {
    if (bytes.empty() || write_failed_) return;
    if (stalled_ && options_.drop_when_stalled) {
      dropped_ += bytes.size();
      return;
    }
    data_.insert(data_.end(), bytes.begin(), bytes.end());
    hold();
    write_soon();
  }

  // Next time the io_context runs: the guest's bytes come one by one and shall leave together.
  void write_soon() {
    if (std::exchange(write_posted_, true)) return;
    boost::asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
      self->write_posted_ = false;
      self->write();
    });
  }

  void wait_writable() {
    if (std::exchange(awaits_writable_, true)) return;
    stream_.async_wait(Stream::wait_write, [self = this->shared_from_this()](const Error& error) {
      self->awaits_writable_ = false;
      if (self->stopped_) return;
      if (error)
        self->fail(error);
      else
        self->write();
    });
  }

  // Sees that chunk_ has something to write; false if there is nothing.
  bool fill() {
    if (sent_ < chunk_.size()) return true;
    chunk_.clear();
    sent_ = 0;
    chunk_.swap(control_);
    if (!suspended_ && !data_.empty()) {
      if (hooks_.encode)
        hooks_.encode(data_, chunk_);
      else
        chunk_.insert(chunk_.end(), data_.begin(), data_.end());
      data_.clear();
    }
    return !chunk_.empty();
  }

  void fail(const Error& error) {
    write_failed_ = true;
    data_.clear(), control_.clear(), chunk_.clear();
    sent_ = 0;
    if (attachment_) attachment_->hold(false);
    if (hooks_.write_failed) hooks_.write_failed(error);
  }

  void hold() {
    if (!attachment_) return;
    const bool drops = stalled_ && options_.drop_when_stalled;
    if (!attachment_->holds() && backlog() > high_water && !drops) {
      attachment_->hold(true);
      last_progress_ = Clock::now();
      watch_for_stall();
    } else if (attachment_->holds() && (backlog() < low_water || drops)) {
      attachment_->hold(false);
    }
  }

  void progressed() {
    last_progress_ = Clock::now();
    if (std::exchange(stalled_, false) && options_.drop_when_stalled && hooks_.say)
      hooks_.say(fmt::format("{} reads again; {} bytes were dropped", options_.name, std::exchange(dropped_, 0)));
  }

  void watch_for_stall() {
    if (std::exchange(watches_, true)) return;
    stall_timer_.expires_at(last_progress_ + options_.patience);
    stall_timer_.async_wait([self = this->shared_from_this()](const Error& error) {
      self->watches_ = false;
      if (error || self->stopped_ || !self->attachment_->holds()) return;
      if (Clock::now() - self->last_progress_ < self->options_.patience)
        self->watch_for_stall();
      else
        self->stall();
    });
  }

  void stall() {
    stalled_ = true;
    if (hooks_.say)
      hooks_.say(
          fmt::format("{} does not read; {}", options_.name,
                      options_.drop_when_stalled ? "its output is dropped until it does" : "the board waits for it"));
    hold();
  }

  Stream stream_;
  boost::asio::steady_timer stall_timer_;
  Console& console_;
  std::optional<Console::Attachment> attachment_;
  Options options_;
  Hooks hooks_;

  std::array<std::uint8_t, 4096> incoming_{};
  std::vector<std::uint8_t> data_;     // from the console, not yet encoded
  std::vector<std::uint8_t> control_;  // protocol bytes
  std::vector<std::uint8_t> chunk_;    // being written, `sent_` of it are
  std::size_t sent_ = 0;
  std::uint64_t dropped_ = 0;
  Clock::time_point last_progress_{};

  bool stopped_ = false;
  bool reading_ = false;
  bool read_ended_ = false;
  bool write_posted_ = false;
  bool awaits_writable_ = false;
  bool write_failed_ = false;
  bool suspended_ = false;
  bool stalled_ = false;
  bool watches_ = false;
};

}  // namespace emulator
