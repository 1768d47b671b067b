#include "emulator/console.hpp"

#include <algorithm>

#include "emulator/state.hpp"

namespace emulator {

Console::~Console() {
  for (auto* attachment : attachments_)
    if (attachment) attachment->console_ = nullptr;
}

// Calls somebody's callback for everyone attached at this moment; callbacks may attach and detach.
template <typename F>
void Console::tell(F&& call) {
  struct Telling {  // ends the telling on exceptions too
    Console& console;
    explicit Telling(Console& c) : console(c) { ++console.telling_; }
    ~Telling() {
      if (--console.telling_ == 0) std::erase(console.attachments_, nullptr);
    }
  } telling{*this};
  for (std::size_t i = 0, n = attachments_.size(); i < n; ++i)
    if (auto* attachment = attachments_[i]) call(*attachment);
}

void Console::connect(Guest guest) { guest_ = std::move(guest); }

void Console::output(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return;
  total_output_ += bytes.size();
  const auto kept = bytes.last(std::min(bytes.size(), scrollback_limit));
  if (scrollback_.size() + kept.size() > 2 * scrollback_limit)
    scrollback_.erase(scrollback_.begin(), scrollback_.end() - static_cast<std::ptrdiff_t>(scrollback_limit));
  scrollback_.insert(scrollback_.end(), kept.begin(), kept.end());
  tell([bytes](Attachment& a) {
    if (const auto on_output = a.callbacks_.on_output) on_output(bytes);  // a copy: it may destroy the attachment
  });
}

std::optional<std::uint8_t> Console::take() {
  if (input_.empty()) return std::nullopt;
  const auto byte = input_.front();
  input_.pop_front();
  input_taken();
  return byte;
}

void Console::purge_input() {
  if (recorder.on_purge) recorder.on_purge();
  input_.clear();
  input_taken();
}

void Console::input_taken() {
  if (!congested_ || input_.size() > relief_mark) return;
  congested_ = false;
  tell([](Attachment& a) {
    if (const auto on_relief = a.callbacks_.on_relief) on_relief();
  });
}

void Console::input(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return;
  if (recorder.on_input) recorder.on_input(bytes);
  input_.insert(input_.end(), bytes.begin(), bytes.end());
  if (input_.size() >= congestion_mark) congested_ = true;
  if (guest_.on_input) guest_.on_input();
}

void Console::serialize(State& state) {
  state(input_);
  if (state.loading()) input_taken();
}

void Console::set_format(const SerialFormat& format) {
  if (format == format_) return;
  format_ = format;
  tell([this](Attachment& a) {
    if (const auto on_line_state = a.callbacks_.on_line_state) on_line_state(format_, guest_lines_);
  });
}

void Console::set_guest_lines(const GuestLines& lines) {
  if (lines == guest_lines_) return;
  guest_lines_ = lines;
  tell([this](Attachment& a) {
    if (const auto on_line_state = a.callbacks_.on_line_state) on_line_state(format_, guest_lines_);
  });
}

void Console::set_lines(const HostLines& lines) {
  if (lines == lines_) return;
  if (recorder.on_lines) recorder.on_lines(lines);
  lines_ = lines;
  if (guest_.on_lines) guest_.on_lines(lines_);
}

void Console::set_host_format(const SerialFormat& format) {
  if (format == host_format_) return;
  if (recorder.on_format) recorder.on_format(format);
  host_format_ = format;
  if (guest_.on_format) guest_.on_format(host_format_);
}

bool Console::held() const {
  return std::ranges::any_of(attachments_, [](const Attachment* a) { return a && a->holds(); });
}

std::span<const std::uint8_t> Console::scrollback() const {
  return std::span{scrollback_}.last(std::min(scrollback_.size(), scrollback_limit));
}

std::vector<std::string> Console::attached() const {
  std::vector<std::string> names;
  for (const auto* a : attachments_)
    if (a) names.push_back(a->name());
  return names;
}

bool Console::in_use() const {
  return std::ranges::any_of(attachments_,
                             [](const Attachment* a) { return a && a->role_ == Attachment::Role::program; });
}

Console::Attachment::Attachment(Console& console, std::string name, Callbacks callbacks, Role role)
    : console_(&console), name_(std::move(name)), callbacks_(std::move(callbacks)), role_(role) {
  console.attachments_.push_back(this);
}

void Console::Attachment::hold(bool on) {
  const bool begins = on && !holds_;
  holds_ = on;
  if (begins && console_ && console_->on_held) console_->on_held();
}

Console::Attachment::~Attachment() {
  if (!console_) return;
  auto& all = console_->attachments_;
  const auto mine = std::ranges::find(all, this);
  if (console_->telling_ > 0)
    *mine = nullptr;
  else
    all.erase(mine);
}

}  // namespace emulator
