// Vector instructions would let the results depend on how the compiler orders sums.
#define EIGEN_DONT_VECTORIZE
#define EIGEN_DONT_PARALLELIZE
#include "emulator/analog/linear_system.hpp"

#include <Eigen/LU>

namespace emulator::analog {

struct LinearSystem::Matrices {
  Eigen::MatrixXd a;
  Eigen::VectorXd b, x;
  Eigen::PartialPivLU<Eigen::MatrixXd> lu;
};

LinearSystem::LinearSystem() : matrices_(std::make_unique<Matrices>()) {}
LinearSystem::~LinearSystem() = default;

void LinearSystem::resize(unsigned unknowns) {
  Matrices& m = *matrices_;
  m.a.resize(unknowns, unknowns);
  m.b.resize(unknowns);
  m.x.resize(unknowns);
  m.lu = Eigen::PartialPivLU<Eigen::MatrixXd>(unknowns);
}

void LinearSystem::clear() {
  matrices_->a.setZero();
  matrices_->b.setZero();
}

void LinearSystem::add(int row, int column, double value) {
  if (row >= 0 && column >= 0) matrices_->a(row, column) += value;
}

void LinearSystem::add_right(int row, double value) {
  if (row >= 0) matrices_->b(row) += value;
}

void LinearSystem::solve(std::vector<double>& x, bool same_matrix) {
  Matrices& m = *matrices_;
  if (m.b.size() == 0) return;
  if (!same_matrix) m.lu.compute(m.a);
  m.x = m.lu.solve(m.b);
  for (Eigen::Index i = 0; i < m.x.size(); ++i) x[static_cast<std::size_t>(i)] = m.x(i);
}

}  // namespace emulator::analog
