#pragma once
// A x = b, small and dense. Rows and columns that are negative stand for what is known and are left out.
#include <memory>
#include <vector>

namespace emulator::analog {

class LinearSystem {
 public:
  LinearSystem();
  ~LinearSystem();
  void resize(unsigned unknowns);
  void clear();
  void add(int row, int column, double value);
  void add_right(int row, double value);
  // Pivots decide: a singular system gives numbers that are not finite. `same_matrix`: only b is new since the last
  // time.
  void solve(std::vector<double>& x, bool same_matrix);

 private:
  struct Matrices;
  std::unique_ptr<Matrices> matrices_;
};

}  // namespace emulator::analog
