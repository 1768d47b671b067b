#include "gui/window/fingers.hpp"

#include <algorithm>

namespace gui {

using namespace emulator;

namespace {

// From one end of what is possible to the other: a button, or a hand that is as fast.
bool is_press(const Quantity& quantity, double from, double to) {
  const auto [low, high] = quantity.range();
  return quantity.unit().empty() && low == 0 && high == 1 &&
         ((from == low && to == high) || (from == high && to == low));
}

}  // namespace

void Fingers::move(Session& session, Time now, const std::string& name, double value) {
  const Quantity* quantity = session.machine().world.find(name);
  if (!quantity) return session.execute(command::Set{name, value});  // which says so
  const auto before = std::ranges::find(waiting_.rbegin(), waiting_.rend(), name, &Waiting::quantity);
  const bool waits = before != waiting_.rend();
  Time due = waits ? std::max(now, before->due) : now;
  if (is_press(*quantity, waits ? before->value : quantity->value(), value)) {
    if (const auto last = presses_.find(name); last != presses_.end()) due = std::max(due, last->second + shortest);
    presses_[name] = due;
  }
  if (due <= now) return session.execute(command::Set{name, value});
  const auto behind = std::ranges::upper_bound(waiting_, due, {}, &Waiting::due);
  waiting_.insert(behind, {due, name, value});
}

void Fingers::go_on(Session& session, Time now) {
  while (!waiting_.empty() && waiting_.front().due <= now) {
    const Waiting move = waiting_.front();
    waiting_.pop_front();
    // In another circuit it may be gone.
    if (session.machine().world.find(move.quantity)) session.execute(command::Set{move.quantity, move.value});
  }
}

}  // namespace gui
