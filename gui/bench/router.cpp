#include "gui/bench/router.hpp"

#include <limits>
#include <numeric>
#include <queue>

namespace bench {
namespace {

constexpr double pitch = 5, margin = 80;
constexpr float step_cost = 1, bend_cost = 5, crossing_cost = 9, close_cost = 2.5F, beside_cost = 0.8F;

struct Cell {
  int x, y;
  bool operator==(const Cell&) const = default;
};
constexpr Cell directions[4] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};  // as Side has them
constexpr bool is_horizontal(int direction) { return direction < 2; }

class Grid {
 public:
  Grid(const std::vector<Rect>& obstacles, const Rect& all)
      : left_(std::floor((all.x - margin) / pitch) * pitch),
        top_(std::floor((all.y - margin) / pitch) * pitch),
        columns_(static_cast<int>((all.w + 2 * margin) / pitch) + 2),
        rows_(static_cast<int>((all.h + 2 * margin) / pitch) + 2),
        blocked_(size(), false),
        close_(size(), 0),
        across_(size(), none),
        along_(size(), none) {
    for (const Rect& r : obstacles) mark(r);
  }
  static constexpr int none = -1;
  std::size_t size() const { return static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_); }
  std::size_t index(Cell c) const {
    return static_cast<std::size_t>(c.y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(c.x);
  }
  Cell cell(std::size_t i) const { return {static_cast<int>(i) % columns_, static_cast<int>(i) / columns_}; }
  Cell cell(Point p) const {
    return {static_cast<int>(std::lround((p.x - left_) / pitch)), static_cast<int>(std::lround((p.y - top_) / pitch))};
  }
  Point point(Cell c) const { return {left_ + c.x * pitch, top_ + c.y * pitch}; }
  bool inside(Cell c) const { return c.x >= 0 && c.y >= 0 && c.x < columns_ && c.y < rows_; }

  void own(Cell c, int net) {  // a leg: nobody else may come by
    if (inside(c)) across_[index(c)] = along_[index(c)] = net;
  }
  void occupy(Cell c, int direction, int net) { (is_horizontal(direction) ? across_ : along_)[index(c)] = net; }
  int across(std::size_t i) const { return across_[i]; }
  int along(std::size_t i) const { return along_[i]; }
  bool blocked(std::size_t i) const { return blocked_[i]; }
  float closeness(std::size_t i) const { return close_[i]; }

 private:
  void mark(const Rect& r) {
    const Cell from = cell({r.x - pitch, r.y - pitch}), to = cell({r.right() + pitch, r.bottom() + pitch});
    for (int y = std::max(from.y, 0); y <= to.y && y < rows_; ++y)
      for (int x = std::max(from.x, 0); x <= to.x && x < columns_; ++x) {
        const Point p = point({x, y});
        const std::size_t i = index({x, y});
        if (p.x > r.x && p.x < r.right() && p.y > r.y && p.y < r.bottom())
          blocked_[i] = true;
        else
          close_[i] = std::max(close_[i], r.contains(p) ? 2 * close_cost : close_cost);
      }
  }
  double left_, top_;
  int columns_, rows_;
  std::vector<bool> blocked_;
  std::vector<float> close_;
  std::vector<int> across_, along_;  // which net runs there sideways, up and down
};

class Search {
 public:
  Search(Grid& grid, int net) : grid_(grid), net_(net), tree_(grid.size(), false), is_leg_(grid.size(), none) {}

  void add_leg(const RoutedEnd& end) {
    const Cell c = grid_.cell(end.at);
    if (!grid_.inside(c)) return;
    grow(c);
    is_leg_[grid_.index(c)] = static_cast<signed char>(end.side);
  }

  // From any of these places to the tree, which grows by the way. Empty if there is none.
  std::vector<Point> lead(const std::vector<RoutedEnd>& from) {
    cost_.assign(grid_.size() * 4, std::numeric_limits<float>::infinity());
    before_.assign(grid_.size() * 4, none_before);
    open_ = {};
    for (const RoutedEnd& end : from) {
      const Cell c = grid_.cell(end.at);
      const int d = static_cast<int>(end.side);
      if (grid_.inside(c)) push(grid_.index(c) * 4 + static_cast<std::size_t>(d), 0, none_before);
    }
    while (!open_.empty()) {
      const auto [estimate, state] = open_.top();
      open_.pop();
      if (estimate > cost_[state] + guess(grid_.cell(state / 4)) + 0.01F) continue;
      if (tree_[state / 4] && before_[state] != none_before) return trace(state);
      expand(state, before_[state] == none_before);
    }
    return {};
  }
  bool touches_run(Point p) const { return is_leg_[grid_.index(grid_.cell(p))] == none; }

 private:
  static constexpr signed char none = -1;
  static constexpr std::size_t none_before = std::numeric_limits<std::size_t>::max();

  void grow(Cell c) {
    tree_[grid_.index(c)] = true;
    low_ = {std::min(low_.x, c.x), std::min(low_.y, c.y)}, high_ = {std::max(high_.x, c.x), std::max(high_.y, c.y)};
  }
  float guess(Cell c) const {
    const int dx = std::max({low_.x - c.x, 0, c.x - high_.x}), dy = std::max({low_.y - c.y, 0, c.y - high_.y});
    return static_cast<float>(dx + dy) * step_cost;
  }
  void push(std::size_t state, float cost, std::size_t from) {
    if (cost >= cost_[state]) return;
    cost_[state] = cost, before_[state] = from;
    open_.emplace(cost + guess(grid_.cell(state / 4)), state);
  }

  bool foreign(int net) const { return net != Grid::none && net != net_; }

  void expand(std::size_t state, bool first) {
    const std::size_t here = state / 4;
    const int came = static_cast<int>(state % 4);
    const Cell c = grid_.cell(here);
    for (int d = 0; d < 4; ++d) {
      if ((first && d != came) || d == (came ^ 1)) continue;  // a leg is left by its side; nobody turns back
      if (d != came && !first && (foreign(grid_.across(here)) || foreign(grid_.along(here)))) continue;
      const Cell next{c.x + directions[d].x, c.y + directions[d].y};
      if (!grid_.inside(next)) continue;
      if (const auto cost = cost_of(grid_.index(next), d))
        push(grid_.index(next) * 4 + static_cast<std::size_t>(d), cost_[state] + *cost + (d != came ? bend_cost : 0),
             state);
    }
  }

  std::optional<float> cost_of(std::size_t i, int d) const {
    if (tree_[i]) {
      if (is_leg_[i] != none && (is_leg_[i] ^ 1) != d) return std::nullopt;  // a leg is reached by its side
      return step_cost;
    }
    if (grid_.blocked(i)) return std::nullopt;
    const int same = is_horizontal(d) ? grid_.across(i) : grid_.along(i),
              other = is_horizontal(d) ? grid_.along(i) : grid_.across(i);
    if (foreign(same)) return std::nullopt;
    float cost = step_cost + grid_.closeness(i);
    if (foreign(other)) cost += crossing_cost;
    const Cell c = grid_.cell(i);
    for (const int side : is_horizontal(d) ? std::array{2, 3} : std::array{0, 1}) {
      const Cell beside{c.x + directions[side].x, c.y + directions[side].y};
      if (!grid_.inside(beside)) continue;
      const std::size_t b = grid_.index(beside);
      if (foreign(is_horizontal(d) ? grid_.across(b) : grid_.along(b))) cost += beside_cost;
    }
    return cost;
  }

  std::vector<Point> trace(std::size_t state) {
    std::vector<Cell> cells;
    std::vector<int> ways;
    for (std::size_t s = state; s != none_before; s = before_[s])
      cells.push_back(grid_.cell(s / 4)), ways.push_back(static_cast<int>(s % 4));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      grid_.occupy(cells[i], ways[i], net_);
      if (i > 0 && is_horizontal(ways[i]) != is_horizontal(ways[i - 1])) grid_.occupy(cells[i], ways[i - 1], net_);
      grow(cells[i]);
    }
    std::vector<Point> points{grid_.point(cells.front())};
    for (std::size_t i = 1; i + 1 < cells.size(); ++i)
      if (ways[i] != ways[i - 1]) points.push_back(grid_.point(cells[i]));
    points.push_back(grid_.point(cells.back()));
    return points;
  }

  Grid& grid_;
  int net_;
  std::vector<bool> tree_;
  std::vector<signed char> is_leg_;
  Cell low_{1 << 20, 1 << 20}, high_{-(1 << 20), -(1 << 20)};
  std::vector<float> cost_;
  std::vector<std::size_t> before_;
  using Entry = std::pair<float, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
};

double nearest(const std::vector<RoutedEnd>& a, const std::vector<RoutedEnd>& b) {
  double least = std::numeric_limits<double>::infinity();
  for (const RoutedEnd& x : a)
    for (const RoutedEnd& y : b) least = std::min(least, std::abs(x.at.x - y.at.x) + std::abs(x.at.y - y.at.y));
  return least;
}

// From the largest cluster on, always the one that is nearest to what is joined already.
std::vector<std::size_t> order_of(const RoutedNet& net) {
  std::vector<std::size_t> order, left(net.clusters.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::ranges::stable_sort(left, std::greater<>{}, [&](std::size_t i) { return net.clusters[i].size(); });
  order.push_back(left.front());
  left.erase(left.begin());
  while (!left.empty()) {
    const auto next = std::ranges::min_element(left, {}, [&](std::size_t i) {
      double least = std::numeric_limits<double>::infinity();
      for (const std::size_t j : order) least = std::min(least, nearest(net.clusters[i], net.clusters[j]));
      return least;
    });
    order.push_back(*next);
    left.erase(next);
  }
  return order;
}

double length_of(const RoutedNet& net) {
  double sum = 0;
  for (std::size_t i = 1; i < net.clusters.size(); ++i) sum += nearest(net.clusters[0], net.clusters[i]);
  return sum + 1000. * static_cast<double>(net.clusters.size() > 2);
}

void route_one(Grid& grid, RoutedNet& net, int id) {
  Search search{grid, id};
  const auto order = order_of(net);
  for (const RoutedEnd& end : net.clusters[order.front()]) search.add_leg(end);
  for (std::size_t k = 1; k < order.size(); ++k) {
    const auto& from = net.clusters[order[k]];
    auto run = search.lead(from);
    if (run.empty()) run = {net.clusters[order.front()].front().at, from.front().at};  // no way: as the crow flies
    if (k > 1 && search.touches_run(run.front())) net.joints.push_back(run.front());
    net.runs.push_back(std::move(run));
    for (const RoutedEnd& end : from) search.add_leg(end);
  }
}

}  // namespace

void route(std::vector<RoutedNet>& nets, const std::vector<Rect>& obstacles, const std::vector<RoutedEnd>& other_legs) {
  if (obstacles.empty()) return;
  Rect all = obstacles.front();
  for (const Rect& r : obstacles) all = united(all, r);
  Grid grid{obstacles, all};
  constexpr int nobody = std::numeric_limits<int>::max();
  for (const RoutedEnd& leg : other_legs) grid.own(grid.cell(leg.at), nobody);
  for (std::size_t i = 0; i < nets.size(); ++i)
    for (const auto& cluster : nets[i].clusters)
      for (const RoutedEnd& end : cluster) grid.own(grid.cell(end.at), static_cast<int>(i));
  std::vector<std::size_t> order(nets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return length_of(nets[i]); });
  for (const std::size_t i : order)
    if (nets[i].clusters.size() > 1) route_one(grid, nets[i], static_cast<int>(i));
}

}  // namespace bench
