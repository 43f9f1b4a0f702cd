#include "CStatistics.h"

#include <eigen3/Eigen/Dense>

#include <cmath>
#include <vector>

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<const Eigen::VectorXd>;

} // namespace

extern "C" {

int64_t cstat_solve_positive(
    int64_t size, const double *matrix, const double *right, double *x, double *inverse,
    double tolerance) {
  try {
    if (size == 0) return -1;
    const MatrixView given(matrix, size, size);
    Eigen::VectorXd scale(size);
    for (int64_t i = 0; i < size; ++i) {
      const double diagonal = given(i, i);
      if (!(diagonal > 0) || !std::isfinite(diagonal)) return i;
      scale(i) = 1 / std::sqrt(diagonal);
    }
    // Column-major for the factorisation, symmetric from the lower triangle given.
    Eigen::MatrixXd lower(size, size);
    for (int64_t i = 0; i < size; ++i) {
      for (int64_t j = 0; j <= i; ++j) lower(i, j) = given(i, j) * scale(i) * scale(j);
    }
    // A Cholesky factorisation in the order of the unknowns: a pivot is the share of an unknown's
    // variance that the earlier unknowns leave unexplained, so a small one names a culprit. Blocked
    // first; on failure, or a small pivot, the plain loop tells which.
    Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> factor(lower);
    bool sound = factor.info() == Eigen::Success;
    if (sound) {
      const auto &packed = factor.matrixLLT();
      for (int64_t i = 0; i < size; ++i) {
        const double root = packed(i, i);
        if (!(root * root > tolerance)) return i;
      }
    } else {
      for (int64_t j = 0; j < size; ++j) {
        double pivot = lower(j, j) - lower.row(j).head(j).squaredNorm();
        if (!(pivot > tolerance)) return j;
        const double root = std::sqrt(pivot);
        lower(j, j) = root;
        for (int64_t i = j + 1; i < size; ++i) {
          lower(i, j) = (lower(i, j) - lower.row(i).head(j).dot(lower.row(j).head(j))) / root;
        }
      }
      return size - 1;
    }
    const VectorView given_right(right, size);
    Eigen::VectorXd solution = factor.solve(Eigen::VectorXd(given_right.cwiseProduct(scale)));
    for (int64_t i = 0; i < size; ++i) x[i] = solution(i) * scale(i);
    if (inverse != nullptr) {
      Eigen::MatrixXd inverted = factor.solve(Eigen::MatrixXd::Identity(size, size));
      for (int64_t i = 0; i < size; ++i) {
        for (int64_t j = 0; j < size; ++j) {
          inverse[i * size + j] = inverted(i, j) * scale(i) * scale(j);
        }
      }
    }
    return -1;
  } catch (...) {
    return -2;
  }
}

bool cstat_quadratic_form(
    int64_t size, const double *matrix, const double *v, double *value, int64_t *rank) {
  try {
    *value = 0;
    *rank = 0;
    if (size == 0) return true;
    const MatrixView given(matrix, size, size);
    const VectorView vector(v, size);
    const Eigen::MatrixXd copy = given;
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(copy);
    if (solver.info() != Eigen::Success) return false;
    const Eigen::VectorXd &values = solver.eigenvalues();
    const double largest = values(size - 1);
    const double least = largest * 1e-12 * static_cast<double>(size);
    double sum = 0;
    int64_t found = 0;
    for (int64_t i = 0; i < size; ++i) {
      if (!(values(i) > least)) continue;
      const double part = solver.eigenvectors().col(i).dot(vector);
      sum += part * part / values(i);
      found += 1;
    }
    *value = sum;
    *rank = found;
    return std::isfinite(sum);
  } catch (...) {
    return false;
  }
}

} // extern "C"
